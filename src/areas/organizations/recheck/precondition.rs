//! What a change rests on: per object, how it was, and how it is once the change is made. Pure.

use serde_json::{Map, Value};

use crate::areas::organizations::model::live::LivePolicy;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::{full_access, policy_of};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, PlannedCall};
use crate::engine::owner::Owner;
use crate::guardrails::language_of;
use crate::organization::{Declared, Node, PlaceId, State};

use super::refresh::Page;

/// Fields of an object as a change shows them.
pub type Fields = Map<String, Value>;

/// One thing that has to be so for a change to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Precondition {
    /// Where it is read.
    pub page: Page,
    /// What of it.
    pub expected: Expected,
}

/// What an object must be: as it was, or as the change leaves it.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// It is whose it was, or already ours under this address.
    Owned {
        /// Its name: some tools mark their objects by it.
        name: String,
        /// Whose it was.
        was: Owner,
        /// Its address with us.
        ours: Address,
    },
    /// These tags.
    Tagged {
        /// Those that are managed, as they were.
        before: Fields,
        /// As they are to be.
        after: Fields,
    },
    /// A policy's name, description and text.
    Content {
        /// As they were.
        before: Fields,
        /// As they are to be; nothing if the policy is to go.
        after: Option<Fields>,
    },
    /// A policy that is attached says what it said, or what the baseline says: an attachment means nothing without its text.
    Text {
        /// As it was, and as it is to be.
        known: Vec<Value>,
    },
    /// A unit has its name, and is there.
    Unit {
        /// `ou-…`.
        id: PlaceId,
        /// The name that it had.
        before: String,
        /// The name that it is to have; nothing if the unit is to go.
        after: Option<String>,
    },
    /// An account is in the state in which it was, and its name or its place is as it was.
    Account {
        /// The state.
        state: State,
        /// The name before and after, where it changes.
        name: Option<(String, String)>,
        /// What holds it before and after, where that changes.
        parent: Option<(PlaceId, PlaceId)>,
    },
    /// It is in the list or not: each of these changes adds one element or takes it away, so that the other state is the change's own result.
    Listed {
        /// Of what.
        element: String,
        /// Whether it is to be in the list.
        wanted: bool,
    },
}

/// What a change rests on. `id` knows the ids of places, those made meanwhile too. What this plan makes rests on nothing: nobody else knows it.
#[must_use]
pub fn preconditions(world: &World, id: &dyn Fn(&Node) -> Option<PlaceId>, change: &Change) -> Vec<Precondition> {
    if world.live.id.is_none() {
        return Vec::new();
    }
    match change.area.as_str() {
        "policy-types" if !change.calls.is_empty() => {
            vec![listed(
                Page::PolicyTypes,
                &change.address.key,
                change.action == Action::Enable,
            )]
        }
        "units" => change.id.iter().flat_map(|id| unit(world, change, id)).collect(),
        "accounts" => {
            let ids = change.id.iter();
            ids.flat_map(|account| self::account(world, id, change, account))
                .collect()
        }
        "policies" => {
            let ids = change.id.iter();
            ids.flat_map(|policy| self::policy(world, id, change, policy)).collect()
        }
        _ => Vec::new(),
    }
}

fn listed(page: Page, element: &str, wanted: bool) -> Precondition {
    let element = element.to_owned();
    Precondition {
        page,
        expected: Expected::Listed { element, wanted },
    }
}

fn fields(side: &Option<Value>) -> Fields {
    side.as_ref().and_then(Value::as_object).cloned().unwrap_or_default()
}

/// The ownership of an object and, where the change sets them, its tags.
fn tags(change: &Change, id: &str, name: &str, was: Option<&Owner>, ours: Address) -> Vec<Precondition> {
    let page = || Page::Tags(id.to_owned());
    let owned = Expected::Owned {
        name: name.to_owned(),
        was: was.cloned().unwrap_or(Owner::Nobody),
        ours,
    };
    let mut preconditions = vec![Precondition {
        page: page(),
        expected: owned,
    }];
    let of = |side: &Option<Value>| fields(&fields(side).get("tags").cloned());
    let writes = ["TagResource", "UntagResource"];
    let sets = |call: &PlannedCall| {
        writes
            .iter()
            .any(|write| call.operation.ends_with(&format!(":{write}")))
    };
    if change.calls.iter().any(sets) {
        let (before, after) = (of(&change.before), of(&change.after));
        preconditions.push(Precondition {
            page: page(),
            expected: Expected::Tagged { before, after },
        });
    }
    preconditions
}

fn unit(world: &World, change: &Change, id: &str) -> Vec<Precondition> {
    let place = PlaceId(id.to_owned());
    let Some(live) = world.live.units.as_ref().and_then(|units| units.get(&place)) else {
        return Vec::new();
    };
    let owner = world.binding.owners.get(&place);
    let mut preconditions = tags(change, id, &live.name, owner, change.address.clone());
    let after = fields(&change.after);
    let name = after.get("name").and_then(Value::as_str).map(str::to_owned);
    let before = fields(&change.before);
    let before = before
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or(&live.name)
        .to_owned();
    let deletes = change.action == Action::Delete;
    let renames = name.as_ref().is_some_and(|name| *name != before);
    // By its name a unit is taken over.
    if deletes || renames || change.action == Action::Adopt {
        let after = (!deletes).then(|| name.unwrap_or_else(|| before.clone()));
        preconditions.push(Precondition {
            page: Page::Units(live.parent.clone()),
            expected: Expected::Unit {
                id: place,
                before,
                after,
            },
        });
    }
    preconditions
}

fn account(world: &World, id: &dyn Fn(&Node) -> Option<PlaceId>, change: &Change, account: &str) -> Vec<Precondition> {
    let place = PlaceId(account.to_owned());
    let Some(live) = world.live.accounts.as_ref().and_then(|accounts| accounts.get(&place)) else {
        return Vec::new();
    };
    let owner = world.binding.owners.get(&place);
    let mut preconditions = tags(change, account, &live.name, owner, change.address.clone());
    let (before, after) = (fields(&change.before), fields(&change.after));
    let text = |fields: &Fields| fields.get("name").and_then(Value::as_str).map(str::to_owned);
    let name = text(&before).zip(text(&after));
    let declared = world.baseline.organization.accounts.get(&change.address.key);
    let to = declared
        .and_then(|account| account.unit.as_deref())
        .map(Declared::unit_place);
    let to = to.and_then(|to| id(&Node::Declared(to)));
    let parent = live.parent.clone().zip(to).filter(|_| change.action == Action::Move);
    if name.is_some() || parent.is_some() {
        let state = live.state.clone();
        preconditions.push(Precondition {
            page: Page::Account(place),
            expected: Expected::Account { state, name, parent },
        });
    }
    preconditions
}

fn policy(world: &World, id: &dyn Fn(&Node) -> Option<PlaceId>, change: &Change, policy: &str) -> Vec<Precondition> {
    let Some(live) = world.policies.all().find(|live| live.id == policy) else {
        return Vec::new();
    };
    let owner = world.policy_binding.owners.get(policy);
    let attaches = matches!(change.action, Action::Attach | Action::Detach);
    let address = if attaches {
        policy_of(&change.address)
    } else {
        change.address.clone()
    };
    let mut preconditions = tags(change, policy, &live.name, owner, address);
    if attaches {
        let part = change.address.part.as_deref().unwrap_or_default();
        if let Some(target) = id(&Node::parse(part, &world.baseline.organization)) {
            let page = Page::Targets(policy.to_owned());
            preconditions.push(listed(page, target.as_str(), change.action == Action::Attach));
        }
        if change.action == Action::Attach && !full_access::concerns(change) {
            preconditions.extend(text(world, live, &policy_of(&change.address)));
        }
        return preconditions;
    }
    // What a policy says is what is taken over, and what the plan shows: it is looked at whatever of the policy changes.
    let shown = |side: &Option<Value>| {
        let mut fields = fields(side);
        fields.retain(|field, value| ["name", "description", "document"].contains(&field.as_str()) && !value.is_null());
        fields
    };
    preconditions.push(Precondition {
        page: Page::Policy {
            id: policy.to_owned(),
            policy_type: live.policy_type.clone(),
        },
        expected: Expected::Content {
            before: shown(&change.before),
            after: change.after.is_some().then(|| shown(&change.after)),
        },
    });
    preconditions
}

/// What an attached policy must say. Nothing is asked of a text that was not read, and of one with ids that this run brings about.
fn text(world: &World, live: &LivePolicy, address: &Address) -> Option<Precondition> {
    let declared = world.baseline.policies.get(address);
    if live.text.is_empty() || declared.is_some_and(|declared| !declared.awaits.is_empty()) {
        return None;
    }
    let declared = declared.map(|declared| declared.document.canonical(language_of(&declared.policy_type)));
    let known = [parsed(&live.text)].into_iter().chain(declared).collect();
    Some(Precondition {
        page: Page::Policy {
            id: live.id.clone(),
            policy_type: live.policy_type.clone(),
        },
        expected: Expected::Text { known },
    })
}

impl Expected {
    /// Whether it is what the change itself sets, by which it can be seen that it is done already.
    #[must_use]
    pub const fn is_set(&self) -> bool {
        !matches!(self, Self::Owned { .. } | Self::Text { .. })
    }
}

impl Precondition {
    /// The part of its page that it is about, by which what this run wrote is remembered.
    #[must_use]
    pub fn element(&self) -> &str {
        match &self.expected {
            Expected::Unit { id, .. } => id.as_str(),
            Expected::Listed { element, .. } => element,
            Expected::Owned { .. }
            | Expected::Tagged { .. }
            | Expected::Content { .. }
            | Expected::Text { .. }
            | Expected::Account { .. } => "",
        }
    }

    /// How the object was and is to be, to be known again later in the run.
    #[must_use]
    pub fn sides(&self) -> Vec<Fields> {
        let name = |name: &String| Fields::from_iter([("name".to_owned(), Value::from(name.clone()))]);
        match &self.expected {
            Expected::Tagged { before, after } => vec![before.clone(), after.clone()],
            Expected::Content { before, after } => [before].into_iter().chain(after).cloned().collect(),
            Expected::Unit { before, after, .. } => [before].into_iter().chain(after).map(name).collect(),
            Expected::Owned { .. } | Expected::Text { .. } | Expected::Account { .. } | Expected::Listed { .. } => {
                Vec::new()
            }
        }
    }
}

/// A policy's text as a document, or as it is if it is none.
pub fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}
