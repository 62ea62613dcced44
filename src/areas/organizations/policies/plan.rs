//! What has to be done to policies, before anything is ordered.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::binding::leaving_address;
use crate::areas::organizations::model::live::{Content, LivePolicy};
use crate::areas::organizations::model::policy::{DeclaredPolicy, is_of_its_kind, kind_of};
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::names::{Holder, Names};
use crate::areas::organizations::shared::tags::{self, TagDiff};
use crate::areas::organizations::shared::{addresses, planned, states, strangers, twins};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase};
use crate::engine::owner::Owner;
use crate::engine::plan::Foreign;
use crate::facts::account_states::AccountAction;
use crate::facts::policy_types::{RCP, SCP};
use crate::guardrails::language_of;
use crate::organization::{Node, PlaceId};

use super::attachments;
use super::bind::leaves;
use super::full_access;
use super::lookup::{can_loosen, document, live};
use super::operations::{AREA, CREATE, DELETE, UPDATE};
use super::sets;

/// Adds every change of a policy or an attachment.
pub fn plan(world: &World, draft: &mut Draft) {
    let creates = world.creates();
    if !creates && world.live.tags.is_none() {
        return;
    }
    sets::refuse(world, draft);
    let going = attachments::going_units(draft);
    for (address, declared) in &world.baseline.policies {
        if world
            .policy_binding
            .mismatches
            .iter()
            .any(|mismatch| mismatch.address == *address)
        {
            continue;
        }
        let readable = creates || world.policies.of_type(&declared.policy_type).is_some();
        if !readable {
            continue;
        }
        if [RCP, SCP].contains(&declared.policy_type.as_str()) {
            let document = declared.document.canonical(language_of(&declared.policy_type));
            strangers::in_policy(world, address, &declared.policy_type, &document, draft);
        }
        match live(world, address) {
            Some(found) => plan_live(world, (address, declared), found, &going, draft),
            None => {
                draft.changes.push(create(world, address, declared));
                attachments::attach_new(world, address, declared, draft);
            }
        }
    }
    for policy in world.policies.all() {
        let owner = world.policy_binding.owners.get(&policy.id);
        if world.policy_binding.address(&policy.id).is_some() {
            continue;
        }
        match leaves(&world.baseline, policy, owner) {
            Some(reason) => delete(world, (policy, owner), reason, &going, draft),
            None if !matches!(owner, Some(Owner::Ours(address)) if is_of_its_kind(address, &policy.policy_type)) => {
                draft.foreign.push(Foreign {
                    kind: kind_of(&policy.policy_type).to_owned(),
                    id: policy.id.clone(),
                    name: policy.name.clone(),
                    owner: owner.map_or_else(String::new, |owner| {
                        owner.describe_where(|address| is_of_its_kind(address, &policy.policy_type))
                    }),
                });
            }
            None => {}
        }
    }
    attachments::copy_to_replacements(world, draft);
    full_access::plan(world, draft);
    names(world).order_renames(draft);
}

/// The names of all policies; they are unique among those of one type.
fn names(world: &World) -> Names {
    let holder = |found: &LivePolicy| Holder {
        id: found.id.clone(),
        address: match world.policy_binding.address(&found.id) {
            Some(address) => address.clone(),
            None => leaving_address(found, world.policy_binding.owners.get(&found.id)),
        },
        scope: found.policy_type.clone(),
        name: found.name.clone(),
        in_use: found.targets.as_ref().is_none_or(|targets| !targets.is_empty()),
    };
    let declared = &world.baseline.policies;
    Names {
        area: AREA,
        phase: Phase::Guard,
        rename: &UPDATE,
        live: world.policies.all().map(holder).collect(),
        scopes: declared
            .iter()
            .map(|(address, declared)| (address.clone(), declared.policy_type.clone()))
            .collect(),
        wanted: declared
            .values()
            .map(|declared| (declared.policy_type.clone(), declared.name.clone()))
            .collect(),
    }
}

fn create(world: &World, address: &Address, declared: &DeclaredPolicy) -> Change {
    let mut change = Change::new(AREA, Phase::Guard, Action::Create, address.clone());
    change.reason = "not in the Organization".to_owned();
    change.after = Some(json!({
        "name": declared.name,
        "description": declared.description,
        "type": declared.policy_type,
        "document": document(declared),
        "tags": tags::wanted(world, address, &declared.tags),
    }));
    change.calls.push(planned::once(&CREATE));
    change.needs.extend(addresses::made_organization(world));
    change.needs.extend(declared.needs(world));
    change.provides.insert(Label::new(address, Facet::Exists));
    change.provides.insert(Label::new(address, Facet::Guarded));
    change
}

fn plan_live(
    world: &World,
    (address, declared): (&Address, &DeclaredPolicy),
    found: &LivePolicy,
    going: &BTreeMap<PlaceId, Address>,
    draft: &mut Draft,
) {
    if found.content == Content::Unread {
        return;
    }
    let adopted = !matches!(world.policy_binding.owners.get(&found.id), Some(Owner::Ours(_)));
    if adopted && !(world.knows_tree() && found.targets.is_some()) {
        return;
    }
    if adopted && !declared.adopt_exact {
        let extra = attachments::undeclared(world, declared, found);
        if !extra.is_empty() {
            refuse_adoption(address, found, &extra, draft);
            return;
        }
    }
    draft.changes.extend(update(world, address, declared, found, adopted));
    attachments::plan(world, (address, declared), found, going, draft);
}

fn refuse_adoption(address: &Address, found: &LivePolicy, extra: &BTreeSet<Node>, draft: &mut Draft) {
    let list: Vec<String> = extra.iter().map(|node| format!("\"{node}\"")).collect();
    let list = list.join(", ");
    draft.refuse(
        address,
        format!(
            "policy {} has this name and is attached to {list}, which the baseline does not list",
            found.id
        ),
        format!("add {list} to its `attach`, or write `adopt = \"exact\"` to take it over and detach it there"),
    );
}

fn update(
    world: &World,
    address: &Address,
    declared: &DeclaredPolicy,
    found: &LivePolicy,
    adopted: bool,
) -> Option<Change> {
    let wanted = document(declared);
    let live_document = match &found.content {
        Content::Document(live) => live.clone(),
        Content::Unparsable(text) => Value::String(text.clone()),
        Content::NotAsked | Content::Unread => return None,
    };
    let tags = tags::diff(world, address, &found.id, &declared.tags);
    let text_differs = live_document != wanted;
    let name_differs = found.name != declared.name;
    let description_differs = found.description != declared.description;
    if !text_differs && !name_differs && !description_differs && tags.is_empty() {
        return None;
    }
    if text_differs && !can_loosen(world, &declared.policy_type) {
        return None;
    }
    let action = if adopted { Action::Adopt } else { Action::Update };
    let mut change = Change::new(AREA, Phase::Guard, action, address.clone());
    change.reason = reason(adopted, name_differs, description_differs, text_differs, &tags);
    change.id = Some(found.id.clone());
    change.before = Some(json!({
        "name": found.name,
        "description": found.description,
        "document": live_document,
        "tags": tags.before,
    }));
    change.after = Some(json!({
        "name": declared.name,
        "description": declared.description,
        "document": wanted,
        "tags": tags.after,
    }));
    if text_differs {
        change.needs.extend(declared.needs(world));
    }
    if text_differs || name_differs || description_differs {
        change.calls.push(planned::once(&UPDATE));
    }
    change.calls.extend(tags.calls());
    change.provides.insert(Label::new(address, Facet::Guarded));
    Some(change)
}

fn reason(adopted: bool, name: bool, description: bool, text: bool, tags: &TagDiff) -> String {
    if adopted {
        return "exists and is taken over".to_owned();
    }
    let parts = [
        (name, "name"),
        (description, "description"),
        (text, "document"),
        (!tags.is_empty(), "tags"),
    ];
    let parts: Vec<&str> = parts
        .into_iter()
        .filter(|(differs, _)| *differs)
        .map(|(_, part)| part)
        .collect();
    match parts.as_slice() {
        ["tags"] => "tags differ".to_owned(),
        [one] => format!("{one} differs"),
        many => format!("{} differ", many.join(" and ")),
    }
}

fn delete(
    world: &World,
    (found, owner): (&LivePolicy, Option<&Owner>),
    reason: &str,
    going: &BTreeMap<PlaceId, Address>,
    draft: &mut Draft,
) {
    let address = leaving_address(found, owner);
    if twins::refuse(&address, &world.policy_binding.owners, draft) {
        return;
    }
    let is_known = found.targets.is_some() && found.content != Content::Unread && world.knows_tree();
    if !is_known || !can_loosen(world, &found.policy_type) {
        return;
    }
    let (shut, open): (BTreeSet<Node>, BTreeSet<Node>) = attachments::nodes(world, found)
        .into_iter()
        .partition(|node| states::shut(world, node, AccountAction::Detach).is_some());
    if let Some(account) = shut
        .iter()
        .find_map(|node| states::shut(world, node, AccountAction::Detach))
    {
        let what = format!("{reason}, and stays while it is attached to an account that nothing can be taken off");
        states::leave_out(&address, account, &what, true, draft);
        attachments::detach_all(&address, found, &open, going, draft);
        return;
    }
    let mut change = Change::new(AREA, Phase::Loosen, Action::Delete, address.clone());
    change.reason = reason.to_owned();
    change.id = Some(found.id.clone());
    change.before = Some(json!({
        "name": found.name,
        "description": found.description,
        "type": found.policy_type,
        "document": match &found.content { Content::Document(live) => live.clone(), _ => Value::Null },
    }));
    change.calls.push(planned::once(&DELETE));
    change.provides.insert(Label::new(&address, Facet::Freed));
    let detached = attachments::detach_all(&address, found, &open, going, draft);
    change.needs.extend(detached);
    draft.changes.push(change);
}
