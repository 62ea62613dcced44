//! Documents that several areas contribute statements to, by three small areas: boards, which own a document each, and two that contribute.

use std::cell::{Cell, RefCell};

use groundline::areas::kit::document::{Content, Contributor, Limit, Mark, Policy, Principal, Statement, Text};
use groundline::areas::kit::documents::granted;
use groundline::areas::kit::prelude::*;
use groundline::aws::ErrorKind;
use groundline::facts::service::ACCOUNT;
use serde_json::{Value as Json, json};

use super::*;

thread_local! {
    static TEXT: RefCell<Option<String>> = RefCell::default();
    static WRITES: Cell<usize> = const { Cell::new(0) };
    static MADE: RefCell<BTreeMap<String, String>> = RefCell::default();
    static UNREAD: Cell<bool> = const { Cell::new(false) };
}
static GET: Op = Op::read(&ACCOUNT, "GetBoard", &[Field::text("Board")], &[]);
static PUT: Op = Op::write(&ACCOUNT, "PutBoard", &[]);

fn board() -> Address {
    Address::new("board-policy", "main")
}

/// `[boards.main]`: owns a document, and contributes a statement of its own.
struct Boards;

#[derive(Deserialize, JsonSchema)]
struct Empty {}

impl Area for Boards {
    type Table = Empty;
    const INFO: &'static AreaInfo = &AreaInfo::each("boards", "Boards.");
    const KINDS: &'static [&'static dyn AnyKind] = &[&Boards];

    fn declare(&self, table: &Written<Empty>, declaring: &mut Declaring<'_>) {
        for _ in table.each() {
            declaring.want_document(self, Desired::new(board(), Session::management(), ()), None);
            let own = Statement::deny("Own")
                .principal(Principal::Everyone)
                .actions(["board:Wipe"]);
            declaring.contribute(&board(), Contributor::area("boards"), own.build());
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Put(Option<Content>);

impl Kind for Boards {
    type Resource = Policy;
    type Call = Put;
    const INFO: &'static KindInfo = &KindInfo {
        operations: &[&GET, &PUT],
        document: Some(Limit::BUCKET_POLICY),
        always_read: true,
        ..KindInfo::new("board-policy", "board policies", &GET)
    };

    async fn read(&self, _: &Reader, _: &Session, _: Wanted<'_>) -> Result<Reading<Policy>, AwsError> {
        let text = TEXT.with_borrow(Clone::clone);
        Ok(text.iter().map(|text| Live::document([], text).unwrap()).collect())
    }

    fn address(&self, _: &Live<Policy>, _: &Organization) -> Address {
        board()
    }

    fn calls(&self, step: &Step<Policy>) -> Vec<Put> {
        vec![Put(Content::of(step))]
    }

    fn operation(&self, _: &Put) -> &'static Op {
        &PUT
    }

    async fn send(&self, _: &Writer, Put(content): Put) -> Result<Sent, Failure> {
        TEXT.set(content.map(|content| content.known()).transpose()?);
        WRITES.set(WRITES.get() + 1);
        Ok(Sent::default())
    }
}

/// `[pens.KEY]`: a thing with an id, whose statement names the id, and which waits for a statement that does not.
struct Pens;

#[derive(Clone, Serialize, Deserialize)]
struct Pen {
    color: String,
}
impl Resource for Pen {}

impl Area for Pens {
    type Table = Empty;
    const INFO: &'static AreaInfo = &AreaInfo::each("pens", "Pens.");
    const KINDS: &'static [&'static dyn AnyKind] = &[&Pens];

    fn declare(&self, table: &Written<Empty>, declaring: &mut Declaring<'_>) {
        for (key, _, _) in table.each() {
            let address = Address::new("pen", key);
            let desired = Desired::new(
                address.clone(),
                Session::management(),
                Pen {
                    color: "blue".to_owned(),
                },
            );
            declaring.want(self, desired.natural([Value::Known(key.to_owned())]));
            let by = || Contributor::area("pens").part(key);
            let statement = |name: &str| Statement::allow(name).principal(Principal::service("pens.amazonaws.com"));
            declaring.contribute(
                &board(),
                by(),
                statement("May").actions(["board:Look"]).resources(["*"]).build(),
            );
            let id = Text::from(Value::late(Late::id(address)));
            declaring.contribute(
                &board(),
                by(),
                statement("Writes").actions(["board:Write"]).resources([id]).build(),
            );
        }
    }
}

impl Kind for Pens {
    type Resource = Pen;
    type Call = (Value, Option<Pen>);
    const INFO: &'static KindInfo = &KindInfo {
        operations: &[&GET, &PUT],
        always_read: true,
        ..KindInfo::new("pen", "pens", &GET)
    };

    async fn read(&self, _: &Reader, _: &Session, _: Wanted<'_>) -> Result<Reading<Pen>, AwsError> {
        if UNREAD.get() {
            return Err(AwsError::new(ErrorKind::Denied, &GET, "no"));
        }
        let made = MADE.with_borrow(Clone::clone).into_iter();
        Ok(made
            .map(|(key, id)| Live {
                id: Some(id),
                ..Live::new(
                    [key],
                    Pen {
                        color: "blue".to_owned(),
                    },
                )
            })
            .collect())
    }

    fn terms(&self, step: &Step<Pen>, organization: &Organization) -> Terms {
        let by = Contributor::area("pens").part(&step.address.key);
        let sid = by.sid(&Mark::of(&organization.baseline), "May");
        Terms {
            needs: vec![granted(&board(), &sid)],
            ..Terms::default()
        }
    }

    fn calls(&self, step: &Step<Pen>) -> Vec<Self::Call> {
        vec![(step.key(0), step.after.clone())]
    }

    fn operation(&self, _: &Self::Call) -> &'static Op {
        &PUT
    }

    async fn send(&self, _: &Writer, (key, _): Self::Call) -> Result<Sent, Failure> {
        let key = key.known()?.to_owned();
        let id = format!("pen-{key}");
        MADE.with_borrow_mut(|made| made.insert(key, id.clone()));
        Ok(Sent {
            id: Some(id),
            ..Sent::default()
        })
    }
}

static BOARDS: Catalog = Catalog(&[&TrustedAccess, &Boards, &Pens]);

const BOTH: &str = "[boards.main]\n[pens.a]\n";

fn statements() -> Vec<Json> {
    let text = TEXT
        .with_borrow(Clone::clone)
        .unwrap_or_else(|| json!({ "Statement": [] }).to_string());
    serde_json::from_str::<Json>(&text).unwrap()["Statement"]
        .as_array()
        .unwrap()
        .clone()
}

/// The statements by the names that contributors give them, and what they are about.
fn names() -> Vec<String> {
    let names = statements().into_iter().map(|statement| {
        let sid = statement["Sid"].as_str().unwrap_or_default().to_owned();
        format!("{sid} {}", statement["Resource"].as_str().unwrap_or_default())
    });
    names.collect()
}

fn sid(area: Contributor, name: &str) -> String {
    area.sid(&Mark::of("acme"), name)
}

fn pen(name: &str) -> String {
    sid(Contributor::area("pens").part("a"), name)
}

#[test]
fn what_is_late_is_written_when_it_is_known_and_whoever_needs_a_statement_waits_for_it() {
    virtually(async {
        let sandbox = with_accounts().await;
        let theirs = r#"{"Sid":"Theirs","Resource":"x","Action":"board:Read","Principal":"*","Effect":"Allow"}"#;
        TEXT.set(Some(format!(r#"{{"Version":"2012-10-17","Statement":[{theirs}]}}"#)));
        let plan = applied(&sandbox, &baseline(BOARDS, BOTH)).await;
        let order: Vec<String> = plan.changes.iter().map(|change| change.title()).collect();
        assert_eq!(
            order,
            ["update board-policy.main", "create pen.a", "update board-policy.main"]
        );
        assert_eq!(WRITES.get(), 2);
        let own = sid(Contributor::area("boards"), "Own");
        assert_eq!(
            names(),
            [
                "Theirs x".to_owned(),
                format!("{own} "),
                format!("{} *", pen("May")),
                format!("{} pen-a", pen("Writes"))
            ]
        );
        assert_eq!(statements()[0], serde_json::from_str::<Json>(theirs).unwrap());
    });
}

#[test]
fn a_statement_that_goes_or_says_something_else_is_put_back_and_another_one_stays() {
    virtually(async {
        let sandbox = with_accounts().await;
        let baseline = baseline(BOARDS, BOTH);
        applied(&sandbox, &baseline).await;
        let whole = statements();
        let writes: [fn(&mut Vec<Json>); 3] = [
            |statements| drop(statements.remove(1)),
            |statements| statements[2]["Action"] = json!("board:*"),
            |statements| {
                statements.push(json!({ "Sid": "Theirs", "Effect": "Deny", "Principal": "*", "Action": "board:Burn", "Resource": "*" }))
            },
        ];
        for (at, write) in writes.into_iter().enumerate() {
            let mut statements = whole.clone();
            write(&mut statements);
            TEXT.set(Some(
                json!({ "Version": "2012-10-17", "Statement": statements }).to_string(),
            ));
            let plan = applied(&sandbox, &baseline).await;
            let expected = if at == 2 {
                vec![]
            } else {
                vec!["update board-policy.main"]
            };
            assert_eq!(
                plan.changes.iter().map(|change| change.title()).collect::<Vec<_>>(),
                expected
            );
            assert_eq!(self::statements().len(), if at == 2 { 4 } else { 3 });
        }
    });
}

#[test]
fn a_contributor_that_wants_none_loses_its_statements_but_not_while_it_is_unread_or_the_run_is_filtered() {
    virtually(async {
        let sandbox = with_accounts().await;
        applied(&sandbox, &baseline(BOARDS, BOTH)).await;
        let without = baseline(BOARDS, "[boards.main]\n");
        UNREAD.set(true);
        assert_eq!(titles(&plan(&sandbox, &without).await), [""; 0]);
        UNREAD.set(false);
        let mut run = Run::new(&sandbox, &[]).await;
        run.options.filter.only = vec!["boards".to_owned()];
        assert_eq!(titles(&run.plan(&without).await.unwrap().1), [""; 0]);
        let plan = applied(&sandbox, &without).await;
        assert_eq!(titles(&plan), ["update board-policy.main: removes `AMay`, `AWrites`"]);
        assert_eq!(names().len(), 1);
        // With nobody's statement left the document goes, too.
        let plan = applied(&sandbox, &baseline(BOARDS, "")).await;
        assert_eq!(titles(&plan), ["delete board-policy.main: removes `Own`"]);
        assert_eq!(TEXT.take(), None);
    });
}

#[test]
fn statements_of_an_area_that_is_not_known_stay() {
    virtually(async {
        let sandbox = with_accounts().await;
        let newer = sid(Contributor::area("newer-things"), "Reads");
        let statement =
            json!({ "Sid": newer, "Effect": "Allow", "Principal": "*", "Action": "board:Read", "Resource": "*" });
        TEXT.set(Some(
            json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string(),
        ));
        applied(&sandbox, &baseline(BOARDS, "[boards.main]\n")).await;
        assert_eq!(names().len(), 2);
    });
}

#[test]
fn what_somebody_writes_between_plan_and_apply_is_not_written_over() {
    virtually(async {
        let sandbox = with_accounts().await;
        let baseline = baseline(BOARDS, BOTH);
        let run = Run::new(&sandbox, &[]).await;
        let (inventory, plan) = run.plan(&baseline).await.unwrap();
        let theirs =
            json!({ "Sid": "Theirs", "Effect": "Deny", "Principal": "*", "Action": "board:Burn", "Resource": "*" });
        TEXT.set(Some(
            json!({ "Version": "2012-10-17", "Statement": [theirs] }).to_string(),
        ));
        let applied = run.apply(&inventory, &plan).await;
        assert!(
            applied
                .ends
                .iter()
                .all(|ended| matches!(ended.end, End::Skipped { .. })),
            "{:?}",
            applied.ends
        );
        assert_eq!(names(), ["Theirs *"]);
    });
}

#[test]
fn a_document_that_is_too_large_is_refused_with_everybodys_share() {
    virtually(async {
        let sandbox = with_accounts().await;
        let large = "x".repeat(20_400);
        let theirs = json!({ "Sid": "Theirs", "Effect": "Deny", "Principal": "*", "Action": large, "Resource": "*" });
        TEXT.set(Some(
            json!({ "Version": "2012-10-17", "Statement": [theirs] }).to_string(),
        ));
        let refused = plan(&sandbox, &baseline(BOARDS, BOTH)).await.refused;
        assert_eq!(refused.len(), 1);
        assert!(
            refused[0].why.contains("are of others") && refused[0].why.contains("of pens"),
            "{}",
            refused[0].why
        );
    });
}
