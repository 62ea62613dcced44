//! Settings of accounts that another account reads and writes on their behalf: `[labels.KEY]`, one text an account.

use std::cell::RefCell;
use std::collections::BTreeSet;

use groundline::areas::delegated_admins::DelegatedAdmins;
use groundline::areas::kit::prelude::*;
use groundline::aws::ErrorKind;
use groundline::facts::service::ACCOUNT;
use groundline::organization::MANAGEMENT;
use groundline::sandbox::AccountState;

use super::*;

const SERVICE: &str = "health.amazonaws.com";
static AREAS: Catalog = Catalog(&[&TrustedAccess, &DelegatedAdmins, &Labels]);

thread_local! {
    static LABELS: RefCell<BTreeMap<String, String>> = RefCell::default();
    /// Accounts of which every read is refused.
    static DENIED: RefCell<BTreeSet<String>> = RefCell::default();
    /// What was asked for since it was last looked at.
    static ASKED: RefCell<Vec<String>> = RefCell::default();
}
static GET: Op = Op::read(&ACCOUNT, "GetLabel", &[Field::text("Label")], &[]);
static PUT: Op = Op::write(&ACCOUNT, "PutLabel", &[]);

struct Labels;

#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
struct Label {
    text: Option<String>,
}
impl Resource for Label {}

impl Area for Labels {
    type Table = Label;
    const INFO: &'static AreaInfo = &AreaInfo::each("labels", "Labels by account.");

    const KINDS: &'static [&'static dyn AnyKind] = &[&Labels];

    fn declare(&self, table: &Written<Label>, declaring: &mut Declaring<'_>) {
        assert_eq!(declaring.names.accounts(), ["bank", "shop"]);
        for (key, _, label) in table.each() {
            let (mut session, mut id) = (Session::management(), Value::Known(MANAGEMENT.to_owned()));
            if key != MANAGEMENT {
                declaring.claim(Address::new("trusted-access", SERVICE));
                id = Value::late(Late::id(Address::new("account", key)));
                if declaring.wants.administrators.contains_key(SERVICE) {
                    session = Session::delegated(SERVICE);
                }
            }
            let desired = Desired::new(Address::new("label", key), session, label.clone());
            declaring.want(self, desired.natural([id]));
        }
    }
}

impl Kind for Labels {
    type Resource = Label;
    type Call = (Value, Option<Label>);
    const INFO: &'static KindInfo = &KindInfo {
        operations: &[&GET, &PUT],
        reads: Reads {
            by: &GET,
            page: 1,
            parts: 1,
        },
        on_accounts: Some(SERVICE),
        ..KindInfo::new("label", "labels", &GET)
    };

    async fn read(&self, _: &Reader, _: &Session, wanted: Wanted<'_>) -> Result<Reading<Label>, AwsError> {
        let mut reading = Reading::default();
        for natural in wanted.keys() {
            ASKED.with_borrow_mut(|asked| asked.push(natural[0].clone()));
            if DENIED.with_borrow(|denied| denied.contains(&natural[0])) {
                let denied = AwsError::new(ErrorKind::Denied, &GET, "not you");
                reading.unread.insert(natural.clone(), denied);
            } else if let Some(text) = LABELS.with_borrow(|labels| labels.get(&natural[0]).cloned()) {
                reading
                    .live
                    .push(Live::new(natural.clone(), Label { text: Some(text) }));
            }
        }
        Ok(reading)
    }

    fn removed(&self, removed: &Removed, organization: &Organization) -> Option<Vec<String>> {
        let account = organization.accounts.get(&removed.address().key)?;
        Some(vec![account.id.clone()?])
    }

    fn address(&self, live: &Live<Label>, organization: &Organization) -> Address {
        Address::new("label", organization.key_of(&live.natural[0]))
    }

    fn terms(&self, step: &Step<Label>, organization: &Organization) -> Terms {
        let id = step.key(0);
        if id == Value::Known(MANAGEMENT.to_owned()) {
            return Terms::default();
        }
        let shut = id
            .known()
            .ok()
            .and_then(|id| organization.shut(id, groundline::facts::account_states::AccountAction::Work));
        let trusted = Address::new("trusted-access", SERVICE);
        Terms {
            needs: vec![groundline::engine::change::Label::new(&trusted, Facet::Enabled)],
            left_out: shut.map(|state| format!("its account is {}", state.explained())),
            ..Terms::default()
        }
    }

    fn calls(&self, step: &Step<Label>) -> Vec<Self::Call> {
        vec![(step.key(0), step.after.clone())]
    }

    fn operation(&self, _: &Self::Call) -> &'static Op {
        &PUT
    }

    async fn send(&self, _: &Writer, (account, label): Self::Call) -> Result<Sent, Failure> {
        let id = account.known()?.to_owned();
        LABELS.with_borrow_mut(|labels| match label.and_then(|label| label.text) {
            Some(text) => labels.insert(id, text),
            None => labels.remove(&id),
        });
        Ok(Sent::default())
    }
}

const THREE: &str = "[labels.management]\ntext = \"m\"\n[labels.shop]\ntext = \"s\"\n[labels.bank]\ntext = \"b\"\n";

fn labels(text: &str) -> Baseline {
    super::baseline(AREAS, text)
}

fn id_of(sandbox: &Sandbox, name: &str) -> String {
    let organization = sandbox.state().organization.unwrap();
    let mut accounts = organization.accounts.into_iter();
    accounts.find(|(_, account)| account.name == name).unwrap().0
}

fn set(id: &str, text: &str) {
    LABELS.with_borrow_mut(|labels| labels.insert(id.to_owned(), text.to_owned()));
}

/// A sandbox with the accounts, where nothing is labelled; the ids of `shop` and `bank`.
async fn unlabelled() -> (Sandbox, String, String) {
    LABELS.take();
    DENIED.take();
    let sandbox = Sandbox::new(&Seed::default(), &empty());
    applied(&sandbox, &labels("")).await;
    let (shop, bank) = (id_of(&sandbox, "shop"), id_of(&sandbox, "bank"));
    ASKED.take();
    (sandbox, shop, bank)
}

#[test]
fn accounts_that_the_plan_makes_get_theirs_in_one_go() {
    virtually(async {
        for administrator in ["", "[delegated-admins]\nhealth = \"bank\"\n"] {
            LABELS.take();
            let sandbox = Sandbox::new(&Seed::default(), &empty());
            let baseline = labels(&format!("{administrator}{THREE}"));
            let plan = applied(&sandbox, &baseline).await;
            assert_eq!(LABELS.with_borrow(BTreeMap::len), 3);
            let shop = plan
                .changes
                .iter()
                .find(|change| change.address.key == "shop" && change.area == "labels");
            let shop = shop.unwrap();
            assert_eq!(
                (shop.account.as_deref(), shop.reason.as_str()),
                (Some("shop"), "not there")
            );
            let needs: Vec<String> = shop.needs.iter().map(ToString::to_string).collect();
            let administers = needs
                .iter()
                .any(|label| label == "delegated-admin.health.amazonaws.com[\"bank\"] exists");
            assert_eq!(administers, !administrator.is_empty(), "{needs:?}");
            assert!(needs.contains(&"account.shop exists".to_owned()), "{needs:?}");
        }
    });
}

#[test]
fn where_nobody_can_look_yet_nothing_is_overwritten() {
    virtually(async {
        for administrator in ["", "[delegated-admins]\nhealth = \"bank\"\n"] {
            let (sandbox, shop, bank) = unlabelled().await;
            set(&shop, "by hand");
            let baseline = labels(&format!("{administrator}{THREE}"));
            let run = Run::new(&sandbox, &[]).await;
            let (inventory, plan) = run.plan(&baseline).await.unwrap();
            assert_eq!(ASKED.take(), [MANAGEMENT]);
            let unseen = "create label.shop: nobody can look yet: what is there by then is left as it is";
            assert!(titles(&plan).contains(&unseen.to_owned()), "{:?}", titles(&plan));
            let applied = run.apply(&inventory, &plan).await;
            let said = unfinished(&applied).join("\n");
            assert!(
                said.contains("label.shop") && said.contains("it is there by now"),
                "{said}"
            );
            let now = LABELS.with_borrow(Clone::clone);
            assert_eq!((now[&shop].as_str(), now[&bank].as_str()), ("by hand", "b"));
            // Now somebody can.
            let plan = super::applied(&sandbox, &baseline).await;
            assert_eq!(titles(&plan), ["update label.shop: text differs"]);
        }
    });
}

#[test]
fn what_one_account_does_not_answer_is_named_and_the_others_converge() {
    virtually(async {
        let (sandbox, shop, bank) = unlabelled().await;
        applied(&sandbox, &labels(THREE)).await;
        set(&shop, "other");
        set(&bank, "other");
        DENIED.with_borrow_mut(|denied| denied.insert(shop.clone()));
        let denied = plan(&sandbox, &labels(THREE)).await;
        assert_eq!(titles(&denied), ["update label.bank: text differs"]);
        assert_eq!(denied.unread[0].what, "labels (label.shop)");
        // What is to go and cannot be read is not said to be absent.
        let removed = "[[removed]]\naddress = \"label.shop\"\ndestroy = true\n";
        let said = plan(&sandbox, &labels(removed)).await;
        assert_eq!(
            (said.unread[0].what.as_str(), said.left_out.len()),
            ("labels (label.shop)", 0)
        );
        DENIED.take();
        // One that is suspended is not asked.
        sandbox.change(|state| {
            let accounts = &mut state.organization.as_mut().unwrap().accounts;
            accounts.get_mut(&shop).unwrap().state = AccountState::Suspended;
        });
        ASKED.take();
        let suspended = plan(&sandbox, &labels(THREE)).await;
        assert!(!ASKED.take().contains(&shop));
        assert_eq!(titles(&suspended), ["update label.bank: text differs"]);
        let why = &suspended.left_out[0].why;
        assert!(why.contains("SUSPENDED"), "{why}");
        assert_eq!(suspended.unread, []);
    });
}

#[test]
fn what_removed_names_is_asked_for_and_goes() {
    virtually(async {
        let (sandbox, shop, bank) = unlabelled().await;
        applied(&sandbox, &labels(THREE)).await;
        let removed = "[labels.bank]\ntext = \"b\"\n[[removed]]\naddress = \"label.shop\"\ndestroy = true\n";
        let plan = applied(&sandbox, &labels(removed)).await;
        assert_eq!(titles(&plan), ["delete label.shop: removed by `[[removed]]`"]);
        let now = LABELS.take();
        assert!(!now.contains_key(&shop) && now.contains_key(&bank) && now.contains_key(MANAGEMENT));
    });
}

#[test]
fn an_account_filter_keeps_what_is_set_on_its_behalf() {
    virtually(async {
        let (sandbox, _, _) = unlabelled().await;
        let mut run = Run::new(&sandbox, &[]).await;
        for (key, expected) in [
            ("shop", vec!["label.shop", "trusted-access.health.amazonaws.com"]),
            (MANAGEMENT, vec!["label.management"]),
        ] {
            run.options.filter = Filter {
                accounts: [key.to_owned()].into(),
                ..Filter::default()
            };
            let plan = run.plan(&labels(THREE)).await.unwrap().1;
            let mut found: Vec<String> = plan.changes.iter().map(|change| change.address.to_string()).collect();
            found.sort();
            assert_eq!(found, expected);
        }
    });
}
