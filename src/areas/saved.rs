//! A plan in a file, to be applied later: only if everything it rests on is as it was, or as it wanted it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::engine::change::{Action, Change, Phase};
use crate::engine::plan::{FORMAT_VERSION, Plan, Saved};
use crate::engine::risk::Allowance;
use crate::facts::policy_types::is_full_access;
use crate::organization::{Node, Place, PlaceId};

use super::policies::policy_of;
use super::world::World;

/// Adds to a plan what makes it safe to apply later, and gives the file's text.
pub fn write(plan: &mut Plan, world: &World, allow: &[Allowance]) -> String {
    plan.saved = Some(Saved {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        baseline_digest: world.baseline.digest.clone(),
        caller: principal(&world.caller),
        allowed: allow.to_vec(),
        basis: basis(world, &plan.changes),
    });
    let mut text = serde_json::to_string_pretty(plan).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a plan file.
///
/// # Errors
/// Says what is wrong with the text.
pub fn read(text: &str) -> Result<Plan, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
    match value.get("format_version").and_then(Value::as_u64) {
        Some(version) if version == u64::from(FORMAT_VERSION) => {}
        Some(version) => {
            return Err(format!(
                "it is of format {version}, and this version reads {FORMAT_VERSION}"
            ));
        }
        None => return Err("it has no `format_version`: it is not a plan".to_owned()),
    }
    let plan: Plan = serde_json::from_value(value).map_err(|error| format!("it is not a plan: {error}"))?;
    if plan.saved.is_none() {
        return Err("it was not written by `plan --out`".to_owned());
    }
    Ok(plan)
}

/// What of a saved plan is left to do, given a plan made now.
///
/// # Errors
/// Every reason why the plan no longer holds.
pub fn check(plan: &Plan, world: &World, fresh: &Plan) -> Result<Plan, Vec<String>> {
    let Some(saved) = &plan.saved else {
        return Err(vec!["it was not written by `plan --out`".to_owned()]);
    };
    let mut stale = Vec::new();
    if saved.version != env!("CARGO_PKG_VERSION") {
        stale.push(format!("it was made by version {}", saved.version));
    }
    if saved.baseline_digest != world.baseline.digest {
        stale.push("the baseline's files have changed".to_owned());
    }
    if plan.baseline != world.baseline.organization.baseline {
        stale.push(format!("it is of baseline `{}`", plan.baseline));
    }
    if saved.caller != principal(&world.caller) {
        stale.push(format!(
            "it was made by {}, and the caller is {}",
            saved.caller,
            principal(&world.caller)
        ));
    }
    let id = world.live.id.as_deref().unwrap_or_default();
    if !plan.organization.id.is_empty() && plan.organization.id != id {
        stale.push(format!("it is of Organization {}", plan.organization.id));
    }
    for refusal in &fresh.refused {
        stale.push(format!("{}: {}", refusal.address, refusal.why));
    }
    for unread in &fresh.unread {
        stale.push(format!("{} cannot be read: {}", unread.what, unread.why));
    }
    let key = |change: &Change| (change.address.clone(), change.action, change.phase);
    let planned: BTreeMap<_, &Change> = plan.changes.iter().map(|change| (key(change), change)).collect();
    let today: BTreeMap<_, &Change> = fresh.changes.iter().map(|change| (key(change), change)).collect();
    for (name, change) in &today {
        match planned.get(name).copied().or_else(|| second_half(&planned, change)) {
            None => stale.push(format!("it would now also {}", change.title())),
            Some(planned) if !same(planned, change) => stale.push(format!("{} has changed", change.address)),
            Some(_) => {}
        }
    }
    for (name, change) in &planned {
        if !today.contains_key(name) && !is_done(world, change, &today) {
            stale.push(format!("to {} does not follow from the baseline", change.title()));
        }
    }
    let now = basis(world, &plan.changes);
    for (fact, digest) in &saved.basis {
        if now.get(fact) != Some(digest) {
            stale.push(format!("{fact} has changed"));
        }
    }
    if stale.is_empty() {
        Ok(fresh.clone())
    } else {
        Err(stale)
    }
}

/// A policy that has grown already is only to shrink.
fn second_half<'a>(
    planned: &BTreeMap<(crate::engine::address::Address, Action, Phase), &'a Change>,
    change: &Change,
) -> Option<&'a Change> {
    let phases = [Phase::Guard, Phase::Loosen];
    let mut found = phases
        .iter()
        .filter_map(|phase| planned.get(&(change.address.clone(), change.action, *phase)).copied());
    found.find(|planned| same(planned, change))
}

/// Whether two changes do the same: in every field that both show, from the same to the same.
fn same(planned: &Change, change: &Change) -> bool {
    let agree = |a: &Option<Value>, b: &Option<Value>| match (a, b) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => a
            .iter()
            .all(|(field, value)| b.get(field).is_none_or(|other| other == value)),
        (a, b) => a == b,
    };
    agree(&planned.before, &change.before) && agree(&planned.after, &change.after)
}

/// Whether a change that is no longer needed has been made, rather than never having followed from the baseline.
fn is_done(
    world: &World,
    change: &Change,
    today: &BTreeMap<(crate::engine::address::Address, Action, Phase), &Change>,
) -> bool {
    let declared = &world.baseline.organization;
    let address = &change.address;
    let policy = policy_of(address);
    let live_policy = |id: &str| world.policies.all().find(|policy| policy.id == id);
    let target = || Node::parse(address.part.as_deref().unwrap_or_default(), declared);
    let attached = || {
        let id = world.policy_binding.ids.get(&policy).or(change.id.as_ref());
        let found = id.and_then(|id| live_policy(id));
        let at = target();
        found.is_some_and(|found| {
            found
                .targets
                .iter()
                .flatten()
                .any(|id| Node::of(id, &world.binding) == at)
        })
    };
    let waits_for_another = today.keys().any(|(other, _, _)| other == address);
    match change.action {
        Action::Attach => attached(),
        Action::Detach => !attached(),
        Action::Delete => {
            let id = change.id.clone().unwrap_or_default();
            let is_unit = world
                .live
                .units
                .as_ref()
                .is_some_and(|units| units.contains_key(&PlaceId(id.clone())));
            !is_unit && live_policy(&id).is_none()
        }
        Action::Enable => {
            let trusted = world
                .live
                .trusted_services
                .as_ref()
                .is_some_and(|services| services.contains(&address.key));
            trusted
                || world
                    .live
                    .policy_types
                    .as_ref()
                    .is_some_and(|types| types.contains_key(&address.key))
        }
        Action::Disable => !world
            .live
            .trusted_services
            .as_ref()
            .is_some_and(|services| services.contains(&address.key)),
        Action::Register | Action::Deregister => {
            let account = change.id.clone().or_else(|| {
                let place = Place::Account(address.part.clone()?);
                world.binding.id(&place).map(|id| id.0.clone())
            });
            let services = world
                .delegated
                .as_ref()
                .and_then(|delegated| delegated.get(&address.key));
            let is_admin = account.is_some_and(|account| services.is_some_and(|accounts| accounts.contains(&account)));
            is_admin == (change.action == Action::Register)
        }
        Action::Create | Action::Adopt | Action::Update | Action::Move => {
            let is_live = match address.kind.as_str() {
                "unit" => world.binding.units.contains_key(&address.key) || address.part.is_some(),
                "account" => world.binding.accounts.contains_key(&address.key),
                "organization" => world.live.id.is_some(),
                "delegation-policy" => world.baseline.delegation_policy.is_some(),
                _ => world.policy_binding.ids.contains_key(address),
            };
            is_live || waits_for_another
        }
    }
}

/// The facts that a plan rests on besides its own changes: whom they touch, and who else is there.
fn basis(world: &World, changes: &[Change]) -> BTreeMap<String, String> {
    let mut basis = BTreeMap::new();
    for change in changes.iter().filter(|change| change.action == Action::Attach) {
        let target = change.address.part.clone().unwrap_or_default();
        let node = Node::parse(&target, &world.baseline.organization);
        let Some(policy) = world.baseline.policies.get(&policy_of(&change.address)) else {
            continue;
        };
        let of_type = world.policies.of_type(&policy.policy_type);
        let others: BTreeSet<&str> = of_type
            .into_iter()
            .flat_map(BTreeMap::values)
            .filter(|policy| world.policy_binding.address(&policy.id).is_none() && !is_full_access(&policy.id))
            .filter(|policy| {
                policy
                    .targets
                    .iter()
                    .flatten()
                    .any(|id| Node::of(id, &world.binding) == node)
            })
            .map(|policy| policy.id.as_str())
            .collect();
        let foreign: BTreeSet<&str> = others.into_iter().filter(|id| !is_ours(world, id)).collect();
        let fact = format!("what others attached to `{target}` ({})", policy.policy_type);
        basis.insert(fact, digest(&format!("{foreign:?}")));
    }
    for change in changes.iter().filter(|change| change.action == Action::Move) {
        let key = change.address.key.as_str();
        let state = world
            .binding
            .accounts
            .get(key)
            .and_then(|id| world.live.accounts.as_ref()?.get(id));
        if let Some(account) = state.filter(|_| change.id.is_some()) {
            basis.insert(
                format!("the state of account {}", account.id),
                digest(account.state.word()),
            );
        }
    }
    basis
}

fn is_ours(world: &World, id: &str) -> bool {
    matches!(
        world.policy_binding.owners.get(id),
        Some(crate::engine::owner::Owner::Ours(_))
    )
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A caller without the name of its session, which differs from run to run.
fn principal(arn: &str) -> String {
    match arn.rsplit_once('/') {
        Some((role, _)) if arn.contains(":assumed-role/") => role.to_owned(),
        _ => arn.to_owned(),
    }
}
