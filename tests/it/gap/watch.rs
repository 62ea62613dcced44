//! Watches what is in force for every account after every call, from the sandbox's own memory and with none of the planner's code.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use groundline::guardrails::{Document, Effect, Language, statements};
use groundline::sandbox::{Organization, Sandbox, State, TypeStatus};

/// A statement that denies, by its `Sid`, for an account.
pub type Denial = (String, String);

/// What is in force at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InForce {
    /// By account id: the statements that deny, as type and canonical text without `Sid`.
    denied: BTreeMap<String, BTreeSet<(String, String)>>,
    /// The root, units and accounts with an `Allow` of a type.
    allowed: BTreeSet<(String, String)>,
}

/// What was in force over time.
#[derive(Clone, Default)]
pub struct Watch(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    moments: Vec<InForce>,
    /// What documents say: `Sid`, text and whether it denies.
    read: BTreeMap<String, Vec<(String, String, bool)>>,
    sids: BTreeMap<String, String>,
}

impl Watch {
    /// From now on, over every call to this sandbox.
    pub fn over(&self, sandbox: &Sandbox) {
        self.look(&sandbox.state());
        let watch = self.clone();
        sandbox.observe(Box::new(move |_, state| watch.look(state)));
    }

    fn look(&self, state: &State) {
        let mut seen = self.0.lock().unwrap();
        let Some(organization) = &state.organization else {
            return;
        };
        let now = seen.in_force(organization);
        if seen.moments.last() != Some(&now) {
            seen.moments.push(now);
        }
    }

    /// What held at the start and holds at the end and was missing at some time between: by account and `Sid`.
    pub fn missing(&self) -> BTreeSet<Denial> {
        let seen = self.0.lock().unwrap();
        let (Some(first), Some(last)) = (seen.moments.first(), seen.moments.last()) else {
            panic!("nothing was watched");
        };
        let mut missing = BTreeSet::new();
        for (account, before) in &first.denied {
            let Some(after) = last.denied.get(account) else {
                continue;
            };
            for denial in before.intersection(after) {
                let holds = |moment: &InForce| moment.denied.get(account).is_some_and(|now| now.contains(denial));
                if !seen.moments.iter().all(holds) {
                    missing.insert((account.clone(), seen.sids.get(&denial.1).unwrap().clone()));
                }
            }
        }
        missing
    }

    /// The places that allow something at the start and at the end, and allowed nothing at some time between.
    pub fn shut(&self) -> BTreeSet<(String, String)> {
        let seen = self.0.lock().unwrap();
        let (Some(first), Some(last)) = (seen.moments.first(), seen.moments.last()) else {
            panic!("nothing was watched");
        };
        let carried = first.allowed.intersection(&last.allowed);
        let shut = carried.filter(|place| !seen.moments.iter().all(|moment| moment.allowed.contains(*place)));
        shut.cloned().collect()
    }

    /// How many different situations there were.
    pub fn moments(&self) -> usize {
        self.0.lock().unwrap().moments.len()
    }
}

impl Seen {
    fn in_force(&mut self, organization: &Organization) -> InForce {
        let mut now = InForce::default();
        let mut at: BTreeMap<&str, BTreeSet<(String, String)>> = BTreeMap::new();
        for (id, targets) in &organization.attachments {
            let Some(policy) = organization.policies.get(id) else {
                continue;
            };
            let is_on = organization.root.policy_types.get(&policy.kind) == Some(&TypeStatus::Enabled);
            if !is_on
                || !matches!(
                    policy.kind.as_str(),
                    "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY"
                )
            {
                continue;
            }
            for (sid, text, denies) in self.statements(&policy.content).clone() {
                self.sids.entry(text.clone()).or_insert(sid);
                for target in targets {
                    if denies {
                        at.entry(target)
                            .or_default()
                            .insert((policy.kind.clone(), text.clone()));
                    } else {
                        now.allowed.insert((target.clone(), policy.kind.clone()));
                    }
                }
            }
        }
        for (id, account) in &organization.accounts {
            if *id == organization.management_account {
                continue;
            }
            let mut denied: BTreeSet<(String, String)> = at.get(id.as_str()).cloned().unwrap_or_default();
            let mut place = Some(account.parent.as_str());
            while let Some(id) = place {
                denied.extend(at.get(id).into_iter().flatten().cloned());
                place = organization.units.get(id).map(|unit| unit.parent.as_str());
            }
            now.denied.insert(id.clone(), denied);
        }
        now
    }

    fn statements(&mut self, content: &str) -> &Vec<(String, String, bool)> {
        self.read.entry(content.to_owned()).or_insert_with(|| {
            let canonical = Document::parse(content).unwrap().canonical(Language::Statements);
            let each = statements(&canonical).into_iter();
            each.map(|one| {
                let sid = one.sid().unwrap_or_default().to_owned();
                (sid, one.to_value().to_string(), one.effect() == Effect::Deny)
            })
            .collect()
        })
    }
}
