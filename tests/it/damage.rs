//! Answers that are not as AWS sends them: every field of every read is dropped, emptied, set to null and given another type. What the table of
//! operations says decides what may follow; operations to come are covered by being in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use groundline::areas::registry;
use groundline::areas::survey::SurveyError;
use groundline::aws::operations::OPS;
use groundline::aws::unusable;
use groundline::engine::change::{Action, Change};
use groundline::engine::plan::Plan;
use groundline::exit::Exit;
use groundline::facts::answer::{Absence, Field, Shape};
use groundline::facts::op::{Access, Op};
use groundline::facts::service::Protocol;
use groundline::sandbox::{Corruption, Fault, FaultKind, Sandbox, State, When};
use serde_json::{Map, Value, json};

use crate::crash::{after, before, needed, size};
use crate::simulated::{Run, apply, left, on_all_cores, plan, twice, unfinished, virtually};

const HARMS: [Corruption; 4] = [
    Corruption::Drop,
    Corruption::Null,
    Corruption::Empty,
    Corruption::Retype,
];

/// Every read, by name.
fn reads() -> BTreeMap<String, &'static Op> {
    let all = registry::operations().chain(OPS);
    all.filter(|op| op.access == Access::Read)
        .map(|op| (op.to_string(), op))
        .collect()
}

/// Puts `value` where `path` leads, with one entry in each list on the way.
fn put(answer: &mut Map<String, Value>, path: &str, value: Value) {
    let (step, rest) = path
        .split_once('.')
        .map_or((path, None), |(step, rest)| (step, Some(rest)));
    let name = step.trim_end_matches("[]");
    match (step.ends_with("[]"), rest) {
        (false, None) => {
            answer.insert(name.to_owned(), value);
        }
        (true, None) => {
            answer.insert(name.to_owned(), json!([value]));
        }
        (false, Some(rest)) => {
            let inner = answer.entry(name).or_insert_with(|| json!({}));
            put(inner.as_object_mut().unwrap(), rest, value);
        }
        (true, Some(rest)) => {
            let list = answer.entry(name).or_insert_with(|| json!([]));
            let list = list.as_array_mut().unwrap();
            if list.is_empty() {
                list.push(json!({}));
            }
            put(list[0].as_object_mut().unwrap(), rest, value);
        }
    }
}

/// An answer with everything in it that the table names.
fn whole(op: &Op) -> Map<String, Value> {
    let mut answer = Map::new();
    for field in op.answer {
        let value = match field.shape {
            Shape::Structure => json!({}),
            Shape::List => json!([]),
            Shape::Text | Shape::AnyText => json!("text"),
            Shape::Flag => json!(true),
            Shape::Number => json!(14),
            Shape::Time => json!(1_700_000_000.5),
        };
        put(&mut answer, field.path, value);
    }
    answer
}

fn body(op: &Op, answer: &Value) -> Vec<u8> {
    fn xml(name: &str, value: &Value) -> String {
        let inside = match value {
            Value::Object(members) => members.iter().map(|(name, value)| xml(name, value)).collect(),
            Value::String(text) => text.clone(),
            Value::Null => return String::new(),
            other => other.to_string(),
        };
        format!("<{name}>{inside}</{name}>")
    }
    if matches!(op.service.protocol, Protocol::Query { .. }) {
        let result = xml(&format!("{}Result", op.name), answer);
        return format!("<{0}Response>{result}</{0}Response>", op.name).into_bytes();
    }
    serde_json::to_vec(answer).unwrap()
}

/// The same as the sandbox does to its answers.
fn harmed(op: &Op, path: &str, how: Corruption) -> Value {
    let mut answer = Value::Object(whole(op));
    groundline::sandbox::corrupt(&mut answer, path, how);
    answer
}

/// Whether AWS may answer so, by the table.
fn may_be(field: &Field, how: Corruption) -> bool {
    match how {
        Corruption::Drop | Corruption::Null => field.absence != Absence::Required,
        // Of these two the damage makes `null`.
        Corruption::Empty if matches!(field.shape, Shape::Flag | Shape::Number) => field.absence != Absence::Required,
        Corruption::Empty => matches!(field.shape, Shape::List | Shape::AnyText),
        Corruption::Retype | Corruption::Say(_) => false,
    }
}

#[test]
fn every_read_says_of_every_field_what_its_absence_means() {
    for (name, op) in reads() {
        let mut known = BTreeSet::new();
        for field in op.answer {
            assert!(known.insert(field.path), "{name}: `{}` twice", field.path);
            let around = field.path.rsplit_once('.').map(|(around, _)| around);
            let around = around.or_else(|| field.path.strip_suffix("[]"));
            let around = around.map(|around| around.trim_end_matches("[]"));
            assert!(
                around.is_none_or(|around| known.contains(around)),
                "{name}: what is `{}` in?",
                field.path
            );
            if let Absence::Means { meaning, source } = field.absence {
                assert!(!meaning.is_empty() && !source.is_empty(), "{name}: `{}`", field.path);
            }
        }
    }
}

#[test]
fn what_the_table_requires_is_required_of_every_answer() {
    let mut judged = 0;
    for (name, op) in reads() {
        let good = Value::Object(whole(op));
        assert_eq!(unusable(op, &body(op, &good)), None, "{name}: {good}");
        for field in op.answer {
            for how in HARMS {
                // In XML an entry of a list has no type of its own, and nothing is nothing.
                let answer = harmed(op, field.path, how);
                let said = unusable(op, &body(op, &answer));
                let case = format!("{name}, {}, {how:?}: {answer}", field.path);
                let entry_gone = field.path.ends_with("[]") && how == Corruption::Drop;
                if may_be(field, how) || entry_gone {
                    assert_eq!(said, None, "{case}");
                } else {
                    let name = field.path.split('[').next().unwrap();
                    assert!(said.is_some_and(|said| said.contains(name)), "{case}");
                }
                judged += 1;
            }
        }
    }
    println!("damage: {judged} answers judged by the table");
}

/// The fields of an answer, as paths.
fn paths(value: &Value, at: &str, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let path = if at.is_empty() {
                    name.clone()
                } else {
                    format!("{at}.{name}")
                };
                out.insert(path.clone());
                paths(value, &path, out);
            }
        }
        Value::Array(entries) => {
            let at = format!("{at}[]");
            for entry in entries {
                if !entry.is_object() {
                    out.insert(at.clone());
                }
                paths(entry, &at, out);
            }
        }
        _ => {}
    }
}

/// The fields that the reads of a plan are answered with, and those of the reads that only an apply makes.
type Answered = BTreeMap<String, BTreeSet<String>>;

fn answered(start: &State) -> (Answered, Answered) {
    virtually(async {
        let sandbox = Sandbox::from_state(start.clone());
        let seen: Arc<Mutex<Answered>> = Arc::default();
        let keep = Arc::clone(&seen);
        sandbox.observe(Box::new(move |call, _| {
            if let Some(answer) = call.answer.as_ref().filter(|_| !call.write) {
                let mut seen = keep.lock().unwrap();
                paths(answer, "", seen.entry(call.operation.clone()).or_default());
            }
        }));
        let run = Run::new(&sandbox, &needed()).await;
        let (world, plan) = run.plan(&after()).await.unwrap();
        let planning = seen.lock().unwrap().clone();
        run.apply(&world, &plan).await;
        let mut all = seen.lock().unwrap().clone();
        all.retain(|operation, _| !planning.contains_key(operation));
        (planning, all)
    })
}

/// One field of one read, and what is wrong with it.
type Case = (String, String, Corruption);

fn cases(answered: &Answered) -> Vec<Case> {
    let mut cases = Vec::new();
    for (operation, fields) in answered {
        let op = reads()[operation];
        for path in fields {
            let is_read = op.answer.iter().any(|field| field.path == *path);
            // What nobody reads is either there or not.
            let harms = if is_read { HARMS.as_slice() } else { &[Corruption::Drop] };
            cases.extend(harms.iter().map(|how| (operation.clone(), path.clone(), *how)));
        }
    }
    cases
}

fn spoilt(start: &State, (operation, path, how): &Case) -> Sandbox {
    let sandbox = Sandbox::from_state(start.clone());
    sandbox.add_fault(Fault {
        kind: FaultKind::Corruption {
            path: path.clone(),
            how: *how,
        },
        when: When::Always {
            operation: operation.clone(),
        },
    });
    sandbox
}

fn key(change: &Change) -> String {
    format!("{} {} {:?}", change.title(), change.reason, change.after)
}

/// Whether a change takes something away, or puts something elsewhere.
fn takes(change: &Change) -> bool {
    !matches!(
        change.action,
        Action::Create | Action::Adopt | Action::Attach | Action::Enable | Action::Update | Action::Register
    )
}

/// What is wrong with a plan that was made from a harmed answer.
fn judged(case: &Case, good: &Plan, plan: &Result<Plan, SurveyError>) -> Vec<String> {
    let (operation, path, how) = case;
    let field = reads()[operation].answer.iter().find(|field| field.path == *path);
    let plan = match plan {
        Ok(plan) => plan,
        Err(error) if matches!(error.exit, Exit::Error | Exit::Refused) => {
            let whole = ["sts:GetCallerIdentity", "organizations:DescribeOrganization"];
            let known = whole.contains(&operation.as_str()) && field.is_some();
            return if known {
                Vec::new()
            } else {
                vec![format!("all is given up: {}", error.message)]
            };
        }
        Err(error) => return vec![format!("ends with {:?}", error.exit)],
    };
    let planned: BTreeSet<String> = good.changes.iter().map(key).collect();
    let mut wrong: Vec<String> = plan
        .refused
        .iter()
        // Where AWS may answer so, things differ, and refusing is right.
        .filter(|refusal| !good.refused.contains(refusal) && !field.is_some_and(|field| may_be(field, *how)))
        .map(|refusal| format!("refuses {}: {}", refusal.address, refusal.why))
        .collect();
    let new: Vec<&Change> = plan
        .changes
        .iter()
        .filter(|change| !planned.contains(&key(change)))
        .collect();
    let same = plan.changes.len() == good.changes.len() && new.is_empty();
    if !plan.unread.is_empty() {
        wrong.extend(
            new.iter()
                .map(|change| format!("plans to {} from what it could not read", change.title())),
        );
        return wrong;
    }
    if !plan.differs() {
        wrong.push("is clean".to_owned());
    }
    match field {
        // Nobody looks at it.
        None if same => {}
        None => wrong.push("matters, and is not in the table".to_owned()),
        Some(field) if may_be(field, *how) || path.ends_with("[]") => {
            // What is taken off a unit that goes without harm, too, is nothing more than that.
            let gone = |change: &&&Change| {
                let part = change.address.part.as_deref();
                let mut deleted = good.changes.iter().filter(|change| change.action == Action::Delete);
                change.action == Action::Detach && deleted.any(|unit| unit.id.is_some() && unit.id.as_deref() == part)
            };
            let taking = new.iter().filter(|change| takes(change) && !gone(change));
            wrong.extend(taking.map(|change| format!("plans to {}", change.title())));
        }
        Some(_) => wrong.push("nothing is unread".to_owned()),
    }
    wrong
}

fn told(case: &Case, wrong: Vec<String>) -> Vec<String> {
    let (operation, path, how) = case;
    wrong
        .into_iter()
        .map(|wrong| format!("{operation}, `{path}`, {how:?}: {wrong}"))
        .collect()
}

#[test]
fn no_plan_follows_from_a_harmed_answer() {
    let (start, baseline, allow) = (before(), after(), needed());
    let good = virtually(plan(&Sandbox::from_state(start.clone()), &baseline, &allow)).unwrap();
    assert!(good.changes.len() > 40 && good.unread.is_empty());
    let (planning, _) = answered(&start);
    assert!(planning.len() >= 15, "{planning:?}");
    let cases = cases(&planning);
    println!(
        "damage: {} harmed answers of {} reads of a plan",
        cases.len(),
        planning.len()
    );
    on_all_cores(&cases, |case| {
        let made = virtually(async { plan(&spoilt(&start, case), &baseline, &allow).await });
        told(case, judged(case, &good, &made))
    });
}

/// How often each write that takes something away took effect.
type Taken = Arc<Mutex<BTreeMap<String, u64>>>;

fn watched(sandbox: &Sandbox) -> Taken {
    let taken = Taken::default();
    let keep = Arc::clone(&taken);
    sandbox.observe(Box::new(move |call, _| {
        let words = ["Detach", "Delete", "Move", "Disable", "Deregister", "Untag"];
        if call.status == 200 && words.iter().any(|word| call.operation.contains(word)) {
            *keep.lock().unwrap().entry(call.operation.clone()).or_default() += 1;
        }
    }));
    taken
}

/// What the table says of an operation, worth an apply each: what AWS may answer, and one that it may not.
fn worth(operation: &str, fields: &BTreeSet<String>, only_applying: bool) -> Vec<Case> {
    let op = reads()[operation];
    let fields = op.answer.iter().filter(|field| fields.contains(field.path));
    let all = fields
        .enumerate()
        .flat_map(|(n, field)| [Corruption::Drop, Corruption::Empty].map(|how| (n, field, how)));
    all.filter(|(n, field, how)| only_applying || *n == 0 || may_be(field, *how))
        .map(|(_, field, how)| (operation.to_owned(), field.path.to_owned(), how))
        .collect()
}

#[test]
fn an_apply_from_harmed_answers_does_no_harm_and_is_gone_on_from() {
    let (start, baseline, allow) = (before(), after(), needed());
    let (most, end) = virtually(async {
        let sandbox = Sandbox::from_state(start.clone());
        let taken = watched(&sandbox);
        apply(&sandbox, &baseline, &allow).await.unwrap();
        let taken = taken.lock().unwrap().clone();
        (taken, sandbox.state())
    });
    let (planning, applying) = answered(&start);
    assert!(applying.len() >= 2, "{applying:?}");
    let of = |answered: Answered, only| {
        let each = answered
            .into_iter()
            .flat_map(move |(operation, fields)| worth(&operation, &fields, only));
        each.collect::<Vec<_>>()
    };
    let cases = [of(planning, false), of(applying, true)].concat();
    println!("damage: {} applies with harmed answers", cases.len());
    on_all_cores(&cases, |case| {
        let wrong = virtually(async {
            let sandbox = spoilt(&start, case);
            let taken = watched(&sandbox);
            let mut wrong = Vec::new();
            if let Ok((first, applied)) = apply(&sandbox, &baseline, &allow).await
                && first.changes.is_empty()
                && unfinished(&applied).is_empty()
                && first.unread.is_empty()
                && first.refused.is_empty()
            {
                wrong.push("says that there is nothing to do".to_owned());
            }
            for (operation, count) in taken.lock().unwrap().clone() {
                let most = most.get(&operation).copied().unwrap_or_default();
                if count > most {
                    wrong.push(format!("{count} of {operation}, and {most} without harm"));
                }
            }
            let well = Sandbox::from_state(sandbox.state());
            let (then, applied) = apply(&well, &baseline, &allow).await.unwrap();
            wrong.extend(
                then.refused
                    .iter()
                    .map(|refusal| format!("then refused {}: {}", refusal.address, refusal.why)),
            );
            wrong.extend(unfinished(&applied));
            wrong.extend(left(&plan(&well, &baseline, &[]).await.unwrap()));
            wrong.extend(twice(&well.state()));
            if size(&well.state()) != size(&end) {
                wrong.push(format!("{:?} instead of {:?}", size(&well.state()), size(&end)));
            }
            wrong
        });
        told(case, wrong)
    });
}
