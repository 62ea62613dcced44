//! The cases, and the file of them that judges read.

use std::sync::OnceLock;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::generate;

/// The cases, generated once.
pub fn all() -> &'static Value {
    static CASES: OnceLock<Value> = OnceLock::new();
    CASES.get_or_init(generate::cases)
}

/// The case file, as the judges read it.
pub fn text() -> String {
    all().to_string()
}

/// What the judges write above their answers: the digest of the cases.
pub fn digest() -> String {
    let digest = Sha256::digest(text().as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes the file for the judges, where the environment names one.
#[test]
fn are_written_for_the_judges() {
    if let Some(path) = std::env::var_os("GROUNDLINE_CASES") {
        std::fs::write(path, text()).unwrap();
    }
    assert_eq!(all()["cases"].as_array().unwrap().len(), generate::CASES);
}
