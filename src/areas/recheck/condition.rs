//! What a change rests on: per object, how it was, and how it is once the change is made. Pure.

use serde_json::{Map, Value};

use crate::areas::policies::policy_of;
use crate::areas::world::World;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, PlannedCall};
use crate::engine::owner::{Owner, owner};
use crate::guardrails::{Document, language_of, minify};
use crate::organization::{Declared, Node, PlaceId, PolicyTypeState, State, Tags};

use super::reading::{Found, Page};

/// Fields of an object as a change shows them.
pub type Fields = Map<String, Value>;

/// One thing that has to be so for a change to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// Where it is read.
    pub page: Page,
    /// What of it.
    pub must: Must,
}

/// What an object must be: as it was, or as the change leaves it.
#[derive(Debug, Clone, PartialEq)]
pub enum Must {
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
    Says {
        /// As they were.
        before: Fields,
        /// As they are to be; nothing if the policy is to go.
        after: Option<Fields>,
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

/// What a condition came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It holds, and says nothing about whether the change is made.
    Holds,
    /// The object is as it was, or partly so.
    Before,
    /// The object is as the change leaves it.
    After,
    /// It is neither: what was found.
    Changed(String),
}

/// What a change rests on. `id` knows the ids of places, those made meanwhile too. What this plan makes rests on nothing: nobody else knows it.
#[must_use]
pub fn conditions(world: &World, id: &dyn Fn(&Node) -> Option<PlaceId>, change: &Change) -> Vec<Condition> {
    if world.live.id.is_none() {
        return Vec::new();
    }
    match change.area.as_str() {
        "trusted-access" => vec![listed(
            Page::Services,
            &change.address.key,
            change.action == Action::Enable,
        )],
        "policy-types" if !change.calls.is_empty() => {
            vec![listed(
                Page::PolicyTypes,
                &change.address.key,
                change.action == Action::Enable,
            )]
        }
        "delegated-admins" => change.id.iter().map(|account| administrator(change, account)).collect(),
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

fn listed(page: Page, element: &str, wanted: bool) -> Condition {
    let element = element.to_owned();
    Condition {
        page,
        must: Must::Listed { element, wanted },
    }
}

fn administrator(change: &Change, account: &str) -> Condition {
    let page = Page::Administrators(change.address.key.clone());
    listed(page, account, change.action == Action::Register)
}

fn fields(side: &Option<Value>) -> Fields {
    side.as_ref().and_then(Value::as_object).cloned().unwrap_or_default()
}

/// The ownership of an object and, where the change sets them, its tags.
fn tags(change: &Change, id: &str, name: &str, was: Option<&Owner>, ours: Address) -> Vec<Condition> {
    let page = || Page::Tags(id.to_owned());
    let owned = Must::Owned {
        name: name.to_owned(),
        was: was.cloned().unwrap_or(Owner::Nobody),
        ours,
    };
    let mut conditions = vec![Condition {
        page: page(),
        must: owned,
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
        conditions.push(Condition {
            page: page(),
            must: Must::Tagged { before, after },
        });
    }
    conditions
}

fn unit(world: &World, change: &Change, id: &str) -> Vec<Condition> {
    let place = PlaceId(id.to_owned());
    let Some(live) = world.live.units.as_ref().and_then(|units| units.get(&place)) else {
        return Vec::new();
    };
    let owner = world.binding.owners.get(&place);
    let mut conditions = tags(change, id, &live.name, owner, change.address.clone());
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
    if deletes || renames {
        conditions.push(Condition {
            page: Page::Units(live.parent.clone()),
            must: Must::Unit {
                id: place,
                before,
                after: name.filter(|_| !deletes),
            },
        });
    }
    conditions
}

fn account(world: &World, id: &dyn Fn(&Node) -> Option<PlaceId>, change: &Change, account: &str) -> Vec<Condition> {
    let place = PlaceId(account.to_owned());
    let Some(live) = world.live.accounts.as_ref().and_then(|accounts| accounts.get(&place)) else {
        return Vec::new();
    };
    let owner = world.binding.owners.get(&place);
    let mut conditions = tags(change, account, &live.name, owner, change.address.clone());
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
        conditions.push(Condition {
            page: Page::Account(place),
            must: Must::Account { state, name, parent },
        });
    }
    conditions
}

fn policy(world: &World, id: &dyn Fn(&Node) -> Option<PlaceId>, change: &Change, policy: &str) -> Vec<Condition> {
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
    let mut conditions = tags(change, policy, &live.name, owner, address);
    if attaches {
        let part = change.address.part.as_deref().unwrap_or_default();
        if let Some(target) = id(&Node::parse(part, &world.baseline.organization)) {
            let page = Page::Targets(policy.to_owned());
            conditions.push(listed(page, target.as_str(), change.action == Action::Attach));
        }
        return conditions;
    }
    let writes_text = change
        .calls
        .iter()
        .any(|call| call.operation.ends_with(":UpdatePolicy"));
    if writes_text || change.action == Action::Delete {
        let shown = |side: &Option<Value>| {
            let mut fields = fields(side);
            fields.retain(|field, value| {
                ["name", "description", "document"].contains(&field.as_str()) && !value.is_null()
            });
            fields
        };
        conditions.push(Condition {
            page: Page::Policy {
                id: policy.to_owned(),
                policy_type: live.policy_type.clone(),
            },
            must: Must::Says {
                before: shown(&change.before),
                after: change.after.is_some().then(|| shown(&change.after)),
            },
        });
    }
    conditions
}

impl Condition {
    /// The part of its page that it is about, by which what this run wrote is remembered.
    #[must_use]
    pub fn element(&self) -> &str {
        match &self.must {
            Must::Unit { id, .. } => id.as_str(),
            Must::Listed { element, .. } => element,
            Must::Owned { .. } | Must::Tagged { .. } | Must::Says { .. } | Must::Account { .. } => "",
        }
    }

    /// How the object was and is to be, to be known again later in the run.
    #[must_use]
    pub fn sides(&self) -> Vec<Fields> {
        let name = |name: &String| Fields::from_iter([("name".to_owned(), Value::from(name.clone()))]);
        match &self.must {
            Must::Tagged { before, after } => vec![before.clone(), after.clone()],
            Must::Says { before, after } => [before].into_iter().chain(after).cloned().collect(),
            Must::Unit { before, after, .. } => [before].into_iter().chain(after).map(name).collect(),
            Must::Owned { .. } | Must::Account { .. } | Must::Listed { .. } => Vec::new(),
        }
    }

    /// Whether it is met. `removes` says that the change takes something away; `earlier` is how this run found and left the object before.
    #[must_use]
    pub fn verdict(&self, world: &World, found: &Found, removes: bool, earlier: &[Fields]) -> Verdict {
        match (&self.must, found) {
            (_, Found::Gone) if removes => Verdict::After,
            (_, Found::Gone) => Verdict::Changed("it is not there any more".to_owned()),
            (Must::Owned { name, was, ours }, Found::Tags(tags)) => owned(world, name, was, ours, tags),
            (Must::Tagged { before, after }, Found::Tags(tags)) => {
                let keys = before.keys().chain(after.keys());
                let sides = keys.map(|key| {
                    let now = tags.get(key).map(|value| Value::from(value.clone()));
                    let side = side(key, now, before, Some(after), earlier, &Value::eq);
                    side.map_err(|now| format!("its tag `{key}` is {now}"))
                });
                both(sides)
            }
            (Must::Says { before, after }, Found::Policy(policy)) => {
                let equal = |one: &Value, other: &Value| means_the_same(&policy.policy_type, one, other);
                let sides = before.keys().map(|field| {
                    let now = match field.as_str() {
                        "name" => Value::from(policy.name.clone()),
                        "description" => Value::from(policy.description.clone()),
                        _ => serde_json::from_str(&policy.text).unwrap_or_else(|_| Value::from(policy.text.clone())),
                    };
                    let side = side(field, Some(now), before, after.as_ref(), earlier, &equal);
                    side.map_err(|now| match field.as_str() {
                        "document" => "its text is another one".to_owned(),
                        _ => format!("its {field} is {now}"),
                    })
                });
                both(sides)
            }
            (Must::Unit { id, before, after }, Found::Units(units)) => match units.get(id) {
                None if removes => Verdict::After,
                None => Verdict::Changed("it is not there any more".to_owned()),
                Some(unit) => {
                    let is = |name: &String| unit.name == *name;
                    let was = |earlier: &Fields| earlier.get("name").and_then(Value::as_str) == Some(&unit.name);
                    match after {
                        Some(after) if is(after) => Verdict::After,
                        _ if is(before) || earlier.iter().any(was) => Verdict::Before,
                        _ => Verdict::Changed(format!("its name is `{}`", unit.name)),
                    }
                }
            },
            (Must::Account { state, name, parent }, Found::Account(account)) => {
                if account.state != *state {
                    return Verdict::Changed(format!("the account is {}", account.state.word()));
                }
                let named = name
                    .as_ref()
                    .map(|(before, after)| two(&account.name, before, after, |now| format!("its name is `{now}`")));
                let now = account.parent.clone().unwrap_or_else(|| PlaceId(String::new()));
                let placed = parent
                    .as_ref()
                    .map(|(before, after)| two(&now, before, after, |now| format!("it stands in {now}")));
                both(named.into_iter().chain(placed))
            }
            (Must::Listed { element, wanted }, Found::Listed(list)) => {
                if list.contains(element) == *wanted {
                    Verdict::After
                } else {
                    Verdict::Before
                }
            }
            (Must::Listed { element, wanted }, Found::Types(types)) => match (types.get(element), wanted) {
                (Some(PolicyTypeState::Enabled), true) | (None, false) => Verdict::After,
                _ => Verdict::Before,
            },
            _ => Verdict::Changed("another kind of object was read".to_owned()),
        }
    }
}

fn owned(world: &World, name: &str, was: &Owner, ours: &Address, tags: &Tags) -> Verdict {
    let declared = &world.baseline.organization;
    let mut now = owner(&declared.baseline, name, tags);
    if let Owner::Ours(address) = &mut now {
        address.key = declared.renamed(&address.kind, &address.key).to_owned();
    }
    if now == *was || now == Owner::Ours(ours.clone()) {
        return Verdict::Holds;
    }
    Verdict::Changed(format!(
        "it is owned by {}, and was owned by {}",
        now.describe(),
        was.describe()
    ))
}

/// Whether a field is as it is to be (true) or as it was (false).
///
/// # Errors
/// What it is, if it is neither.
fn side(
    field: &str,
    now: Option<Value>,
    before: &Fields,
    after: Option<&Fields>,
    earlier: &[Fields],
    equal: &dyn Fn(&Value, &Value) -> bool,
) -> Result<bool, String> {
    let is = |side: Option<&Fields>| {
        let value = side.and_then(|side| side.get(field)).filter(|value| !value.is_null());
        match (&now, value) {
            (None, None) => side.is_some(),
            (Some(now), Some(value)) => equal(now, value),
            _ => false,
        }
    };
    if is(after) {
        return Ok(true);
    }
    if is(Some(before))
        || earlier
            .iter()
            .any(|earlier| earlier.contains_key(field) && is(Some(earlier)))
    {
        return Ok(false);
    }
    Err(now.map_or_else(
        || "not there any more".to_owned(),
        |now| now.as_str().map_or_else(|| now.to_string(), |text| format!("`{text}`")),
    ))
}

fn two<T: PartialEq>(now: &T, before: &T, after: &T, say: impl Fn(&T) -> String) -> Result<bool, String> {
    match (now == after, now == before) {
        (true, _) => Ok(true),
        (false, true) => Ok(false),
        (false, false) => Err(say(now)),
    }
}

/// Several fields together: as it is to be only if all of them are.
fn both(sides: impl Iterator<Item = Result<bool, String>>) -> Verdict {
    let (mut done, mut found) = (true, Vec::new());
    for side in sides {
        match side {
            Ok(is_after) => done &= is_after,
            Err(now) => found.push(now),
        }
    }
    match (found.is_empty(), done) {
        (true, true) => Verdict::After,
        (true, false) => Verdict::Before,
        (false, _) => Verdict::Changed(found.join(", ")),
    }
}

/// Documents are compared by what they mean, everything else as it is.
fn means_the_same(policy_type: &str, one: &Value, other: &Value) -> bool {
    let canonical = |value: &Value| {
        let document = value.as_object().and_then(|_| Document::parse(&minify(value)).ok());
        document.map_or_else(
            || value.clone(),
            |document| document.canonical(language_of(policy_type)),
        )
    };
    one == other || canonical(one) == canonical(other)
}
