//! Statements that move between the policies of a set: never out of force, and wherever an apply is cut, the next one goes on.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use groundline::areas::baseline::Baseline;
use groundline::sandbox::{Sandbox, Seed, State};
use serde_json::Value;

use super::pack::{MORE, PACKED};
use crate::simulated::{allow, apply, left, plan, setup, unfinished, virtually};
use crate::support::valid;

fn baseline(text: &str) -> Baseline {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("baseline.toml");
    std::fs::write(&file, text).unwrap();
    valid(&file)
}

/// What is denied at the root, action by action.
fn denied(state: &State) -> BTreeSet<String> {
    let organization = state.organization.as_ref().unwrap();
    let mut denied = BTreeSet::new();
    for (id, targets) in &organization.attachments {
        if !targets.contains(&organization.root.id) {
            continue;
        }
        let policy: Value = serde_json::from_str(&organization.policies[id].content).unwrap();
        for statement in policy["Statement"].as_array().unwrap() {
            let mut rest = statement.clone();
            rest.as_object_mut().unwrap().remove("Sid");
            let actions = rest.as_object_mut().unwrap().remove("Action").unwrap_or(Value::Null);
            let actions = actions.as_array().cloned().unwrap_or_else(|| vec![actions]);
            denied.extend(actions.iter().map(|action| format!("{action} {rest}")));
        }
    }
    denied
}

/// Applies a baseline from a state; gives what stood after each write, and at the end.
fn applied(start: Option<State>, baseline: &Baseline) -> (Vec<State>, State) {
    let seen: Arc<Mutex<Vec<State>>> = Arc::default();
    let keep = Arc::clone(&seen);
    let end = virtually(async {
        let sandbox = match start {
            Some(state) => Sandbox::from_state(state),
            None => Sandbox::new(&Seed::Empty { accounts: None }, &setup(baseline)),
        };
        sandbox.observe(Box::new(move |call, state| {
            if call.write {
                keep.lock().unwrap().push(state.clone());
            }
        }));
        let (plan, applied) = apply(&sandbox, baseline, &allow(&["large-change"])).await.unwrap();
        assert_eq!(plan.refused, []);
        assert_eq!(unfinished(&applied), Vec::<String>::new());
        sandbox.advance(Duration::from_secs(60));
        sandbox.state()
    });
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    (seen, end)
}

/// What a run that goes on from a cut leaves.
fn go_on(start: &State, baseline: &Baseline) -> Vec<String> {
    virtually(async {
        let sandbox = Sandbox::from_state(start.clone());
        let (_, applied) = apply(&sandbox, baseline, &allow(&["large-change"])).await.unwrap();
        let mut wrong = unfinished(&applied);
        wrong.extend(left(&plan(&sandbox, baseline, &[]).await.unwrap()));
        wrong
    })
}

/// Goes from one baseline to another, and back on from every cut.
fn moves(start: State, to: &Baseline) -> State {
    let before = denied(&start);
    let (seen, end) = applied(Some(start), to);
    assert!(!seen.is_empty());
    let carried: BTreeSet<String> = before.intersection(&denied(&end)).cloned().collect();
    assert!(carried.len() > 100, "{}", carried.len());
    for (number, state) in seen.iter().enumerate() {
        let now = denied(state);
        let missing: Vec<&String> = carried.difference(&now).collect();
        assert_eq!(missing, Vec::<&String>::new(), "after write {number}");
    }
    for (number, state) in seen.iter().enumerate() {
        assert_eq!(go_on(state, to), Vec::<String>::new(), "cut after write {number}");
    }
    end
}

#[test]
fn nothing_is_out_of_force_while_statements_move() {
    let small = baseline(PACKED);
    let large = baseline(&PACKED.replace("# more\n", MORE));
    let (_, start) = applied(None, &small);
    let grown = moves(start, &large);
    let fewer = PACKED.replace("protect-monitoring = { guardrail = \"protect-monitoring@1\" }\n", "");
    moves(grown, &baseline(&fewer));
}
