//! How AWS merges policies that accounts inherit, from the root down.
//!
//! Source: AWS Organizations User Guide, "Inheritance operators" and "Inheritance examples".

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::facts::policy_types::TAG;

type Document = Map<String, Value>;

/// The operators that set values, in the order in which they take effect.
const SETTERS: [&str; 3] = ["@@assign", "@@remove", "@@append"];
const CONTROL: &str = "@@operators_allowed_for_child_policies";
/// Which of [`SETTERS`] may be used.
type Open = [bool; 3];

/// What is inherited at one key.
#[derive(Debug)]
struct Place {
    set: Option<Value>,
    open: Open,
    below: BTreeMap<String, Place>,
}

/// The effective policy of levels from the root down, each with its policies in the order in which they count.
pub(super) fn merged(kind: &str, levels: &[Vec<Value>]) -> Value {
    let folds = kind == TAG || kind == "BACKUP_POLICY";
    let mut top = Place::new();
    for level in levels {
        let documents: Vec<&Document> = level.iter().filter_map(Value::as_object).collect();
        top.take(&documents, [true; 3], folds);
    }
    top.value().unwrap_or_else(|| Value::Object(Map::new()))
}

impl Place {
    fn new() -> Self {
        Self {
            set: None,
            open: [true; 3],
            below: BTreeMap::new(),
        }
    }

    /// Takes in what all policies of one level say here and below. `above` is what the levels before leave open on the way here.
    fn take(&mut self, documents: &[&Document], above: Open, folds: bool) {
        let open = both(above, self.open);
        let inherited = self.set.is_some();
        for (index, name) in SETTERS.iter().enumerate() {
            let may = open.get(index) == Some(&true) || (!inherited && open.last() == Some(&true));
            let values: Vec<&Value> = documents.iter().filter_map(|document| document.get(*name)).collect();
            if may {
                self.operate(name, &values);
            }
        }
        for control in documents.iter().filter_map(|document| document.get(CONTROL)) {
            self.open = both(self.open, opened(control));
        }
        let mut below: BTreeMap<String, Vec<&Document>> = BTreeMap::new();
        for (key, value) in documents.iter().flat_map(|document| document.iter()) {
            if let (false, Some(document)) = (key.starts_with("@@"), value.as_object()) {
                let key = if folds { key.to_lowercase() } else { key.clone() };
                below.entry(key).or_default().push(document);
            }
        }
        for (key, documents) in below {
            self.below
                .entry(key)
                .or_insert_with(Self::new)
                .take(&documents, open, folds);
        }
    }

    fn operate(&mut self, name: &str, values: &[&Value]) {
        match name {
            // Of several at one level the first counts.
            "@@assign" => {
                if let Some(first) = values.first() {
                    self.set = Some((*first).clone());
                }
            }
            "@@remove" => {
                let named: Vec<&Value> = values.iter().flat_map(|value| items(value)).collect();
                if let Some(Value::Array(held)) = &mut self.set {
                    let before = held.len();
                    held.retain(|value| !named.contains(&value));
                    if held.is_empty() && before > 0 {
                        self.set = None;
                    }
                }
            }
            _ => {
                let named = values.iter().flat_map(|value| items(value));
                if !values.is_empty() && self.set.is_none() {
                    self.set = Some(Value::Array(Vec::new()));
                }
                if let Some(Value::Array(held)) = &mut self.set {
                    for value in named {
                        if !held.contains(value) {
                            held.push(value.clone());
                        }
                    }
                }
            }
        }
    }

    fn value(&self) -> Option<Value> {
        if self.set.is_some() {
            return self.set.clone();
        }
        let below = self
            .below
            .iter()
            .filter_map(|(key, place)| Some((key.clone(), place.value()?)));
        let below: Document = below.collect();
        (!below.is_empty()).then_some(Value::Object(below))
    }
}

fn both(one: Open, other: Open) -> Open {
    let [a, b, c] = one;
    let [x, y, z] = other;
    [a && x, b && y, c && z]
}

fn opened(control: &Value) -> Open {
    let has = |name: &str| items(control).iter().any(|item| item == name || item == "@@all");
    SETTERS.map(has)
}

fn items(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        single => std::slice::from_ref(single),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardrails::inherit;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn levels_below_overwrite_append_and_remove() {
        let root = json!({"tags": {"Cost": {"tag_key": {"@@assign": "Cost"}, "tag_value": {"@@assign": ["1", "2"]}}}});
        let unit =
            json!({"tags": {"cost": {"tag_value": {"@@append": ["3"]}, "enforced_for": {"@@append": ["ec2:*"]}}}});
        let account =
            json!({"tags": {"cost": {"tag_value": {"@@remove": ["1"]}, "enforced_for": {"@@remove": ["ec2:*"]}}}});
        let merged = merged(TAG, &[vec![root], vec![unit], vec![account]]);
        assert_eq!(
            merged,
            json!({"tags": {"cost": {"tag_key": "Cost", "tag_value": ["2", "3"]}}})
        );
    }

    /// A setting with any of the operators and a control, or without.
    fn setting() -> impl Strategy<Value = Value> {
        let words = || prop::option::of(prop::collection::vec(prop::sample::select(vec!["x", "y", "z"]), 0..3));
        let controls = prop::sample::select(vec!["@@none", "@@all", "@@assign", "@@append", "@@remove"]);
        let control = prop::option::weighted(0.3, prop::collection::vec(controls, 1..3));
        (words(), words(), words(), any::<bool>(), control).prop_map(|(assign, append, remove, single, control)| {
            let mut setting = Document::new();
            let mut put = |key: &str, value: Option<Value>| value.map(|value| setting.insert(key.to_owned(), value));
            let first = assign.as_ref().and_then(|words| words.first()).copied();
            put(
                "@@assign",
                if single {
                    first.map(|word| json!(word))
                } else {
                    assign.map(|words| json!(words))
                },
            );
            put("@@append", append.map(|words| json!(words)));
            put("@@remove", remove.map(|words| json!(words)));
            put(CONTROL, control.map(|words| json!(words)));
            Value::Object(setting)
        })
    }

    fn policy() -> impl Strategy<Value = Value> {
        let settings = prop::collection::btree_map(prop::sample::select(vec!["a", "A", "b"]), setting(), 0..3);
        let maps = prop::collection::btree_map(prop::sample::select(vec!["one", "ONE", "two"]), settings, 0..3);
        (maps, any::<bool>()).prop_map(|(maps, locks)| {
            let mut top = json!(maps);
            if let (true, Some(top)) = (locks, top.as_object_mut()) {
                top.insert(CONTROL.to_owned(), json!(["@@append"]));
            }
            json!({"top": top})
        })
    }

    proptest! {
        /// Two merges, written apart, say the same wherever the order of policies at one level does not decide.
        #[test]
        fn as_the_merge_that_people_are_shown(
            levels in prop::collection::vec(prop::collection::vec(policy(), 0..3), 0..4),
            kind in prop::sample::select(vec![TAG, "S3_POLICY"]),
        ) {
            let levels: Vec<Vec<Value>> = levels;
            let parse = |value: &Value| crate::guardrails::Document::parse(&value.to_string()).unwrap();
            let parsed: Vec<Vec<_>> = levels.iter().map(|level| level.iter().map(parse).collect()).collect();
            let borrowed: Vec<Vec<_>> = parsed.iter().map(|level| level.iter().collect()).collect();
            let shown = inherit::effective(&borrowed, kind);
            let found = inherit::differences(shown.document(), &merged(kind, &levels), kind);
            prop_assert_eq!(found, vec![]);
        }
    }

    #[test]
    fn what_is_closed_above_stays_and_what_may_be_appended_may_be_new() {
        let root = json!({"plans": {CONTROL: ["@@append"], "a": {CONTROL: ["@@none"], "x": {"@@assign": 1}}}});
        let unit = json!({"plans": {"a": {"x": {"@@assign": 2}, "y": {"@@assign": 2}}, "b": {"x": {"@@assign": 2}}}});
        let merged = merged("S3_POLICY", &[vec![root], vec![unit]]);
        assert_eq!(merged, json!({"plans": {"a": {"x": 1}, "b": {"x": 2}}}));
    }
}
