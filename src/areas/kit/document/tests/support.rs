//! Documents from JSON, and back.

use serde_json::Value;

use crate::areas::kit::document::Document;

pub fn document(value: &Value) -> Document {
    Document::parse(&value.to_string()).unwrap()
}

pub fn text(document: &Document) -> String {
    document.known().unwrap()
}

pub fn json(document: &Document) -> Value {
    serde_json::from_str(&text(document)).unwrap()
}
