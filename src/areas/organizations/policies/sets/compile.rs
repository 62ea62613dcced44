//! The statements of a set, and policies from packed ones.

use std::collections::{BTreeMap, BTreeSet};

use crate::areas::organizations::model::late::{Awaited, LateText};
use crate::areas::organizations::model::policy::DeclaredPolicy;
use crate::areas::organizations::shared::stand_in;
use crate::guardrails::Document;
use crate::guardrails::pack::{Packing, Piece};
use crate::guardrails::policy::Policy;
use crate::organization::{Binding, Declared, Live};

use crate::areas::organizations::model::sets::PolicySet;

/// What a set says, with every id that is known.
pub(super) struct Content {
    /// Its guardrails' statements.
    pub pieces: Vec<Piece>,
    /// What stands for ids that are not known.
    stand_ins: BTreeMap<Awaited, String>,
}

/// Puts the ids in that are known; those that are not are stood in for by others of the same length.
pub(super) fn content(set: &PolicySet, organization: &Declared, ids: Option<(&Live, &Binding)>) -> Content {
    let awaited: BTreeSet<&Awaited> = set
        .members
        .values()
        .filter_map(|member| member.late.as_ref())
        .flat_map(LateText::awaited)
        .collect();
    let numbered = if awaited.is_empty() {
        BTreeMap::new()
    } else {
        stand_in::accounts(organization.accounts.keys())
    };
    let mut values: BTreeMap<&Awaited, String> = BTreeMap::new();
    let mut stand_ins = BTreeMap::new();
    for awaited in awaited {
        let known = ids.and_then(|(live, binding)| awaited.id(live, binding));
        let value = known.unwrap_or_else(|| {
            let id = match awaited {
                Awaited::Account(key) => match numbered.get(key) {
                    Some(id) => id.clone(),
                    None => stand_in::account(organization.accounts.keys(), key),
                },
                Awaited::Organization => stand_in::ORGANIZATION.to_owned(),
            };
            stand_ins.insert(awaited.clone(), id.clone());
            id
        });
        values.insert(awaited, value);
    }
    let pieces = set.members.iter().filter_map(|(name, member)| {
        let policy = match &member.late {
            Some(late) => Policy::parse(&late.with(|awaited| values.get(awaited).cloned())).ok(),
            None => Policy::read(&member.document).ok(),
        };
        // What the library compiles is a policy: its tests say so.
        let statements = policy?.statements;
        Some(Piece {
            guardrail: name.clone(),
            statements,
        })
    });
    Content {
        pieces: pieces.collect(),
        stand_ins,
    }
}

impl Content {
    /// The policies that a packing is.
    pub(super) fn policies(&self, set: &PolicySet, packing: &Packing) -> Vec<DeclaredPolicy> {
        let policies = packing.policies.iter().filter_map(|packed| {
            let text = packed.policy.to_json();
            Some(DeclaredPolicy {
                address: set.policy(packed.number),
                policy_type: set.policy_type.clone(),
                name: format!("{}-{}", set.name, packed.number),
                description: set.description.clone(),
                tags: set.tags.clone(),
                document: Document::parse(&text).ok()?,
                late: LateText::new(&text, &self.stand_ins),
                awaits: BTreeSet::new(),
                guardrail: None,
                set: Some(set.address.clone()),
                attach: set.attach.clone(),
                adopt_exact: set.adopt_exact,
            })
        });
        policies.collect()
    }
}
