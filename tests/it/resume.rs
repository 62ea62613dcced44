//! A kept plan that was cut after any of its calls goes on from its own file, and ends as if it had not been cut.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use groundline::areas::baseline::Baseline;
use groundline::areas::saved;
use groundline::engine::plan::Plan;
use groundline::engine::risk::Allowance;
use groundline::sandbox::{Call, Organization, Sandbox, State};

use crate::crash::{before, needed};
use crate::hand::{account, attach, deny, make_account, make_scp, make_unit, policy, shape, tag, unit};
use crate::simulated::{Run, left, on_all_cores, unfinished, virtually};
use crate::support::{copy_folder, repository, valid};

/// One of each kind of change, and what is left where a unit in the path is renamed: two accounts move out of units below it, one policy goes by name.
fn baseline() -> Baseline {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&repository("tests/fixtures/crash/after"), folder.path());
    let path = folder.path().join("baseline.toml");
    let mut text = std::fs::read_to_string(&path).unwrap();
    // `Lab` is kept under another name, and what is in it goes.
    text.push_str(
        "\n[units.lab]\nname = \"Laboratory\"\n\n[[removed]]\ntype = \"scp\"\nname = \"stray\"\ndestroy = true\n",
    );
    std::fs::write(&path, text).unwrap();
    valid(&path)
}

fn start() -> State {
    let mut state = before();
    let organization = state.organization.as_mut().unwrap();
    let (stray, at) = (
        make_scp(organization, "stray", "s3:DeleteObject"),
        unit(organization, "Workloads"),
    );
    attach(organization, &stray, &at);
    // Somebody else's, on a unit that is replaced: it goes onto the new one.
    let theirs = make_scp(organization, "theirs", "ec2:RunInstances");
    let at = unit(organization, "Workloads/Staging");
    attach(organization, &theirs, &at);
    state
}

/// A plan as its file says it.
async fn kept(start: State, baseline: &Baseline, allow: &[Allowance]) -> Plan {
    let sandbox = Sandbox::from_state(start);
    let (world, mut plan) = Run::new(&sandbox, allow).await.plan(baseline).await.unwrap();
    assert_eq!(plan.refused, []);
    saved::read(&saved::write(&mut plan, &world, allow)).unwrap()
}

/// What stands after every call that changed something, and in the end.
fn cuts(start: State, baseline: &Baseline, allow: &[Allowance]) -> (Vec<(Call, State)>, State) {
    let seen: Arc<Mutex<Vec<(Call, State)>>> = Arc::default();
    let end = virtually(async {
        let sandbox = Sandbox::from_state(start);
        let keep = Arc::clone(&seen);
        sandbox.observe(Box::new(move |call, state| {
            if call.write || call.operation.ends_with("Status") {
                keep.lock().unwrap().push((call.clone(), state.clone()));
            }
        }));
        let run = Run::new(&sandbox, allow).await;
        let (world, plan) = run.plan(baseline).await.unwrap();
        let applied = run.apply(&world, &plan).await;
        assert_eq!(unfinished(&applied), Vec::<String>::new());
        sandbox.state()
    });
    let cuts = std::mem::take(&mut *seen.lock().unwrap());
    (cuts, end)
}

/// Goes on with the file; gives what stands then.
async fn go_on(sandbox: &Sandbox, baseline: &Baseline, allow: &[Allowance], kept: &Plan) -> Result<(), Vec<String>> {
    let run = Run::new(sandbox, allow).await;
    let (world, fresh) = run.plan(baseline).await.map_err(|error| vec![error.message])?;
    let left = saved::check(kept, &world, &fresh)?;
    let stale = saved::stale(&run.door, &world, &left).await.unwrap();
    if !stale.is_empty() {
        return Err(stale);
    }
    let unfinished = unfinished(&run.apply(&world, &left).await);
    if unfinished.is_empty() { Ok(()) } else { Err(unfinished) }
}

#[test]
fn a_kept_plan_of_one_of_each_kind_goes_on_after_a_cut_at_any_call() {
    let (start, baseline, allow) = (start(), baseline(), needed());
    let plan = virtually(kept(start.clone(), &baseline, &allow));
    let (cuts, end) = cuts(start, &baseline, &allow);
    let whole = shape(end.organization.as_ref().unwrap());
    println!(
        "resume: {} cuts of a plan of {} changes",
        cuts.len(),
        plan.changes.len()
    );
    assert!(cuts.len() > 60, "only {} cuts", cuts.len());
    on_all_cores(&cuts, |(call, state)| {
        let wrong = virtually(async {
            let sandbox = Sandbox::from_state(state.clone());
            if let Err(wrong) = go_on(&sandbox, &baseline, &allow, &plan).await {
                return wrong;
            }
            let now = shape(sandbox.state().organization.as_ref().unwrap());
            let differs: BTreeSet<_> = now.symmetric_difference(&whole).cloned().collect();
            let again = crate::simulated::plan(&sandbox, &baseline, &[]).await.unwrap();
            differs.into_iter().chain(left(&again)).collect()
        });
        let after = format!("after call {} ({})", call.number, call.operation);
        wrong.into_iter().map(|wrong| format!("{after}: {wrong}")).collect()
    });
}

/// What somebody does between a cut and going on, and the name by which the plan is then refused.
type Between = (&'static str, fn(&mut Organization), Option<&'static str>);

#[test]
fn what_somebody_does_between_a_cut_and_going_on_stops_it_only_if_it_matters() {
    let between: [Between; 8] = [
        (
            "a unit of theirs",
            |it| drop(make_unit(it, &it.root.id.clone(), "Theirs")),
            None,
        ),
        (
            "an account of theirs",
            |it| drop(make_account(it, &it.root.id.clone(), "aws+theirs@example.com")),
            None,
        ),
        (
            "a policy of theirs, attached nowhere",
            |it| drop(make_scp(it, "more", "s3:*")),
            None,
        ),
        (
            "a tag that is nobody's",
            |it| {
                let id = policy(it, "leaving");
                tag(it, &id, "team", "a");
            },
            None,
        ),
        (
            "the name of a unit that is renamed",
            |it| {
                let id = unit(it, "Laboratory");
                it.units.get_mut(&id).unwrap().name = "Mine".to_owned();
            },
            Some("unit.lab"),
        ),
        (
            "the text of a policy that goes",
            |it| {
                let id = policy(it, "stray");
                it.policies.get_mut(&id).unwrap().content = deny("s3:*");
            },
            Some("scp.p-"),
        ),
        (
            "where an account stands",
            |it| {
                let (id, to) = (account(it, "aws+guest@example.com"), it.root.id.clone());
                it.accounts.get_mut(&id).unwrap().parent = to;
            },
            Some("account.guest"),
        ),
        (
            "another baseline's tag",
            |it| {
                let id = policy(it, "A name to take");
                tag(it, &id, "groundline", "other/scp/theirs");
            },
            Some("scp.retired"),
        ),
    ];
    let (start, baseline, allow) = (start(), baseline(), needed());
    let plan = virtually(kept(start.clone(), &baseline, &allow));
    // Two units that are renamed have their names, and accounts have not moved yet.
    let (cuts, _) = cuts(start, &baseline, &allow);
    let cut = cuts
        .iter()
        .find(|(call, _)| call.operation.ends_with(":UpdateOrganizationalUnit"));
    let (_, cut) = cut.unwrap();
    on_all_cores(&between, |(what, by_hand, refused)| {
        let gone_on = virtually(async {
            let sandbox = Sandbox::from_state(cut.clone());
            sandbox.change(|state| by_hand(state.organization.as_mut().unwrap()));
            go_on(&sandbox, &baseline, &allow, &plan).await
        });
        match (gone_on, refused) {
            (Ok(()), None) => Vec::new(),
            (Err(why), Some(name)) if why.iter().any(|why| why.contains(name)) => Vec::new(),
            (gone_on, _) => vec![format!("{what}: {gone_on:?}")],
        }
    });
}
