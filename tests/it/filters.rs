//! A part of the baseline: what is named and what it needs, and nothing is taken away.

use std::cell::RefCell;
use std::time::Duration;

use groundline::areas::executor::{self, ApplyOptions};
use groundline::engine::event::End;
use groundline::exit::Exit;
use groundline::sandbox::{Sandbox, Seed, Setup, State};
use serde_json::Value;

use crate::cli::Desk;
use crate::desks::{COMPANY, applied_company, company, edit};
use crate::hand::{by_hand, deny, in_sync, make_scp, organization, put, titles, writes};
use crate::simulated::{Run, twice, virtually};
use crate::support::valid;

fn plan(desk: &Desk, words: &str) -> Value {
    desk.types(&format!("plan --sandbox --format json {words}"))
        .expect(Exit::Done)
        .json()
}

fn left_out(plan: &Value) -> Vec<String> {
    let list = plan["left_out"].as_array().unwrap().iter();
    list.map(|left| left["why"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn only_an_area_is_that_area() {
    let desk = company();
    let filtered = plan(&desk, "--only units");
    let mut done = titles(&filtered);
    done.sort();
    assert_eq!(
        done,
        [
            "create unit.production",
            "create unit.security",
            "create unit.workloads"
        ]
    );
    assert!(
        left_out(&filtered).contains(&"create scp.stay: left out by the filter".to_owned()),
        "{filtered}"
    );
    let text = desk.types("plan --sandbox --only units").expect(Exit::Done).stdout;
    assert!(text.contains("create scp.stay: left out by the filter"), "{text}");
    desk.types("apply --sandbox --yes --only units").expect(Exit::Done);
    assert_eq!(
        (organization(&desk).units.len(), organization(&desk).accounts.len()),
        (3, 1)
    );
    desk.types("plan --sandbox --only units --detailed-exitcode")
        .expect(Exit::Done)
        .shows("no changes in the part that was asked for; the rest was not compared");
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(&desk);
}

#[test]
fn what_an_area_needs_comes_along_and_says_for_what() {
    let desk = company();
    let filtered = plan(&desk, "--only policies");
    let done = titles(&filtered);
    for needed in [
        "create unit.workloads",
        "create unit.security",
        "enable policy-type.TAG_POLICY",
    ] {
        assert!(done.contains(&needed.to_owned()), "{needed}: {done:?}");
    }
    for other in [
        "create unit.production",
        "create account.shop",
        "enable trusted-access.ram.amazonaws.com",
    ] {
        assert!(!done.contains(&other.to_owned()), "{other}: {done:?}");
    }
    let changes = filtered["changes"].as_array().unwrap();
    let unit = changes
        .iter()
        .find(|change| change["address"] == "unit.security")
        .unwrap();
    let reason = unit["reason"].as_str().unwrap();
    assert!(
        reason.contains("(needed by scp-attachment.buckets[\"security\"])"),
        "{reason}"
    );
    desk.types("apply --sandbox --yes --only policies").expect(Exit::Done);
    desk.types("plan --sandbox --only policies --detailed-exitcode")
        .expect(Exit::Done);
}

#[test]
fn one_account_comes_with_its_units_and_their_policies() {
    let desk = company();
    edit(&desk, "attach = [\"root\"]", "attach = [\"root\", \"account:shop\"]");
    let filtered = plan(&desk, "--account shop");
    let mut done = titles(&filtered);
    done.sort();
    assert_eq!(
        done,
        [
            "attach scp-attachment.buckets[\"workloads\"]",
            "attach scp-attachment.stay[\"account:shop\"]",
            "attach tag-policy-attachment.cost[\"workloads\"]",
            "create account.shop",
            "create scp.buckets",
            "create scp.stay",
            "create tag-policy.cost",
            "create unit.production",
            "create unit.workloads",
            "enable policy-type.TAG_POLICY",
            "move account.shop",
        ]
    );
    desk.types("apply --sandbox --yes --account shop").expect(Exit::Done);
    desk.types("plan --sandbox --account shop --detailed-exitcode")
        .expect(Exit::Done);
    let made = organization(&desk);
    assert_eq!((made.units.len(), made.accounts.len()), (2, 2));
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(&desk);
}

#[test]
fn a_filtered_run_takes_nothing_away_and_says_so() {
    let desk = applied_company();
    let (head, rest) = COMPANY.split_once("[scps.stay]").unwrap();
    let (_, tail) = rest.split_once("[scps.buckets]").unwrap();
    let text = format!("{head}[scps.buckets]{tail}").replace("[\"workloads\", \"security\"]", "[\"workloads\"]");
    desk.write("baseline.toml", &text);
    let before = organization(&desk);
    let filtered = plan(&desk, "--only policies");
    assert_eq!(titles(&filtered), Vec::<String>::new());
    let mut left = left_out(&filtered);
    left.sort();
    let says = |title: &str| format!("{title}: left out: a filtered run takes nothing away");
    assert_eq!(
        left,
        [
            says("delete scp.stay"),
            says("detach scp-attachment.buckets[\"security\"]"),
            says("detach scp-attachment.stay[\"root\"]"),
        ]
    );
    desk.types("plan --sandbox --only policies")
        .expect(Exit::Done)
        .shows("a filtered run takes nothing away");
    desk.types("apply --sandbox --yes --only policies --calls calls.json")
        .expect(Exit::Done);
    assert!(writes(&desk, "calls.json").is_empty());
    assert_eq!(organization(&desk).attachments, before.attachments);
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(&desk);
    assert_eq!(organization(&desk).policies.len(), before.policies.len() - 1);
}

#[test]
fn what_waits_for_something_to_go_is_left_out_too() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let root = it.root.id.clone();
        for number in 0..8 {
            let id = make_scp(it, &format!("theirs-{number}"), "s3:*");
            crate::hand::attach(it, &id, &root);
        }
    });
    // The one slot that is ours is to hold another policy.
    desk.write("new.json", &deny("iam:CreateUser"));
    edit(&desk, "attach = [\"root\"]", "attach = [\"security\"]");
    let text = desk.read("baseline.toml");
    desk.write(
        "baseline.toml",
        &format!("{text}\n[scps.new]\nfile = \"new.json\"\nattach = [\"root\"]\n"),
    );
    let filtered = plan(&desk, "--only policies");
    let mut done = titles(&filtered);
    done.sort();
    assert_eq!(done, ["attach scp-attachment.stay[\"security\"]", "create scp.new"]);
    let waits = "attach scp-attachment.new[\"root\"]: left out: it waits for `detach scp-attachment.stay[\"root\"]`, and a filtered run takes nothing away";
    assert!(left_out(&filtered).contains(&waits.to_owned()), "{filtered}");
    desk.types("apply --sandbox --yes --only policies").expect(Exit::Done);
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(&desk);
}

#[test]
fn a_part_that_is_not_there_is_bad_usage() {
    let desk = company();
    desk.types("plan --sandbox --only unit")
        .expect(Exit::Usage)
        .tells("units");
    desk.types("plan --sandbox --account shopp")
        .expect(Exit::Usage)
        .tells("did you mean `shop`?");
    desk.types("apply --sandbox --yes --account Shop").expect(Exit::Usage);
    desk.types("plan --sandbox --only policies --account audit")
        .expect(Exit::Done);
}

#[test]
fn ctrl_c_after_any_event_lets_what_runs_end_and_the_next_run_goes_on() {
    let desk = company();
    let baseline = valid(&desk.path("baseline.toml"));
    let mut cut = 0;
    for after in 1.. {
        let (applied, state) = interrupted(&baseline, after);
        if !applied.interrupted {
            break;
        }
        cut += 1;
        let skipped = applied.ends.iter().filter_map(|change| match &change.end {
            End::Skipped { why } => Some(why.as_str()),
            End::Failed { message, .. } => panic!("{}: {message}", change.address),
            _ => None,
        });
        assert!(
            skipped.clone().all(|why| why == "stopped before it was started"
                || why.contains("was stopped: it was not sent")
                || why.contains("was skipped")),
            "{applied:?}"
        );
        assert_eq!(applied.unverified, ["stopped before reading again"]);
        put(&desk, &state);
        desk.types("apply --sandbox --yes").expect(Exit::Done);
        in_sync(&desk);
        assert_eq!(twice(&crate::hand::state(&desk)), Vec::<String>::new());
    }
    assert!(cut > 20, "only {cut} were cut");
}

/// An apply in which Ctrl-C is pressed after so many events.
fn interrupted(
    baseline: &groundline::areas::baseline::Baseline,
    after: usize,
) -> (groundline::engine::event::Applied, State) {
    virtually(async {
        let sandbox = Sandbox::new(&Seed::default(), &Setup::default());
        let run = Run::new(&sandbox, &[]).await;
        let (world, plan) = run.plan(baseline).await.unwrap();
        let seen = RefCell::new(0);
        let options = ApplyOptions {
            wait: Duration::from_secs(600),
        };
        let events = |_| {
            *seen.borrow_mut() += 1;
            if *seen.borrow() == after {
                run.door.stop();
            }
        };
        let applied = executor::apply(&run.door, &world, &plan, &options, &events).await;
        (applied, sandbox.state())
    })
}
