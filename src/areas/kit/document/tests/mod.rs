//! Documents as AWS echoes them, and what holds of every one.

mod echoes;
mod late;
mod limits;
mod merging;
mod properties;
mod writer;

use serde_json::Value;

use super::Document;

fn document(value: &Value) -> Document {
    Document::parse(&value.to_string()).unwrap()
}

fn text(document: &Document) -> String {
    document.resolve(&crate::engine::late::Outputs::default()).unwrap()
}

fn json(document: &Document) -> Value {
    serde_json::from_str(&text(document)).unwrap()
}
