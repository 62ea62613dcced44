//! Documents from JSON, and back.

use serde_json::Value;

use crate::areas::kit::document::Document;
use crate::engine::late::Outputs;

pub fn document(value: &Value) -> Document {
    Document::parse(&value.to_string()).unwrap()
}

pub fn text(document: &Document) -> String {
    document.resolve(&Outputs::default()).unwrap()
}

pub fn json(document: &Document) -> Value {
    serde_json::from_str(&text(document)).unwrap()
}
