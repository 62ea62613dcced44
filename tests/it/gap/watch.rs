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
    /// By account id: the actions of [`PROBES`] that no chain of policies lets through.
    refused: BTreeMap<String, BTreeSet<&'static str>>,
}

/// Actions that are asked for all the time, of services that lists and denials of tests name.
const PROBES: &[&str] = &["ec2:RunInstances", "kms:Decrypt", "s3:GetObject", "sqs:SendMessage"];

/// A statement of an SCP without conditions, for any resource.
#[derive(Clone)]
struct Plain {
    denies: bool,
    negated: bool,
    actions: Vec<String>,
}

impl Plain {
    /// Those that `content` has.
    fn all(content: &str) -> Vec<Self> {
        let document: serde_json::Value = serde_json::from_str(content).unwrap();
        let texts = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => vec![text.clone()],
            other => other
                .as_array()
                .unwrap()
                .iter()
                .map(|text| text.as_str().unwrap().to_owned())
                .collect(),
        };
        let statements = document["Statement"].as_array().unwrap().iter();
        statements
            .map(|statement| {
                assert_eq!(texts(&statement["Resource"]), ["*"]);
                let negated = statement.get("NotAction").is_some();
                Self {
                    denies: statement["Effect"] == "Deny",
                    negated,
                    actions: texts(&statement[if negated { "NotAction" } else { "Action" }]),
                }
            })
            .collect()
    }

    fn is_about(&self, action: &str) -> bool {
        let matches = |pattern: &String| match pattern.strip_suffix('*') {
            Some(start) => action.to_lowercase().starts_with(&start.to_lowercase()),
            None => action.eq_ignore_ascii_case(pattern),
        };
        self.actions.iter().any(matches) != self.negated
    }
}

/// Whether each of the levels allows an action and none denies it.
fn passes(levels: &[Vec<Plain>], action: &str) -> bool {
    levels.iter().all(|level| {
        let of = |denies: bool| level.iter().any(|one| one.denies == denies && one.is_about(action));
        of(false) && !of(true)
    })
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
    /// What documents of SCPs do.
    plain: BTreeMap<String, Vec<Plain>>,
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

    /// What an account could not do at the start, cannot do at the end, and could do at some time between.
    pub fn opened(&self) -> BTreeSet<(String, &'static str)> {
        let seen = self.0.lock().unwrap();
        let (Some(first), Some(last)) = (seen.moments.first(), seen.moments.last()) else {
            panic!("nothing was watched");
        };
        let mut opened = BTreeSet::new();
        for (account, before) in &first.refused {
            let after = last.refused.get(account).into_iter().flatten();
            for action in after.filter(|action| before.contains(*action)) {
                let holds = |moment: &InForce| moment.refused.get(account).is_none_or(|now| now.contains(action));
                if !seen.moments.iter().all(holds) {
                    opened.insert((account.clone(), *action));
                }
            }
        }
        opened
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
            let mut levels = vec![self.level(organization, id)];
            let mut place = Some(account.parent.as_str());
            while let Some(id) = place {
                levels.push(self.level(organization, id));
                place = organization.units.get(id).map(|unit| unit.parent.as_str());
            }
            let refused = PROBES.iter().copied().filter(|action| !passes(&levels, action));
            now.refused.insert(id.clone(), refused.collect());
        }
        now
    }

    /// What the SCPs on a place do; a type that is off allows everything.
    fn level(&mut self, organization: &Organization, id: &str) -> Vec<Plain> {
        const SCP: &str = "SERVICE_CONTROL_POLICY";
        if organization.root.policy_types.get(SCP) != Some(&TypeStatus::Enabled) {
            return Plain::all(r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#);
        }
        let on = organization
            .attachments
            .iter()
            .filter(|(_, targets)| targets.contains(id));
        let policies = on.filter_map(|(policy, _)| organization.policies.get(policy));
        let mut level = Vec::new();
        for policy in policies.filter(|policy| policy.kind == SCP) {
            let known = self.plain.entry(policy.content.clone());
            level.extend(known.or_insert_with(|| Plain::all(&policy.content)).clone());
        }
        level
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
