//! The JSON Schema of a baseline: the tables of the core, and one for each other area.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::kit::area::AnyArea;
use super::organizations::schema::Tables;

/// The JSON Schema of a baseline with these areas besides the core.
#[must_use]
pub fn schema(areas: &[&dyn AnyArea]) -> Value {
    let mut generator = SchemaSettings::default().into_generator();
    let tables: Vec<(&str, Value)> = areas
        .iter()
        .map(|area| {
            let info = area.info();
            let mut table = area.schema(&mut generator).to_value();
            if let Some(table) = table.as_object_mut() {
                table.insert("description".to_owned(), json!(info.description));
            }
            (info.name, table)
        })
        .collect();
    let mut schema = generator.into_root_schema_for::<Tables>().to_value();
    let exclusive = areas
        .iter()
        .map(|area| area.info())
        .filter(|info| info.can_be_exclusive);
    let exclusive =
        exclusive.map(|info| json!({ "const": info.name, "description": info.description, "type": "string" }));
    if let Some(Value::Array(known)) = schema.pointer_mut("/$defs/ExclusiveKind/oneOf") {
        known.extend(exclusive);
    }
    if let Some(properties) = schema.pointer_mut("/properties").and_then(Value::as_object_mut) {
        properties.extend(tables.into_iter().map(|(name, table)| (name.to_owned(), table)));
    }
    schema
}
