//! The JSON Schema that editors use is the one that this version checks with.

use groundline::areas::schema::schema;
use serde_json::Value;

use crate::support::repository;

const FILE: &str = "baselines/groundline.schema.json";

#[test]
fn the_committed_schema_is_the_generated_one() {
    let generated = format!(
        "{}\n",
        serde_json::to_string_pretty(&schema(groundline::areas::registry::AREAS)).unwrap()
    );
    if std::env::var_os("GROUNDLINE_BLESS").is_some() {
        std::fs::create_dir_all(repository("baselines")).unwrap();
        std::fs::write(repository(FILE), &generated).unwrap();
    }
    let committed = std::fs::read_to_string(repository(FILE)).unwrap_or_default();
    assert!(
        committed == generated,
        "{FILE} is out of date: run this test with GROUNDLINE_BLESS=1"
    );
}

#[test]
fn every_field_says_what_it_is() {
    let mut silent = Vec::new();
    undescribed(&schema(groundline::areas::registry::AREAS), "", &mut silent);
    assert_eq!(silent, [""; 0]);
}

fn undescribed(value: &Value, path: &str, silent: &mut Vec<String>) {
    let Value::Object(members) = value else { return };
    for (name, field) in members
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        if !field["description"].is_string() {
            silent.push(format!("{path}.{name}"));
        }
    }
    for (name, definition) in members.get("$defs").and_then(Value::as_object).into_iter().flatten() {
        undescribed(definition, name, silent);
    }
}

#[test]
fn examples_name_the_schema() {
    for example in std::fs::read_dir(repository("examples")).unwrap() {
        let file = example.unwrap().path().join("baseline.toml");
        let Ok(text) = std::fs::read_to_string(&file) else {
            continue;
        };
        let first = text.lines().next().unwrap();
        let named = first
            .strip_prefix("#:schema ")
            .unwrap_or_else(|| panic!("{}: {first}", file.display()));
        assert!(
            file.parent().unwrap().join(named).exists(),
            "{}: {first}",
            file.display()
        );
    }
}
