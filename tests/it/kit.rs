//! The kit by a whole area of a few lines, `[notes.KEY]`: what every area made with it can rely on.

mod notes;

use std::collections::BTreeMap;

use groundline::areas::baseline::Baseline;
use groundline::areas::declare::declare_with;
use groundline::areas::kit::area::AnyArea;
use groundline::areas::planner::PlanOptions;
use groundline::areas::saved;
use groundline::areas::trusted_access::TrustedAccess;
use groundline::engine::change::Action;
use groundline::engine::event::End;
use groundline::engine::plan::{Filter, Plan};
use groundline::engine::session::Session;
use groundline::sandbox::{Sandbox, Seed, Setup};
use groundline::views::json;
use proptest::prelude::*;

use self::notes::{LIVE, Note, Notes};
use crate::simulated::{Run, allow, left, unfinished, virtually};

static KEPT: &[&dyn AnyArea] = &[&TrustedAccess, &Notes::<true>];
static DELETED: &[&dyn AnyArea] = &[&TrustedAccess, &Notes::<false>];

const HEAD: &str = r#"
format = 1
[organization]
baseline = "acme"
management-account = "123456789012"
create = true
[accounts.shop]
name = "shop"
email = "aws+shop@example.com"
[accounts.bank]
name = "bank"
email = "aws+bank@example.com"
"#;

fn baseline(areas: &'static [&'static dyn AnyArea], notes: &str) -> Baseline {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("baseline.toml");
    std::fs::write(&path, format!("{HEAD}{notes}")).unwrap();
    let checked = declare_with(&path, areas);
    let said = crate::support::all_shown(&checked);
    checked.baseline.unwrap_or_else(|| panic!("{said}"))
}

fn place(account: Option<&str>, key: &str) -> (Session, String) {
    let session = account.map_or_else(Session::management, Session::account);
    (session, key.to_owned())
}

fn live(account: Option<&str>, key: &str) -> Option<Note> {
    LIVE.with_borrow(|live| live.get(&place(account, key)).cloned())
}

fn put(account: Option<&str>, key: &str, note: Note) {
    LIVE.with_borrow_mut(|live| live.insert(place(account, key), note));
}

fn change(account: Option<&str>, key: &str, by: impl FnOnce(&mut Note)) {
    LIVE.with_borrow_mut(|live| by(live.get_mut(&place(account, key)).unwrap()));
}

fn tags(pairs: &[(&str, &str)]) -> Option<BTreeMap<String, String>> {
    let pairs = pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Some(pairs.collect())
}

fn note(text: &str, days: u32, pairs: &[(&str, &str)]) -> Note {
    Note {
        text: Some(text.to_owned()),
        days: Some(days),
        tags: tags(pairs),
        account: None,
    }
}

/// An account in no Organization.
fn empty() -> Setup {
    Setup {
        exists: false,
        ..Setup::default()
    }
}

/// A sandbox in which the accounts are there.
async fn with_accounts() -> Sandbox {
    let sandbox = Sandbox::new(&Seed::default(), &empty());
    let baseline = baseline(KEPT, "");
    applied(&sandbox, &baseline).await;
    sandbox
}

async fn plan(sandbox: &Sandbox, baseline: &Baseline) -> Plan {
    Run::new(sandbox, &[]).await.plan(baseline).await.unwrap().1
}

/// Applies, and fails unless everything is done and nothing is left.
async fn applied(sandbox: &Sandbox, baseline: &Baseline) -> Plan {
    let run = Run::new(sandbox, &allow(&["large-change"])).await;
    let (inventory, plan) = run.plan(baseline).await.unwrap();
    assert_eq!(plan.refused, []);
    let applied = run.apply(&inventory, &plan).await;
    assert_eq!(unfinished(&applied), [""; 0]);
    assert_eq!(left(&self::plan(sandbox, baseline).await), [""; 0]);
    plan
}

fn titles(plan: &Plan) -> Vec<String> {
    plan.changes
        .iter()
        .map(|change| format!("{}: {}", change.title(), change.reason))
        .collect()
}

const TWO: &str = r#"
[notes.a]
text = "first"
tags = { owner = "platform" }
[notes.b]
account = "shop"
text = "second"
"#;

#[test]
fn what_is_in_an_account_is_made_when_the_account_is() {
    virtually(async {
        let sandbox = Sandbox::new(&Seed::default(), &empty());
        let baseline = baseline(KEPT, TWO);
        let plan = applied(&sandbox, &baseline).await;
        let made = plan.changes.iter().find(|change| change.address.key == "b").unwrap();
        assert!(
            made.needs
                .iter()
                .any(|label| label.to_string() == "account.shop exists")
        );
        assert_eq!(made.calls[0].session, Session::account("shop"));
        let made = live(Some("shop"), "b").unwrap();
        assert_eq!(made.text.as_deref(), Some("second"));
        assert_eq!(made.tags, tags(&[("groundline", "acme/note/b")]));
        assert_eq!(live(None, "a").unwrap().days, None);
    });
}

#[test]
fn each_field_that_drifts_is_named_and_mended_and_nothing_else_is_touched() {
    virtually(async {
        let sandbox = with_accounts().await;
        let baseline = baseline(KEPT, TWO);
        applied(&sandbox, &baseline).await;
        change(None, "a", |note| {
            note.days = Some(7);
            note.tags.as_mut().unwrap().insert("cost".to_owned(), "12".to_owned());
        });
        assert_eq!(left(&plan(&sandbox, &baseline).await), [""; 0]);
        let as_wanted = live(None, "a").unwrap();
        let drifts: [(&str, fn(&mut Note)); 3] = [
            ("text differs", |note| note.text = Some("other".to_owned())),
            ("tags.owner differs", |note| {
                drop(note.tags.as_mut().unwrap().insert("owner".to_owned(), "x".to_owned()))
            }),
            ("tags.owner differs", |note| {
                drop(note.tags.as_mut().unwrap().remove("owner"))
            }),
        ];
        for (why, drift) in drifts {
            change(None, "a", drift);
            let plan = applied(&sandbox, &baseline).await;
            assert_eq!(titles(&plan), [format!("update note.a: {why}")]);
            assert_eq!(live(None, "a"), Some(as_wanted.clone()));
        }
    });
}

#[test]
fn what_is_there_is_taken_over_with_all_that_is_not_declared() {
    virtually(async {
        let sandbox = with_accounts().await;
        put(None, "a", note("by hand", 30, &[("cost", "12")]));
        let plan = applied(&sandbox, &baseline(KEPT, TWO)).await;
        assert!(titles(&plan).contains(&"adopt note.a: exists and is taken over".to_owned()));
        let owned = [("cost", "12"), ("groundline", "acme/note/a"), ("owner", "platform")];
        assert_eq!(live(None, "a"), Some(note("first", 30, &owned)));
    });
}

#[test]
fn what_somebody_else_owns_is_refused_and_never_pruned() {
    virtually(async {
        let sandbox = with_accounts().await;
        put(None, "a", note("theirs", 1, &[("groundline", "beta/note/a")]));
        put(None, "c", note("theirs", 1, &[("aws:cloudformation:stack-name", "s")]));
        let plan = plan(&sandbox, &baseline(DELETED, TWO)).await;
        let refused: Vec<String> = plan
            .refused
            .iter()
            .map(|refused| format!("{}: {}", refused.address, refused.why))
            .collect();
        assert_eq!(refused, ["note.a: a belongs to baseline `beta`"]);
        assert_eq!(titles(&plan), ["create note.b: not there"]);
    });
}

#[test]
fn what_is_no_longer_declared_is_released_or_deleted() {
    for (areas, action, is_kept) in [(KEPT, Action::Release, true), (DELETED, Action::Delete, false)] {
        virtually(async {
            LIVE.take();
            let sandbox = with_accounts().await;
            applied(&sandbox, &baseline(areas, TWO)).await;
            let without = baseline(areas, "[notes.b]\naccount = \"shop\"\ntext = \"second\"\n");
            let plan = applied(&sandbox, &without).await;
            assert_eq!(titles(&plan), [format!("{action} note.a: no longer declared")]);
            let kept = live(None, "a");
            assert_eq!(kept.is_some(), is_kept);
            assert!(kept.is_none_or(|note| note.tags == tags(&[("owner", "platform")])));
        });
    }
}

#[test]
fn what_removed_names_goes_and_what_it_does_not_find_is_said() {
    virtually(async {
        let sandbox = with_accounts().await;
        put(None, "a", note("by hand", 1, &[]));
        let removed = "[[removed]]\naddress = \"note.a\"\ndestroy = true\n[[removed]]\ntype = \"note\"\nname = \"z\"\ndestroy = true\n";
        let baseline = baseline(KEPT, removed);
        let first = plan(&sandbox, &baseline).await;
        assert_eq!(titles(&first), ["delete note.a: removed by `[[removed]]`"]);
        let said: Vec<&str> = first.left_out.iter().map(|left| left.address.key.as_str()).collect();
        assert_eq!(said, ["z"]);
        applied(&sandbox, &baseline).await;
        assert_eq!(live(None, "a"), None);
    });
}

#[test]
fn filters_look_at_the_area_and_the_account() {
    virtually(async {
        let sandbox = Sandbox::new(&Seed::default(), &empty());
        let baseline = baseline(DELETED, TWO);
        let mut run = Run::new(&sandbox, &[]).await;
        let filtered = |only: &str, account: &str| Filter {
            only: Some(only.to_owned())
                .filter(|only| !only.is_empty())
                .into_iter()
                .collect(),
            accounts: Some(account.to_owned())
                .filter(|key| !key.is_empty())
                .into_iter()
                .collect(),
        };
        for (only, account, expected) in [
            (
                "notes",
                "",
                vec!["organization.acme", "note.a", "account.shop", "note.b"],
            ),
            ("", "shop", vec!["organization.acme", "account.shop", "note.b"]),
            ("", "bank", vec!["organization.acme", "account.bank"]),
        ] {
            run.options = PlanOptions {
                filter: filtered(only, account),
                ..PlanOptions::default()
            };
            let plan = run.plan(&baseline).await.unwrap().1;
            let mut found: Vec<String> = plan.changes.iter().map(|change| change.address.to_string()).collect();
            let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "--only {only} --account {account}");
        }
        // A filtered run takes nothing away.
        applied(&sandbox, &baseline).await;
        run.options.filter = filtered("notes", "");
        let without = self::baseline(DELETED, "");
        let plan = run.plan(&without).await.unwrap().1;
        assert_eq!(titles(&plan), [""; 0]);
        assert_eq!(plan.left_out.len(), 1);
    });
}

#[test]
fn much_that_goes_at_once_is_asked_for() {
    virtually(async {
        let sandbox = with_accounts().await;
        let many: String = (0..6).map(|n| format!("[notes.n{n}]\ntext = \"x\"\n")).collect();
        applied(&sandbox, &baseline(DELETED, &many)).await;
        let plan = plan(&sandbox, &baseline(DELETED, "[notes.n0]\ntext = \"x\"\n")).await;
        let refused: Vec<&str> = plan.refused.iter().map(|refused| refused.why.as_str()).collect();
        assert_eq!(refused, ["5 of 6 of the kind `note` would be taken away at once"]);
    });
}

#[test]
fn a_kept_plan_holds_until_something_changes_and_goes_on_where_it_was_cut() {
    virtually(async {
        let sandbox = with_accounts().await;
        let baseline = baseline(KEPT, TWO);
        let run = Run::new(&sandbox, &[]).await;
        let (inventory, mut plan) = run.plan(&baseline).await.unwrap();
        let kept = saved::read(&saved::write(&mut plan, &inventory, &[])).unwrap();
        let holds = async || {
            let (inventory, fresh) = run.plan(&baseline).await.unwrap();
            saved::check(&kept, &inventory, &fresh).map(|plan| titles(&plan))
        };
        assert_eq!(holds().await, Ok(titles(&plan)));
        // One half is done already.
        put(
            None,
            "a",
            note("first", 1, &[("groundline", "acme/note/a"), ("owner", "platform")]),
        );
        change(None, "a", |note| note.days = None);
        assert_eq!(holds().await, Ok(vec!["create note.b: not there".to_owned()]));
        change(None, "a", |note| note.text = Some("other".to_owned()));
        assert_eq!(
            holds().await,
            Err(vec![
                "it would now also update note.a".to_owned(),
                "to create note.a does not follow from the baseline".to_owned()
            ])
        );
        LIVE.take();
        put(Some("shop"), "b", note("by hand", 1, &[]));
        assert_eq!(
            holds().await,
            Err(vec![
                "it would now also adopt note.b".to_owned(),
                "to create note.b does not follow from the baseline".to_owned()
            ])
        );
    });
}

#[test]
fn what_somebody_changes_between_plan_and_apply_is_left_to_them() {
    virtually(async {
        let sandbox = with_accounts().await;
        let baseline = baseline(KEPT, TWO);
        applied(&sandbox, &baseline).await;
        change(None, "a", |note| note.text = Some("drifted".to_owned()));
        change(Some("shop"), "b", |note| note.text = Some("drifted".to_owned()));
        let run = Run::new(&sandbox, &[]).await;
        let (inventory, plan) = run.plan(&baseline).await.unwrap();
        // An unmanaged field of a thing that is replaced as a whole would be put back.
        change(None, "a", |note| note.days = Some(3));
        change(Some("shop"), "b", |note| note.text = Some("second".to_owned()));
        let applied = run.apply(&inventory, &plan).await;
        let end = |key: &str| {
            applied
                .ends
                .iter()
                .find(|ended| ended.address.key == key)
                .map(|ended| ended.end.clone())
        };
        let why = "somebody else has changed it since it was read: days is another; plan again";
        assert_eq!(end("a"), Some(End::Skipped { why: why.to_owned() }));
        let note = "was so already, by somebody else: nothing was written";
        assert_eq!(
            end("b"),
            Some(End::Done {
                id: None,
                note: Some(note.to_owned())
            })
        );
        assert_eq!(live(None, "a").unwrap().days, Some(3));
    });
}

#[test]
fn an_account_that_cannot_be_entered_is_named_and_the_others_converge() {
    virtually(async {
        let sandbox = with_accounts().await;
        let shut = |sandbox: &Sandbox, role: Option<&str>| {
            sandbox.change(|state| {
                let accounts = &mut state.organization.as_mut().unwrap().accounts;
                let shop = accounts.values_mut().find(|account| account.name == "shop").unwrap();
                shop.access_role = role.map(str::to_owned);
            });
        };
        shut(&sandbox, None);
        let baseline = baseline(KEPT, TWO);
        let run = Run::new(&sandbox, &[]).await;
        let (inventory, plan) = run.plan(&baseline).await.unwrap();
        assert_eq!(titles(&plan), ["create note.a: not there"]);
        let unread: Vec<String> = plan
            .unread
            .iter()
            .map(|unread| format!("{} in {}", unread.what, unread.session))
            .collect();
        assert_eq!(unread, ["notes in account:shop"]);
        assert_eq!(unfinished(&run.apply(&inventory, &plan).await), [""; 0]);
        shut(&sandbox, Some("OrganizationAccountAccessRole"));
        applied(&sandbox, &baseline).await;
    });
}

#[test]
fn what_is_ours_in_another_account_is_not_made_a_second_time() {
    virtually(async {
        let sandbox = with_accounts().await;
        applied(&sandbox, &baseline(KEPT, TWO)).await;
        let moved = baseline(
            KEPT,
            &TWO.replace("text = \"first\"", "account = \"bank\"\ntext = \"first\""),
        );
        let plan = plan(&sandbox, &moved).await;
        let refused: Vec<String> = plan.refused.iter().map(|refused| refused.why.clone()).collect();
        assert_eq!(
            refused,
            ["a is in management, and the baseline wants it in account:bank"]
        );
        assert_eq!(titles(&plan), [""; 0]);
    });
}

#[test]
fn documents_and_schema_know_the_area() {
    virtually(async {
        let sandbox = with_accounts().await;
        let plan = plan(&sandbox, &baseline(KEPT, TWO)).await;
        let document: serde_json::Value = serde_json::from_str(&json::plan(&plan, &[2])).unwrap();
        let of_a = document["changes"]
            .as_array()
            .unwrap()
            .iter()
            .find(|change| change["address"] == "note.a")
            .unwrap();
        assert_eq!(of_a["area"], "notes");
        assert_eq!(of_a["after"]["text"], "first");
        assert_eq!(of_a["calls"][0]["operation"], "account:PutNote");
    });
    let schema = groundline::areas::schema::schema(KEPT);
    assert_eq!(schema["properties"]["notes"]["description"], "Notes by key.");
}

#[test]
fn the_area_fits_on_a_page() {
    let text = std::fs::read_to_string(crate::support::repository("tests/it/kit/notes.rs")).unwrap();
    let is_code = |line: &&str| !line.trim().is_empty() && !line.starts_with("use ") && !line.starts_with("//!");
    let lines = text.lines().filter(is_code).count();
    assert!(lines <= 60, "{lines} lines");
}

fn some_note() -> impl Strategy<Value = Note> {
    let text = prop::option::of("[xy]");
    let pairs = prop::collection::btree_map("[ab]", "[01]", 0..2);
    (text, prop::option::of(1u32..3), prop::option::of(pairs)).prop_map(|(text, days, tags)| Note {
        text,
        days,
        tags,
        account: None,
    })
}

fn written(notes: &BTreeMap<String, (bool, Note)>) -> String {
    let mut text = String::new();
    for (key, (in_account, note)) in notes {
        text.push_str(&format!("[notes.{key}]\n"));
        let account = in_account.then_some("account = \"shop\"\n");
        text.push_str(account.unwrap_or_default());
        text.extend(note.text.iter().map(|line| format!("text = \"{line}\"\n")));
        text.extend(note.days.iter().map(|days| format!("days = {days}\n")));
        if let Some(tags) = &note.tags {
            let pairs: Vec<String> = tags.iter().map(|(key, value)| format!("{key} = \"{value}\"")).collect();
            text.push_str(&format!("tags = {{ {} }}\n", pairs.join(", ")));
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_is_there_one_apply_is_enough(
        there in prop::collection::btree_map("[a-d]", (any::<bool>(), any::<bool>(), some_note()), 0..4),
        wanted in prop::collection::btree_map("[a-d]", (any::<bool>(), some_note()), 0..4),
        kept in any::<bool>(),
    ) {
        virtually(async {
            LIVE.take();
            let sandbox = with_accounts().await;
            for (key, (in_account, ours, note)) in &there {
                // What is ours stands where it is wanted: otherwise it is refused.
                let in_account = wanted.get(key).filter(|_| *ours).map_or(*in_account, |(wanted, _)| *wanted);
                let mut note = note.clone();
                if *ours {
                    let tag = format!("acme/note/{key}");
                    note.tags.get_or_insert_default().insert("groundline".to_owned(), tag);
                }
                put(in_account.then_some("shop"), key, note);
            }
            let before = LIVE.with_borrow(Clone::clone);
            let baseline = baseline(if kept { KEPT } else { DELETED }, &written(&wanted));
            applied(&sandbox, &baseline).await;
            for (key, (in_account, want)) in &wanted {
                let place = place(in_account.then_some("shop"), key);
                let live = LIVE.with_borrow(|live| live[&place].clone());
                let before = before.get(&place).cloned().unwrap_or_default();
                assert_eq!(live.text, want.text.clone().or(before.text));
                assert_eq!(live.days, want.days.or(before.days));
                let mut tags = before.tags.unwrap_or_default();
                tags.extend(want.tags.clone().unwrap_or_default());
                tags.insert("groundline".to_owned(), format!("acme/note/{key}"));
                assert_eq!(live.tags, Some(tags));
            }
            assert!(!kept || before.keys().all(|place| LIVE.with_borrow(|live| live.contains_key(place))));
        });
    }
}
