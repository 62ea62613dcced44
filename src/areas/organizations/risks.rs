//! What is dangerous in changes of the Organization.

use std::collections::{BTreeMap, BTreeSet};

use crate::areas::risks::is_large;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change};
use crate::engine::owner::Owner;
use crate::engine::risk::{Risk, RiskNote};
use crate::organization::{Node, PlaceId};

use super::model::world::World;
use super::policies::{self, EffectivePolicies};
use super::registry;
use super::shared::{addresses, control_tower};

/// Risks of changes besides those that they bring with them, each with the place of its change.
pub(super) fn notes(
    world: &World,
    effective: Option<&EffectivePolicies>,
    changes: &[Change],
) -> Vec<(usize, RiskNote)> {
    let mut found: Vec<(usize, RiskNote)> = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        found.extend(control_towers(world, change).map(|note| (index, note)));
        found.extend(policies::allow_list(world, change).map(|note| (index, note)));
    }
    found.extend(effective.map(|effective| gaps(effective, changes)).unwrap_or_default());
    found
}

/// Where Control Tower governs, it expects to make and move things itself.
fn control_towers(world: &World, change: &Change) -> Option<RiskNote> {
    let renames = |change: &Change| {
        let name = |value: &Option<serde_json::Value>| value.as_ref().and_then(|value| value.get("name")).cloned();
        name(&change.before) != name(&change.after)
    };
    let takes_over = |change: &Change| {
        let unit = change.id.clone().map(PlaceId);
        change.action == Action::Adopt && unit.is_some_and(|id| control_tower::governs(world, &id) == Some(true))
    };
    if change.address.kind == "unit" && takes_over(change) {
        return Some(RiskNote {
            risk: Risk::ControlTower,
            why: "Control Tower governs this unit, on which or above which its guardrails are: taken over, it has two masters".to_owned(),
            allowed: false,
        });
    }
    let governed = match change.address.kind.as_str() {
        "unit" | "account" => match change.action {
            Action::Create | Action::Move | Action::Delete => true,
            Action::Update | Action::Adopt => renames(change),
            _ => false,
        },
        _ => false,
    };
    (governed && world.live.has_control_tower()).then(|| RiskNote {
        risk: Risk::ControlTower,
        why: "Control Tower governs this Organization: what it did not make or move itself shows there as drift, and may be put back".to_owned(),
        allowed: false,
    })
}

fn gaps(effective: &EffectivePolicies, changes: &[Change]) -> Vec<(usize, RiskNote)> {
    policies::gaps(effective, changes)
        .into_iter()
        .fold(BTreeMap::<usize, Vec<String>>::new(), |mut by_change, gap| {
            let text = format!("{} for {}", gap.tokens.join(", "), gap.accounts.join(", "));
            by_change.entry(gap.opened_by).or_default().push(text);
            by_change
        })
        .into_iter()
        .map(|(index, texts)| {
            let note = RiskNote {
                risk: Risk::Gap,
                why: format!("for a moment these are not in force: {}", texts.join("; ")),
                allowed: false,
            };
            (index, note)
        })
        .collect()
}

/// So many accounts may lose a guardrail without asking.
const FEW_ACCOUNTS: usize = 10;

/// Kinds of which much goes at once, each with the numbers.
pub(super) fn large(
    world: &World,
    effective: Option<&EffectivePolicies>,
    changes: &[Change],
) -> Vec<(Address, String)> {
    let managed = managed(world);
    let mut going: BTreeMap<String, BTreeSet<&Address>> = BTreeMap::new();
    for change in changes.iter().filter(|change| registry::find(&change.area).is_some()) {
        let counts = match change.action {
            Action::Detach => !is_replaced(world, change) && !policies::full_access::concerns(change),
            Action::Delete => change.address.part.is_none(),
            Action::Move => leaves_a_unit(world, change),
            _ => false,
        };
        if counts {
            going
                .entry(change.address.kind.clone())
                .or_default()
                .insert(&change.address);
        }
    }
    let mut large: Vec<(Address, String)> = going
        .into_iter()
        .filter_map(|(kind, going)| {
            let all = managed.get(&kind).copied().unwrap_or_default().max(going.len());
            let first = going.first().map(|address| (*address).clone())?;
            let word = if kind == "account" { "moved" } else { "taken away" };
            let why = format!("{} of {all} of the kind `{kind}` would be {word} at once", going.len());
            is_large(going.len(), all).then_some((first, why))
        })
        .collect();
    let losing = effective
        .map(|effective| policies::losing(effective, changes))
        .unwrap_or_default();
    let all: BTreeSet<&String> = losing.guardrails.union(&losing.actions).collect();
    let new = effective.map_or(0, |effective| effective.new_accounts.len());
    let accounts = world.live.accounts.as_ref().map_or(0, BTreeMap::len) + new;
    if all.len() > FEW_ACCOUNTS.max(accounts / 5) {
        let names = guardrails(&losing.lost);
        let what = match (losing.guardrails.len(), losing.actions.len()) {
            (_, 0) if names.is_empty() => "a guardrail".to_owned(),
            (_, 0) => format!("a guardrail: {names}"),
            (0, _) => "what an allow-list does not have".to_owned(),
            (guardrails, actions) => {
                let names = if names.is_empty() { names } else { format!(": {names}") };
                format!("a guardrail ({guardrails}{names}), or what an allow-list does not have ({actions})")
            }
        };
        let why = format!("{} of {accounts} accounts would lose {what}", all.len());
        large.push((addresses::organization(world), why));
    }
    large
}

/// So many guardrails are named; the rest is counted.
const NAMED: usize = 5;

fn guardrails(lost: &BTreeSet<Address>) -> String {
    let mut names: Vec<String> = lost.iter().take(NAMED).map(ToString::to_string).collect();
    if lost.len() > NAMED {
        names.push(format!("{} more", lost.len() - NAMED));
    }
    names.join(", ")
}

/// How many live things of each kind are ours.
fn managed(world: &World) -> BTreeMap<String, usize> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    let mut add = |kind: &str, many: usize| *count.entry(kind.to_owned()).or_default() += many;
    for owner in world.binding.owners.values() {
        if let Owner::Ours(address) = owner
            && address.kind == "unit"
        {
            add("unit", 1);
        }
    }
    add("account", world.binding.accounts.len());
    for policy in world.policies.all() {
        if let Some(Owner::Ours(address)) = world.policy_binding.owners.get(&policy.id) {
            add(&address.kind, 1);
            add(
                &format!("{}-attachment", address.kind),
                policy.targets.as_ref().map_or(0, BTreeSet::len),
            );
        }
    }
    count
}

/// An account leaves a unit of its own accord: not the root, where AWS makes accounts, and not a unit that is being replaced.
fn leaves_a_unit(world: &World, change: &Change) -> bool {
    let id = change.id.clone().map(PlaceId);
    let live = id.and_then(|id| world.live.accounts.as_ref()?.get(&id).cloned());
    let Some(from) = live.and_then(|account| account.parent) else {
        return false;
    };
    world.live.root.as_ref() != Some(&from) && world.binding.replaced_key(&from).is_none()
}

/// An attachment to a unit that is being replaced is on the new one already.
fn is_replaced(world: &World, change: &Change) -> bool {
    let part = change.address.part.as_deref().unwrap_or_default();
    match Node::parse(part, &world.baseline.organization) {
        Node::Undeclared(id) => world.binding.replaced_key(&id).is_some(),
        Node::Declared(_) => false,
    }
}
