//! What holds of every merge.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::super::{check, effective};
use crate::guardrails::Document;

const TYPES: [&str; 4] = [
    "TAG_POLICY",
    "AISERVICES_OPT_OUT_POLICY",
    "DECLARATIVE_POLICY_EC2",
    "NEW_POLICY",
];

/// Few keys and values, so that policies meet.
fn setting() -> impl Strategy<Value = Value> {
    let word = || prop::sample::select(vec!["x", "y", "z"]);
    let words = move || prop::collection::vec(word(), 0..3);
    let controls = prop::sample::select(vec!["@@none", "@@all", "@@assign", "@@append", "@@remove"]);
    let control = prop::option::weighted(0.3, prop::collection::vec(controls, 1..3));
    let assign = prop_oneof![
        Just(None),
        word().prop_map(|word| Some(json!(word))),
        words().prop_map(|words| Some(json!(words)))
    ];
    (assign, prop::option::of(words()), prop::option::of(words()), control).prop_map(
        |(assign, append, remove, control)| {
            let mut map = Map::new();
            let mut put = |key: &str, value: Option<Value>| {
                if let Some(value) = value {
                    map.insert(key.to_owned(), value);
                }
            };
            put("@@assign", assign);
            put("@@append", append.map(|words| json!(words)));
            put("@@remove", remove.map(|words| json!(words)));
            put(
                "@@operators_allowed_for_child_policies",
                control.map(|words| json!(words)),
            );
            Value::Object(map)
        },
    )
}

fn policy() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![8 => setting(), 1 => any::<bool>().prop_map(Value::Bool), 1 => Just(Value::Null)];
    let key = || prop::sample::select(vec!["a", "A", "b", "tags", "services", "@@assign", "@@x"]);
    let map = leaf.prop_recursive(3, 12, 3, move |inner| {
        prop::collection::btree_map(key(), inner, 0..3)
            .prop_map(|map| map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    });
    prop::collection::btree_map(key(), map, 0..3)
        .prop_map(|map| Value::Object(map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()))
}

fn layers() -> impl Strategy<Value = Vec<Vec<Value>>> {
    prop::collection::vec(prop::collection::vec(policy(), 0..3), 0..4)
}

fn parsed(layers: &[Vec<Value>]) -> Vec<Vec<Document>> {
    let parse = |value: &Value| Document::parse(&value.to_string()).unwrap();
    layers.iter().map(|layer| layer.iter().map(parse).collect()).collect()
}

fn borrowed(layers: &[Vec<Document>]) -> Vec<Vec<&Document>> {
    layers.iter().map(|layer| layer.iter().collect()).collect()
}

/// Whether a key of an operator is anywhere.
fn has_operators(value: &Value) -> bool {
    match value {
        Value::Object(map) => map
            .iter()
            .any(|(key, value)| key.starts_with("@@") || has_operators(value)),
        Value::Array(items) => items.iter().any(has_operators),
        _ => false,
    }
}

proptest! {
    #[test]
    fn merging_and_checking_never_panic_and_the_output_has_no_operators(layers in layers(), kind in prop::sample::select(TYPES.to_vec())) {
        let documents = parsed(&layers);
        let effective = effective(&borrowed(&documents), kind);
        for note in &effective.notes {
            let message = note.message(|source| format!("{source:?}"));
            prop_assert!(!message.is_empty());
        }
        // An object may be assigned, which no real policy does: what is in it is its business.
        let assigns_objects = effective.settings.iter().any(|setting| setting.given.items().iter().any(|item| item.value.is_object()));
        prop_assert!(assigns_objects || !has_operators(effective.document()));
        for document in documents.iter().flatten() {
            let length = document.minified().len();
            prop_assert!(check(document, kind).iter().all(|finding| finding.place.offset + finding.place.length <= length));
        }
    }

    #[test]
    fn an_empty_policy_or_layer_changes_nothing(layers in layers(), at in 0usize..4, kind in prop::sample::select(TYPES.to_vec())) {
        let plain = parsed(&layers);
        let plain = effective(&borrowed(&plain), kind);
        let mut more = layers.clone();
        if let Some(layer) = more.get_mut(at) {
            layer.push(json!({}));
        }
        let (above, below) = (more.iter().take(at), more.iter().skip(at));
        let more: Vec<Vec<Value>> = above.chain([&Vec::new()]).chain(below).cloned().collect();
        let more = parsed(&more);
        let more = effective(&borrowed(&more), kind);
        prop_assert_eq!(plain.document(), more.document());
        prop_assert_eq!(plain.notes.len(), more.notes.len());
    }

    #[test]
    fn without_notes_the_order_in_a_layer_does_not_matter(layers in layers(), kind in prop::sample::select(TYPES.to_vec())) {
        let documents = parsed(&layers);
        let plain = effective(&borrowed(&documents), kind);
        if plain.notes.is_empty() {
            let mut turned = borrowed(&documents);
            turned.iter_mut().for_each(|layer| layer.reverse());
            let turned = effective(&turned, kind);
            prop_assert_eq!(sorted(plain.document()), sorted(turned.document()));
            prop_assert_eq!(turned.notes, []);
        }
    }

    #[test]
    fn below_a_locked_root_nothing_changes(root in policy(), below in layers(), kind in prop::sample::select(TYPES.to_vec())) {
        let lock = json!({"@@operators_allowed_for_child_policies": ["@@none"]});
        let mut layers = vec![vec![root, lock]];
        let alone = parsed(&layers);
        let alone = effective(&borrowed(&alone), kind);
        layers.extend(below);
        let all = parsed(&layers);
        let all = effective(&borrowed(&all), kind);
        prop_assert_eq!(alone.document(), all.document());
    }

    #[test]
    fn the_settings_are_the_document(layers in layers()) {
        let documents = parsed(&layers);
        let effective = effective(&borrowed(&documents), "NEW_POLICY");
        for setting in &effective.settings {
            let mut value = effective.document();
            for key in &setting.path {
                value = &value[key.as_str()];
            }
            prop_assert_eq!(value, &setting.given.value());
        }
    }
}

/// The same with lists in the order of their texts.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(map.iter().map(|(key, value)| (key.clone(), sorted(value))).collect()),
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(sorted).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        other => other.clone(),
    }
}
