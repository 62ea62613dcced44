//! Fields as JSON: what is wanted laid over what is live, what then differs, and late texts in it. Pure.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use crate::engine::address::Address;
use crate::engine::late::{Late, Outputs, Value};

/// The key of a late text.
const LATE: &str = "$late";

/// What is wanted, with what is live wherever the baseline says nothing. Tables are laid over each other entry by entry, but for the fields of `whole`.
#[must_use]
pub fn over(live: &Json, want: &Json, whole: &[&str]) -> Json {
    match (live, want) {
        (_, Json::Null) => live.clone(),
        (Json::Object(live), Json::Object(wanted)) if !is_late(want) => {
            let mut both = live.clone();
            for (field, wanted) in wanted {
                let laid = match live.get(field) {
                    Some(live) if !whole.contains(&field.as_str()) => over(live, wanted, whole),
                    Some(live) if wanted.is_null() => live.clone(),
                    _ => wanted.clone(),
                };
                both.insert(field.clone(), laid);
            }
            without_nothing(Json::Object(both))
        }
        _ => without_nothing(want.clone()),
    }
}

/// Without fields that say nothing.
#[must_use]
pub fn without_nothing(json: Json) -> Json {
    match json {
        Json::Object(fields) => {
            let said = fields.into_iter().filter(|(_, value)| !value.is_null());
            Json::Object(said.map(|(field, value)| (field, without_nothing(value))).collect())
        }
        other => other,
    }
}

/// The paths of fields that differ: `tags.owner`.
#[must_use]
pub fn changed(before: &Json, after: &Json) -> Vec<String> {
    let mut found = Vec::new();
    compare("", before, after, &mut found);
    found
}

fn compare(path: &str, before: &Json, after: &Json, found: &mut Vec<String>) {
    if before == after {
        return;
    }
    let (Json::Object(one), Json::Object(other)) = (before, after) else {
        found.push(path.to_owned());
        return;
    };
    if is_late(before) || is_late(after) {
        found.push(path.to_owned());
        return;
    }
    let fields: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    for field in fields {
        let path = if path.is_empty() {
            field.clone()
        } else {
            format!("{path}.{field}")
        };
        let side = |side: &Map<String, Json>| side.get(field).cloned().unwrap_or_default();
        compare(&path, &side(one), &side(other), found);
    }
}

/// The late text that a value is.
fn late(json: &Json) -> Option<Late> {
    let late = json.as_object().filter(|fields| fields.len() == 1)?.get(LATE)?;
    serde_json::from_value(late.clone()).ok()
}

fn is_late(json: &Json) -> bool {
    late(json).is_some()
}

/// Everything with texts in place of what is known by now.
#[must_use]
pub fn fill(json: &Json, outputs: &Outputs) -> Json {
    if let Some(late) = late(json) {
        let known = outputs.text(&Value::late(late)).map(|text| Json::from(text.to_owned()));
        return known.unwrap_or_else(|_| json.clone());
    }
    match json {
        Json::Object(fields) => {
            let filled = fields
                .iter()
                .map(|(field, value)| (field.clone(), fill(value, outputs)));
            Json::Object(filled.collect())
        }
        Json::Array(items) => items.iter().map(|item| fill(item, outputs)).collect(),
        other => other.clone(),
    }
}

/// The same of parts of a natural key.
#[must_use]
pub fn fill_all(parts: &[Value], outputs: &Outputs) -> Vec<Value> {
    let filled = parts.iter().map(|part| match outputs.text(part) {
        Ok(text) => Value::Known(text.to_owned()),
        Err(_) => part.clone(),
    });
    filled.collect()
}

/// The texts of parts of a natural key, if all of them are known.
#[must_use]
pub fn known(parts: &[Value]) -> Option<Vec<String>> {
    let texts = parts.iter().map(|part| match part {
        Value::Known(text) => Some(text.clone()),
        Value::Late { .. } => None,
    });
    texts.collect()
}

/// What the late texts in a value are outputs of.
pub fn refers(json: &Json, found: &mut BTreeSet<Address>) {
    if let Some(late) = late(json) {
        found.insert(late.of);
        return;
    }
    match json {
        Json::Object(fields) => fields.values().for_each(|value| refers(value, found)),
        Json::Array(items) => items.iter().for_each(|item| refers(item, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn fields() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            (0u8..4).prop_map(Json::from),
            "[ab]{0,2}".prop_map(Json::from),
            prop::collection::vec("[ab]", 0..3).prop_map(|list| json!(list)),
        ];
        let object = leaf.prop_recursive(3, 24, 4, |inner| {
            prop::collection::btree_map("[a-d]", inner, 0..4).prop_map(|fields| json!(fields))
        });
        prop::collection::btree_map("[a-d]", object, 0..4).prop_map(|fields| json!(fields))
    }

    proptest! {
        #[test]
        fn laid_over_twice_is_laid_over_once(live in fields(), want in fields()) {
            let once = over(&live, &want, &["b"]);
            prop_assert_eq!(over(&once, &want, &["b"]), once);
        }

        #[test]
        fn what_is_wanted_is_there_and_nothing_else_has_changed(live in fields(), want in fields()) {
            let (live, after) = (without_nothing(live.clone()), over(&live, &want, &[]));
            for path in changed(&live, &after) {
                let at = format!("/{}", path.replace('.', "/"));
                let wanted = want.pointer(&at);
                prop_assert_eq!(wanted.map(|wanted| without_nothing(wanted.clone())), after.pointer(&at).cloned(), "{}", path);
            }
            prop_assert!(changed(&after, &after).is_empty());
        }
    }

    #[test]
    fn what_is_not_said_stays_and_entries_are_added() {
        let live = json!({"name": "a", "days": 30, "tags": {"cost": "1"}, "rules": {"x": 1}});
        let want = json!({"days": 90, "tags": {"owner": "b"}, "name": null, "rules": {"y": 2}});
        let after = over(&live, &want, &["rules"]);
        assert_eq!(
            after,
            json!({"name": "a", "days": 90, "tags": {"cost": "1", "owner": "b"}, "rules": {"y": 2}})
        );
        assert_eq!(changed(&live, &after), ["days", "rules.x", "rules.y", "tags.owner"]);
    }

    #[test]
    fn late_texts_are_one_value_and_are_filled_in() {
        let late = Late::id(Address::new("account", "security"));
        let want = json!({"account": Value::late(late.clone()), "list": [Value::late(late.clone())]});
        let mut of = BTreeSet::new();
        refers(&want, &mut of);
        assert_eq!(of, BTreeSet::from([Address::new("account", "security")]));
        let after = over(&json!({"account": {"a": 1}}), &want, &[]);
        assert_eq!(after, want);
        let mut outputs = Outputs::default();
        assert_eq!(fill(&want, &outputs), want);
        outputs.add(late, "111111111111");
        assert_eq!(
            fill(&want, &outputs),
            json!({"account": "111111111111", "list": ["111111111111"]})
        );
    }
}
