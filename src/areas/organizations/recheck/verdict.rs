//! Whether an object is as it was, as the change leaves it, or something else. Pure.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::areas::organizations::model::world::World;
use crate::engine::address::Address;
use crate::engine::owner::{Owner, owner};
use crate::guardrails::{Document, language_of, minify};
use crate::organization::{PlaceId, PolicyTypeState, Tags};

use super::precondition::{Expected, Fields, Precondition, parsed};
use super::refresh::Found;

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

impl Precondition {
    /// Whether it is met. `removes` says that the change takes something away; `earlier` is how this run found and left the object before.
    #[must_use]
    pub fn verdict(&self, world: &World, found: &Found, removes: bool, earlier: &[Fields]) -> Verdict {
        match (&self.expected, found) {
            (_, Found::Gone) if removes => Verdict::After,
            (_, Found::Gone) => Verdict::Changed("it is not there any more".to_owned()),
            (Expected::Owned { name, was, ours }, Found::Tags(tags)) => owned(world, name, was, ours, tags),
            (Expected::Tagged { before, after }, Found::Tags(tags)) => {
                let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
                let sides = keys.into_iter().map(|key| {
                    let now = tags.get(key).map(|value| Value::from(value.clone()));
                    let side = side(key, now, before, Some(after), earlier, &Value::eq);
                    side.map_err(|now| format!("its tag `{key}` is {now}"))
                });
                both(sides)
            }
            (Expected::Content { before, after }, Found::Policy(policy)) => {
                let equal = |one: &Value, other: &Value| means_the_same(&policy.policy_type, one, other);
                let sides = before.keys().map(|field| {
                    let now = match field.as_str() {
                        "name" => Value::from(policy.name.clone()),
                        "description" => Value::from(policy.description.clone()),
                        _ => parsed(&policy.text),
                    };
                    let side = side(field, Some(now), before, after.as_ref(), earlier, &equal);
                    side.map_err(|now| match field.as_str() {
                        "document" => "its text is another one".to_owned(),
                        _ => format!("its {field} is {now}"),
                    })
                });
                both(sides)
            }
            (Expected::Text { known }, Found::Policy(policy)) => {
                let now = parsed(&policy.text);
                let mut known = known
                    .iter()
                    .chain(earlier.iter().filter_map(|side| side.get("document")));
                if known.any(|known| means_the_same(&policy.policy_type, &now, known)) {
                    return Verdict::Holds;
                }
                Verdict::Changed("its text is another one".to_owned())
            }
            (Expected::Unit { id, before, after }, Found::Units(units)) => match units.get(id) {
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
            (Expected::Account { state, name, parent }, Found::Account(account)) => {
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
            (Expected::Listed { element, wanted }, Found::Listed(list)) => {
                if list.contains(element) == *wanted {
                    Verdict::After
                } else {
                    Verdict::Before
                }
            }
            (Expected::Listed { element, wanted }, Found::Types(types)) => match (types.get(element), wanted) {
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
