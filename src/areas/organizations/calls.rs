//! The writes of a change, as data: what apply sends, and nothing else. Pure.
//!
//! Changes are split, parted and shortened while a plan is put together, so that their calls are written out at its end.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::engine::change::{Action, Change};
use crate::engine::late::{Late, Template, Value};
use crate::guardrails::{Document, language_of, minify};
use crate::organization::{Declared, Node, Place, PlaceId, Tags};

use super::model::call::{Call, Instead};
use super::model::policy::DeclaredPolicy;
use super::model::world::World;
use super::policies::{full_access, policy_of};
use super::registry;
use super::shared::addresses;

/// Writes out what every call of these changes sends, and what is waited for by a change that has none.
pub fn write_out(world: &World, changes: &mut [Change]) {
    let own = |change: &&mut Change| registry::find(&change.area).is_some();
    for change in changes.iter_mut().filter(own) {
        let mut calls = std::mem::take(&mut change.calls);
        for planned in &mut calls {
            planned.request = call(world, change, &planned.operation).map_or(Json::Null, json);
        }
        if calls.is_empty() {
            change.awaits = awaited(world, change).map(json);
        }
        change.calls = calls;
    }
}

fn json(call: Call) -> Json {
    serde_json::to_value(call).unwrap_or_default()
}

/// What AWS is at already, as the call that asked for it.
fn awaited(world: &World, change: &Change) -> Option<Call> {
    match change.action {
        Action::Create => Some(create_account(world, change)),
        Action::Enable => Some(enable_type(world, change)),
        _ => None,
    }
}

fn call(world: &World, change: &Change, operation: &str) -> Option<Call> {
    let after = Side(change.after.as_ref());
    let unit = || id(change);
    Some(match operation {
        "organizations:CreateOrganization" => Call::CreateOrganization,
        "organizations:EnablePolicyType" => enable_type(world, change),
        "organizations:CreateOrganizationalUnit" => create_unit(world, change)?,
        "organizations:UpdateOrganizationalUnit" => Call::RenameUnit {
            unit: unit(),
            name: after.text("name")?,
        },
        "organizations:DeleteOrganizationalUnit" => Call::DeleteUnit { unit: unit() },
        "organizations:CreateAccount" => create_account(world, change),
        "organizations:MoveAccount" => move_account(world, change)?,
        "account:PutAccountName" => Call::RenameAccount {
            account: id(change),
            name: after.text("name")?,
        },
        "organizations:CreatePolicy" => create_policy(world, change)?,
        "organizations:UpdatePolicy" => update_policy(world, change),
        "organizations:DeletePolicy" => Call::DeletePolicy { policy: id(change) },
        "organizations:AttachPolicy" => Call::AttachPolicy {
            policy: policy(change),
            target: target(world, change),
        },
        "organizations:DetachPolicy" if full_access::concerns(change) => Call::DetachFullAccess {
            policy: policy(change),
            target: target(world, change),
            instead: instead(world, change),
        },
        "organizations:DetachPolicy" => Call::DetachPolicy {
            policy: policy(change),
            target: target(world, change),
        },
        "organizations:TagResource" => Call::Tag {
            resource: id(change),
            tags: set(change),
        },
        "organizations:UntagResource" => Call::Untag {
            resource: id(change),
            keys: removed(change),
        },
        _ => return None,
    })
}

fn enable_type(world: &World, change: &Change) -> Call {
    Call::EnablePolicyType {
        root: addresses::id(world, &Place::Root),
        policy_type: change.address.key.clone(),
    }
}

fn create_unit(world: &World, change: &Change) -> Option<Call> {
    let key = &change.address.key;
    let unit = world.baseline.organization.units.get(key)?;
    let after = Side(change.after.as_ref());
    let old = world.binding.replaced.get(key).into_iter().flatten();
    Some(Call::CreateUnit {
        parent: addresses::id(world, &Declared::unit_place(&unit.parent)),
        name: after.text("name")?,
        tags: after.tags(),
        replaces: old.map(PlaceId::to_string).collect(),
    })
}

fn create_account(world: &World, change: &Change) -> Call {
    let after = Side(change.after.as_ref());
    let declared = world.baseline.organization.accounts.get(&change.address.key);
    Call::CreateAccount {
        email: after.text("email").unwrap_or_default(),
        name: after.text("name").unwrap_or_default(),
        role: declared.and_then(|account| account.role.clone()),
        tags: after.tags(),
        formerly: world.baseline.organization.formerly("account", &change.address.key),
    }
}

fn move_account(world: &World, change: &Change) -> Option<Call> {
    let account = world.baseline.organization.accounts.get(&change.address.key)?;
    let live = change.id.clone().map(PlaceId);
    let known = live.and_then(|id| world.live.accounts.as_ref()?.get(&id));
    let from = match known {
        Some(account) => account.parent.clone().map(|parent| Value::Known(parent.0)),
        // AWS makes every account in the root.
        None => Some(addresses::id(world, &Place::Root)),
    };
    Some(Call::MoveAccount {
        account: id(change),
        from,
        to: addresses::id(
            world,
            &Declared::unit_place(account.unit.as_deref().unwrap_or_default()),
        ),
    })
}

fn create_policy(world: &World, change: &Change) -> Option<Call> {
    let declared = world.baseline.policies.get(&change.address)?;
    Some(Call::CreatePolicy {
        policy_type: declared.policy_type.clone(),
        name: declared.name.clone(),
        description: declared.description.clone(),
        content: declared.template(declared.document.minified(), world),
        tags: Side(change.after.as_ref()).tags(),
    })
}

fn update_policy(world: &World, change: &Change) -> Call {
    let (before, after) = (Side(change.before.as_ref()), Side(change.after.as_ref()));
    let differs = |field: &str| before.get(field) != after.get(field);
    let text = |field: &str| differs(field).then(|| after.text(field)).flatten();
    let written = after.get("document").filter(|_| differs("document"));
    let content = written.map(|written| match world.baseline.policies.get(&change.address) {
        Some(declared) => declared.template(as_written(declared, written), world),
        None => Template {
            text: minify(written),
            references: BTreeMap::new(),
        },
    });
    Call::UpdatePolicy {
        policy: id(change),
        name: text("name"),
        description: text("description"),
        content,
    }
}

/// Between two texts a policy holds both; at the end it is sent as the baseline writes it.
fn as_written(declared: &DeclaredPolicy, written: &Json) -> String {
    let language = language_of(&declared.policy_type);
    let text = minify(written);
    let is_final = Document::parse(&text)
        .is_ok_and(|written| written.canonical(language) == declared.document.canonical(language));
    if is_final { declared.document.minified() } else { text }
}

/// The policies of the baseline that allow something where AWS's policy that allows everything goes.
fn instead(world: &World, change: &Change) -> Vec<Instead> {
    let node = node(world, change);
    full_access::allowing(world, &node)
        .map(|address| Instead {
            policy: match world.policy_binding.ids.get(address) {
                Some(id) => Value::Known(id.clone()),
                None => Value::late(Late::id(address.clone())),
            },
            address: address.to_string(),
        })
        .collect()
}

fn policy(change: &Change) -> Value {
    match &change.id {
        Some(id) => Value::Known(id.clone()),
        None => Value::late(Late::id(policy_of(&change.address))),
    }
}

fn node(world: &World, change: &Change) -> Node {
    let part = change.address.part.as_deref().unwrap_or_default();
    Node::parse(part, &world.baseline.organization)
}

fn target(world: &World, change: &Change) -> Value {
    match node(world, change) {
        Node::Declared(at) => addresses::id(world, &at),
        Node::Undeclared(id) => Value::Known(id.0),
    }
}

/// The live id that a change works on, or the one that its address gets.
fn id(change: &Change) -> Value {
    match &change.id {
        Some(id) => Value::Known(id.clone()),
        None => Value::late(Late::id(change.address.clone())),
    }
}

fn set(change: &Change) -> Tags {
    let before = Side(change.before.as_ref()).tags();
    let mut tags = Side(change.after.as_ref()).tags();
    tags.retain(|key, value| before.get(key) != Some(value));
    tags
}

fn removed(change: &Change) -> Vec<String> {
    let after = Side(change.after.as_ref()).tags();
    let before = Side(change.before.as_ref()).tags();
    before.into_keys().filter(|key| !after.contains_key(key)).collect()
}

/// One side of a change.
#[derive(Clone, Copy)]
struct Side<'a>(Option<&'a Json>);

impl<'a> Side<'a> {
    fn get(self, field: &str) -> Option<&'a Json> {
        self.0?.get(field)
    }

    fn text(self, field: &str) -> Option<String> {
        self.get(field)?.as_str().map(str::to_owned)
    }

    fn tags(self) -> Tags {
        let tags: Option<&Map<String, Json>> = self.get("tags").and_then(Json::as_object);
        let texts = tags.into_iter().flatten();
        texts
            .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
            .collect()
    }
}
