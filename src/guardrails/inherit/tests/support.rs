//! What several of the tests need.

use serde_json::Value;

use super::super::{Effective, effective};
use crate::guardrails::Document;

/// The effective policy of layers of texts.
pub(super) fn merged(policy_type: &str, layers: &[&[&str]]) -> Effective {
    let documents: Vec<Vec<Document>> = layers
        .iter()
        .map(|texts| texts.iter().map(|text| Document::parse(text).unwrap()).collect())
        .collect();
    let layers: Vec<Vec<&Document>> = documents.iter().map(|layer| layer.iter().collect()).collect();
    effective(&layers, policy_type)
}

pub(super) fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}
