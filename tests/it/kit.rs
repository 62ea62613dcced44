//! The kit by a whole area of a few lines, `[notes.KEY]`: what every area made with it can rely on.

mod documents;
mod in_accounts;
mod meanwhile;
mod notes;
mod on_accounts;
mod properties;
mod roles;

use std::collections::BTreeMap;

use groundline::areas::baseline::Baseline;
use groundline::areas::declare::declare_with;
use groundline::areas::kit::catalog::Catalog;
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

static KEPT: Catalog = Catalog(&[&TrustedAccess, &Notes::<true>]);
static DELETED: Catalog = Catalog(&[&TrustedAccess, &Notes::<false>]);

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

fn baseline(areas: Catalog, notes: &str) -> Baseline {
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
        ..Note::default()
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

/// What is found, and what somebody did.
type Drift = (&'static str, fn(&mut Note));

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
        let drifts: [Drift; 3] = [
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
fn what_has_another_key_now_is_the_same_thing() {
    virtually(async {
        let sandbox = with_accounts().await;
        applied(&sandbox, &baseline(DELETED, TWO)).await;
        let moved = "[[moved]]\nfrom = \"note.b\"\nto = \"note.c\"\n[notes.c]";
        let renamed = TWO.replace("[notes.b]", moved);
        let refused = plan(&sandbox, &baseline(DELETED, &renamed)).await.refused;
        assert_eq!(refused[0].why, "it is b in AWS, where it cannot get another name");
        let renamed = renamed.replace("[notes.c]", "[notes.c]\nname = \"b\"");
        let plan = applied(&sandbox, &baseline(DELETED, &renamed)).await;
        assert_eq!(titles(&plan), ["update note.c: name, tags.groundline differ"]);
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
    let schema = groundline::areas::schema::schema(KEPT.0);
    assert_eq!(schema["properties"]["notes"]["description"], "Notes by key.");
}

#[test]
fn the_area_of_the_documentation_is_this_one() {
    let read = |path: &str| std::fs::read_to_string(crate::support::repository(path)).unwrap();
    let (docs, area) = (read("docs/architecture.md"), read("tests/it/kit/notes.rs"));
    let shown = format!("<!-- notes.rs -->\n```rust\n{area}```\n<!-- end -->");
    assert!(
        docs.contains(&shown),
        "put tests/it/kit/notes.rs between the markers of docs/architecture.md"
    );
}

#[test]
fn the_area_fits_on_a_page() {
    let text = std::fs::read_to_string(crate::support::repository("tests/it/kit/notes.rs")).unwrap();
    let is_code = |line: &&str| !line.trim().is_empty() && !line.starts_with("use ") && !line.starts_with("//!");
    let lines = text.lines().filter(is_code).count();
    assert!(lines <= 60, "{lines} lines");
}
