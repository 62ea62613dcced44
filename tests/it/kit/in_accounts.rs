//! An area of which each account has one thing, `[flags]`: lists of accounts, and what `[[removed]]` looks for.

use std::cell::RefCell;
use std::collections::BTreeMap;

use groundline::areas::declare::declare_with;
use groundline::areas::kit::prelude::*;
use groundline::engine::session::Caller;
use groundline::facts::service::ACCOUNT;

use super::{Catalog, HEAD, allow, applied, baseline, titles, unfinished, virtually, with_accounts};
use crate::simulated::Run;

thread_local! {
    static LIVE: RefCell<BTreeMap<String, u32>> = RefCell::default();
    static READ: RefCell<Vec<String>> = RefCell::default();
}
static GET: Op = Op::read(&ACCOUNT, "GetFlag", &[Field::number("Flag")], &[]);
static PUT: Op = Op::write(&ACCOUNT, "PutFlag", &[]);
static AREAS: Catalog = Catalog(&[&Flags]);

struct Flags;

#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct Table {
    accounts: Spanned<Texts>,
    level: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Flag {
    level: u32,
}
impl Resource for Flag {}

impl Area for Flags {
    type Table = Table;
    const INFO: &'static AreaInfo = &AreaInfo::one("flags", "A level for each account.");
    const KINDS: &'static [&'static dyn AnyKind] = &[&Flags];

    fn declare(&self, table: &Written<Table>, declaring: &mut Declaring<'_>) {
        let Some(table) = table.one() else { return };
        for key in declaring.accounts(&table.accounts) {
            let address = Address::new("flag", "level").part(&key);
            let desired = Desired::new(address, Session::account(&key), Flag { level: table.level });
            declaring.want(self, desired.natural([Value::Known(key)]));
        }
    }
}

impl Kind for Flags {
    type Resource = Flag;
    type Call = (Value, Option<Flag>);
    const INFO: &'static KindInfo = &KindInfo {
        operations: &[&GET, &PUT],
        in_accounts: true,
        ..KindInfo::new("flag", "flags", &GET)
    };

    async fn read(&self, _: &Reader, session: &Session, _: Wanted<'_>) -> Result<Reading<Flag>, AwsError> {
        let Caller::Account(key) = &session.caller else {
            panic!("it is in {session}")
        };
        READ.with_borrow_mut(|read| read.push(key.clone()));
        let live = LIVE.with_borrow(|live| live.get(key).copied());
        Ok(live
            .map(|level| Live::new([key.clone()], Flag { level }))
            .into_iter()
            .collect())
    }

    fn address(&self, live: &Live<Flag>, _: &Organization) -> Address {
        Address::new("flag", "level").part(live.name())
    }

    fn is_named(&self, removed: &Removed, address: &Address) -> bool {
        let Removed::Address(named) = removed else { return false };
        named.part.is_none() || named == address
    }

    fn calls(&self, step: &Step<Flag>) -> Vec<Self::Call> {
        vec![(step.key(0), step.after.clone())]
    }

    fn operation(&self, _: &Self::Call) -> &'static Op {
        &PUT
    }

    async fn send(&self, _: &Writer, (key, flag): Self::Call) -> Result<Sent, Failure> {
        let key = key.known()?.to_owned();
        LIVE.with_borrow_mut(|live| match flag {
            Some(flag) => live.insert(key, flag.level),
            None => live.remove(&key),
        });
        Ok(Sent::default())
    }
}

fn live() -> Vec<(String, u32)> {
    LIVE.with_borrow(|live| live.clone().into_iter().collect())
}

#[test]
fn a_list_of_accounts_is_keys_or_all() {
    let said = |accounts: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baseline.toml");
        std::fs::write(&path, format!("{HEAD}[flags]\nlevel = 1\naccounts = {accounts}\n")).unwrap();
        let checked = declare_with(&path, AREAS);
        let codes = checked
            .diagnostics
            .sorted()
            .iter()
            .map(|one| one.code)
            .collect::<Vec<_>>();
        let wants = checked
            .baseline
            .map(|baseline| baseline.wants.desired().clone())
            .unwrap_or_default();
        let keys: Vec<String> = wants.into_keys().filter_map(|address| address.part).collect();
        (keys.join(" "), codes.join(" "))
    };
    for (accounts, keys, codes) in [
        (r#""all""#, "bank management shop", ""),
        (r#"["all"]"#, "bank management shop", ""),
        (r#""shop""#, "shop", ""),
        (r#"["management", "bank"]"#, "bank management", ""),
        (r#"["shop", "shop"]"#, "shop", "listed-twice"),
        (r#"["shop", "all"]"#, "", "all-and-others"),
        (r#"["shpo"]"#, "", "unknown-account"),
        ("[]", "", "no-accounts"),
    ] {
        assert_eq!(said(accounts), (keys.to_owned(), codes.to_owned()), "{accounts}");
    }
}

#[test]
fn what_removed_names_is_looked_for_in_its_account_alone() {
    virtually(async {
        let sandbox = with_accounts().await;
        let all = "[flags]\nlevel = 1\naccounts = \"all\"\n";
        applied(&sandbox, &baseline(AREAS, all)).await;
        assert_eq!(live().len(), 3);
        for (address, looked, left) in [
            ("flag.level[\"shop\"]", vec!["shop"], 2),
            ("flag.level", vec!["bank", "management", "shop"], 0),
        ] {
            READ.take();
            let removed = format!("[[removed]]\naddress = '{address}'\ndestroy = true\n");
            let run = Run::new(&sandbox, &allow(&["large-change"])).await;
            let (inventory, plan) = run.plan(&baseline(AREAS, &removed)).await.unwrap();
            let mut read = READ.take();
            read.sort();
            assert_eq!(read, looked, "{address}");
            assert_eq!(unfinished(&run.apply(&inventory, &plan).await), [""; 0]);
            assert_eq!(live().len(), left, "{address}: {:?}", titles(&plan));
        }
    });
}
