//! A plan that was kept is applied only if everything it rests on is as it was, or already as it is to be.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use groundline::exit::Exit;
use groundline::sandbox::{Organization, Sandbox, State};
use serde_json::{Value, json};

use crate::cli::Desk;
use crate::desks::{COMPANY, applied_company, company, company_files, edit};
use crate::hand::{
    account, attach, by_hand, deny, in_sync, make_account, make_scp, make_unit, policy, put, shape, state, tag, unit,
    writes,
};
use crate::simulated::{Run, virtually};
use crate::support::valid;

/// Why a plan is stale, and what somebody did in the Organization.
type ByHand = (&'static str, fn(&mut Organization));
/// Why a plan is stale, and what somebody did to its file.
type Forgery = (&'static str, fn(&mut Value));

/// A desk with a kept plan that makes everything.
fn planned() -> Desk {
    let desk = company();
    desk.types("plan --sandbox --out plan.json").expect(Exit::Done);
    desk
}

/// Fails unless the kept plan is refused for `why`, and nothing was written.
#[track_caller]
fn is_stale(desk: &Desk, why: &str) {
    let before = shape(state(desk).organization.as_ref().unwrap());
    let ran = desk
        .types("apply --sandbox plan.json --calls calls.json")
        .expect(Exit::Refused);
    assert!(ran.stderr.contains(why), "`{why}` is not in:\n{}", ran.stderr);
    assert!(ran.stderr.contains("nothing was written"), "{}", ran.stderr);
    assert!(ran.stderr.contains("groundline plan --out"), "{}", ran.stderr);
    assert!(writes(desk, "calls.json").is_empty());
    assert_eq!(shape(state(desk).organization.as_ref().unwrap()), before);
}

/// Changes the kept file.
fn forge(desk: &Desk, change: impl FnOnce(&mut Value)) {
    let mut plan: Value = serde_json::from_str(&desk.read("plan.json")).unwrap();
    change(&mut plan);
    desk.write("plan.json", &plan.to_string());
}

#[test]
fn what_was_absent_and_appears_makes_it_stale() {
    let appear: [ByHand; 5] = [
        ("it would now also adopt unit.workloads", |it| {
            let root = it.root.id.clone();
            make_unit(it, &root, "Workloads");
        }),
        ("it would now also adopt account.shop", |it| {
            let root = it.root.id.clone();
            make_account(it, &root, "AWS+shop@example.com");
        }),
        ("it would now also adopt scp.stay", |it| {
            make_scp(it, "stay", "organizations:LeaveOrganization");
        }),
        ("scp.stay", |it| {
            let (id, root) = (make_scp(it, "stay", "s3:*"), it.root.id.clone());
            attach(it, &id, &root);
            let elsewhere = make_unit(it, &root, "Elsewhere");
            attach(it, &id, &elsewhere);
        }),
        (
            "what others attached to `root` (SERVICE_CONTROL_POLICY) has changed",
            |it| {
                let (id, root) = (make_scp(it, "theirs", "s3:*"), it.root.id.clone());
                attach(it, &id, &root);
            },
        ),
    ];
    for (why, appears) in appear {
        let desk = planned();
        by_hand(&desk, appears);
        is_stale(&desk, why);
    }
}

#[test]
fn slots_that_vanish_make_it_stale() {
    let desk = planned();
    by_hand(&desk, |it| {
        for number in 0..9 {
            let (id, root) = (make_scp(it, &format!("theirs-{number}"), "s3:*"), it.root.id.clone());
            attach(it, &id, &root);
        }
    });
    is_stale(&desk, "`root` takes 10 policies");
}

#[test]
fn what_was_live_and_is_edited_makes_it_stale() {
    let edits: [ByHand; 7] = [
        ("unit.production has changed", |it| {
            it.units.get_mut(&unit(it, "Workloads/Production")).unwrap().name = "Prod".to_owned();
        }),
        ("it would now also update unit.security", |it| {
            it.units.get_mut(&unit(it, "Security")).unwrap().name = "Safety".to_owned();
        }),
        ("account.shop has changed", |it| {
            tag(it, &account(it, "aws+shop@example.com"), "cost-center", "9")
        }),
        ("account.audit has changed", |it| {
            let (id, to) = (account(it, "aws+audit@example.com"), it.root.id.clone());
            it.accounts.get_mut(&id).unwrap().parent = to;
        }),
        ("scp.stay has changed", |it| {
            let id = policy(it, "stay");
            it.policies.get_mut(&id).unwrap().content = deny("s3:*");
        }),
        ("it would now also attach scp-attachment.stay[\"root\"]", |it| {
            it.attachments.remove(&policy(it, "stay"));
        }),
        (
            "to enable trusted-access.sso.amazonaws.com does not follow from the baseline",
            |it| {
                it.units.get_mut(&unit(it, "Security")).unwrap().name = "Safety".to_owned();
            },
        ),
    ];
    let desk = applied_company();
    edit(&desk, "name = \"Production\"", "name = \"Live\"");
    edit(&desk, "cost-center = \"1234\"", "cost-center = \"5678\"");
    edit(&desk, "unit = \"security\"", "unit = \"workloads\"");
    desk.write("stay.json", &deny("organizations:CloseAccount"));
    desk.types("plan --sandbox --out plan.json").expect(Exit::Done);
    let (clean, plan) = (state(&desk), desk.read("plan.json"));
    for (why, change) in edits {
        put(&desk, &clean);
        desk.write("plan.json", &plan);
        if why.contains("sso") {
            forge(&desk, |plan| {
                let address = json!("trusted-access.sso.amazonaws.com");
                let mut change = plan["changes"][0].clone();
                (change["address"], change["action"]) = (address, json!("enable"));
                plan["changes"].as_array_mut().unwrap().push(change);
            });
        }
        by_hand(&desk, change);
        is_stale(&desk, why);
    }
    put(&desk, &clean);
    desk.write("plan.json", &plan);
    desk.types("apply --sandbox plan.json").expect(Exit::Done);
    in_sync(&desk);
}

#[test]
fn an_edited_file_of_the_baseline_makes_it_stale() {
    let desk = planned();
    desk.write("stay.json", &deny("organizations:CloseAccount"));
    is_stale(&desk, "the baseline's files have changed");
    desk.write("stay.json", &company_files()[0].1);
    desk.write("baseline.toml", &format!("{COMPANY}# a word\n"));
    is_stale(&desk, "the baseline's files have changed");
    desk.write("baseline.toml", COMPANY);
    desk.types("apply --sandbox plan.json").expect(Exit::Done);
}

#[test]
fn another_caller_version_baseline_or_organization_makes_it_stale() {
    let others: [Forgery; 5] = [
        ("it was made by arn:aws:iam::123456789012:user/somebody", |plan| {
            plan["saved"]["caller"] = json!("arn:aws:iam::123456789012:user/somebody");
        }),
        ("it was made by version 0.0.9", |plan| {
            plan["saved"]["version"] = json!("0.0.9")
        }),
        ("it is of baseline `other`", |plan| plan["baseline"] = json!("other")),
        ("it is of Organization o-zzzzzzzzzz", |plan| {
            plan["organization"]["id"] = json!("o-zzzzzzzzzz")
        }),
        ("it is of management account 999999999999", |plan| {
            plan["organization"]["management_account"] = json!("999999999999");
        }),
    ];
    for (why, change) in others {
        let desk = planned();
        forge(&desk, change);
        is_stale(&desk, why);
    }
}

#[test]
fn a_forged_file_is_refused() {
    fn find<'a>(plan: &'a mut Value, address: &str) -> &'a mut Value {
        let mut changes = plan["changes"].as_array_mut().unwrap().iter_mut();
        changes.find(|change| change["address"] == address).unwrap()
    }
    let forgeries: [Forgery; 9] = [
        (
            "to attach scp-attachment.stay[\"workloads\"] does not follow from the baseline",
            |plan| {
                let mut more = find(plan, "scp-attachment.stay[\"root\"]").clone();
                more["address"] = json!("scp-attachment.stay[\"workloads\"]");
                plan["changes"].as_array_mut().unwrap().push(more);
            },
        ),
        ("to create unit.backdoor does not follow from the baseline", |plan| {
            let mut more = find(plan, "unit.workloads").clone();
            more["address"] = json!("unit.backdoor");
            plan["changes"].as_array_mut().unwrap().push(more);
        }),
        ("unit.workloads has changed", |plan| {
            find(plan, "unit.workloads")["after"]["name"] = json!("Workload")
        }),
        ("scp.stay has changed", |plan| {
            find(plan, "scp.stay")["after"]["document"]["Statement"][0]["Action"] = json!(["s3:*"]);
        }),
        ("account.shop has changed", |plan| {
            find(plan, "account.shop")["after"]["email"] = json!("aws+mine@example.com");
        }),
        ("it would now also create unit.security", |plan| {
            find(plan, "unit.security")["address"] = json!("unit.safety");
        }),
        ("it would now also create scp.stay", |plan| {
            plan["changes"]
                .as_array_mut()
                .unwrap()
                .retain(|change| change["address"] != "scp.stay");
        }),
        ("it would now also create unit.workloads", |plan| {
            find(plan, "unit.workloads")["action"] = json!("delete")
        }),
        (
            "what others attached to `root` (SERVICE_CONTROL_POLICY) has changed",
            |plan| {
                plan["saved"]["basis"] = json!({});
            },
        ),
    ];
    for (why, forgery) in forgeries {
        let desk = planned();
        forge(&desk, forgery);
        is_stale(&desk, why);
    }
}

#[test]
fn a_change_to_what_is_there_is_not_taken_for_done() {
    let desk = applied_company();
    edit(&desk, "name = \"Production\"", "name = \"Live\"");
    desk.types("plan --sandbox --out plan.json").expect(Exit::Done);
    let plan = desk.read("plan.json");
    for (address, action, after) in [
        ("unit.security", "update", json!({"name": "Mine"})),
        ("unit.production", "update", json!({"name": "Mine"})),
        ("account.shop", "move", json!({"unit": "unit.security"})),
        ("account.shop", "update", json!({"tags": {"owner": "me@example.com"}})),
        ("scp.stay", "update", json!({"description": "mine"})),
        ("scp-attachment.stay[\"workloads\"]", "attach", json!({})),
        ("scp-attachment.stay[\"root\"]", "detach", json!({})),
        ("trusted-access.ram.amazonaws.com", "disable", json!({})),
        (
            "delegated-admin.access-analyzer.amazonaws.com[\"audit\"]",
            "deregister",
            json!({}),
        ),
        ("delegation-policy.organization", "delete", json!({})),
    ] {
        desk.write("plan.json", &plan);
        forge(&desk, |plan| {
            let mut more = plan["changes"][0].clone();
            (more["address"], more["action"], more["after"]) = (json!(address), json!(action), after);
            more["id"] = Value::Null;
            plan["changes"].as_array_mut().unwrap().push(more);
        });
        is_stale(&desk, "does not follow from the baseline");
    }
}

#[test]
fn a_plan_without_its_refusals_is_refused() {
    let desk = applied_company();
    edit(&desk, "parent = \"workloads\"", "parent = \"security\"");
    let refused = desk.types("plan --sandbox --out plan.json").expect(Exit::Refused);
    assert!(refused.stderr.contains("not kept"), "{}", refused.stderr);
    assert!(!desk.path("plan.json").exists());
    desk.types("plan --sandbox --out plan.json --allow replace-unit")
        .expect(Exit::Done);
    forge(&desk, |plan| plan["saved"]["allowed"] = json!([]));
    is_stale(&desk, "unit.production: AWS cannot move a unit");
}

#[test]
fn what_is_no_plan_at_all_is_refused() {
    let desk = planned();
    let whole = desk.read("plan.json");
    let cut = |part: usize| whole.chars().take(whole.len() * part / 7).collect::<String>();
    let mut texts: Vec<String> = (0..7).map(cut).collect();
    texts.extend(
        [
            "null",
            "[]",
            "\u{1b}[31m",
            "{\"format_version\":2}",
            "{\"format_version\":\"1\"}",
        ]
        .map(str::to_owned),
    );
    texts.push(whole.replace("\"action\": \"create\"", "\"action\": \"destroy\""));
    texts.push(whole.replace("\"unit.workloads\"", "\"nonsense\""));
    for text in texts {
        desk.write("plan.json", &text);
        let ran = desk.types("apply --sandbox plan.json").expect(Exit::Refused);
        assert!(ran.stderr.contains("is no plan that can be applied"), "{}", ran.stderr);
        assert!(!ran.stderr.contains('\u{1b}'), "{}", ran.stderr);
        assert!(ran.stderr.contains("groundline plan --out"), "{}", ran.stderr);
    }
    desk.types("apply --sandbox nowhere.json")
        .expect(Exit::Usage)
        .tells("cannot read the plan file");
}

#[test]
fn a_kept_plan_carries_its_own_filter_and_risks() {
    let desk = planned();
    for more in ["--allow gap", "--only units", "--account shop"] {
        desk.types(&format!("apply --sandbox plan.json {more}"))
            .expect(Exit::Usage);
    }
    desk.types("plan --sandbox --out plan.json --only units")
        .expect(Exit::Done);
    desk.types("apply --sandbox plan.json").expect(Exit::Done);
    let organization = state(&desk).organization.unwrap();
    assert_eq!((organization.units.len(), organization.accounts.len()), (3, 1));
    is_done_already(&desk);
}

/// The same file once more: there is nothing left of it.
fn is_done_already(desk: &Desk) {
    desk.types("apply --sandbox plan.json --calls calls.json")
        .expect(Exit::Done);
    assert!(writes(desk, "calls.json").is_empty());
}

#[test]
fn a_plan_that_was_cut_anywhere_goes_on_from_its_file() {
    let desk = planned();
    resumes(&desk, &[], 21);
}

/// Much changes at once: policies give statements to each other, one goes, an account moves, a unit is replaced, another policy is adopted.
#[test]
fn a_plan_of_changes_that_was_cut_anywhere_goes_on_from_its_file() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        make_scp(it, "found", "ec2:RunInstances");
        let root = it.root.id.clone();
        make_account(it, &root, "aws+Found@example.com");
        make_unit(it, &root, "Found");
    });
    let both = |one: &str, other: &str| {
        let mut text: Value = serde_json::from_str(&deny(one)).unwrap();
        let more: Value = serde_json::from_str(&deny(other)).unwrap();
        let mut more = more["Statement"][0].clone();
        more["Sid"] = json!("More");
        text["Statement"].as_array_mut().unwrap().push(more);
        text.to_string()
    };
    desk.write("stay.json", &both("organizations:LeaveOrganization", "s3:DeleteBucket"));
    desk.write("buckets.json", &deny("organizations:LeaveOrganization"));
    edit(
        &desk,
        "name = \"Production\"\nparent = \"workloads\"",
        "name = \"Live\"\nparent = \"security\"",
    );
    edit(
        &desk,
        "[tag-policies.cost]\nname = \"cost\"\nfile = \"cost.json\"\nattach = [\"workloads\"]\n",
        "",
    );
    edit(
        &desk,
        "email = \"aws+audit@example.com\"\nunit = \"security\"",
        "email = \"aws+audit@example.com\"\nunit = \"found\"",
    );
    edit(&desk, "cost-center = \"1234\"", "cost-center = \"77\", more = \"yes\"");
    let text = desk.read("baseline.toml");
    desk.write(
        "baseline.toml",
        &format!(
            "{text}\n[units.found]\nname = \"Found\"\n[accounts.found]\nname = \"Now found\"\nemail = \"aws+found@example.com\"\n\
             unit = \"found\"\n[scps.found]\nfile = \"buckets.json\"\nattach = [\"found\"]\n[ownership]\nexclusive = [\"tags\"]\n"
        ),
    );
    by_hand(&desk, |it| {
        tag(it, &account(it, "aws+found@example.com"), "stale", "yes")
    });
    resumes(&desk, &["replace-unit"], 20);
}

/// Keeps a plan, applies it once with a copy of the sandbox after every call, and goes on from each copy with the file.
pub fn resumes(desk: &Desk, allow: &[&str], least: usize) {
    let words: Vec<String> = allow.iter().map(|risk| format!("--allow {risk}")).collect();
    desk.types(&format!("plan --sandbox --out plan.json {}", words.join(" ")))
        .expect(Exit::Done);
    let start = state(desk);
    let whole = {
        desk.types("apply --sandbox plan.json").expect(Exit::Done);
        in_sync(desk);
        shape(state(desk).organization.as_ref().unwrap())
    };
    is_done_already(desk);
    let cuts = states_of_an_apply(desk, &start, allow);
    assert!(cuts.len() >= least, "only {} cuts", cuts.len());
    for (number, cut) in cuts.iter().enumerate() {
        put(desk, cut);
        let ran = desk.types("apply --sandbox plan.json");
        assert_eq!(ran.exit, Exit::Done, "cut {number}:\n{}\n{}", ran.stdout, ran.stderr);
        in_sync(desk);
        let end = shape(state(desk).organization.as_ref().unwrap());
        let differs: BTreeSet<_> = end.symmetric_difference(&whole).collect();
        assert!(differs.is_empty(), "cut {number}: {differs:?}");
    }
}

/// The sandbox after each call that changed it, while the baseline of `desk` is applied.
fn states_of_an_apply(desk: &Desk, start: &State, allow: &[&str]) -> Vec<State> {
    let baseline = valid(&desk.path("baseline.toml"));
    let seen: Arc<Mutex<Vec<State>>> = Arc::default();
    virtually(async {
        let sandbox = Sandbox::from_state(start.clone());
        let keep = Arc::clone(&seen);
        sandbox.observe(Box::new(move |call, state| {
            if call.write || call.operation.ends_with("Status") {
                keep.lock().unwrap().push(state.clone());
            }
        }));
        let run = Run::new(&sandbox, &crate::simulated::allow(allow)).await;
        let (world, plan) = run.plan(&baseline).await.unwrap();
        assert!(plan.refused.is_empty(), "{:?}", plan.refused);
        run.apply(&world, &plan).await;
    });
    std::mem::take(&mut *seen.lock().unwrap())
}
