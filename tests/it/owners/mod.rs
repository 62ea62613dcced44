//! Whose things are: what belongs to others is listed and left, what is ours and no longer wanted goes, and nothing else.

mod others;
mod ours;

use serde_json::Value;

use crate::cli::{Desk, Ran};

/// What a plan lists as somebody else's, as `kind name owner`.
pub fn foreign(document: &Value) -> Vec<String> {
    let list = document["foreign"].as_array().unwrap().iter();
    let word = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    list.map(|one| format!("{} {} ({})", word(one, "kind"), word(one, "name"), word(one, "owner")))
        .collect()
}

pub fn refusals(document: &Value) -> Vec<String> {
    let list = document["refused"].as_array().unwrap().iter();
    let word = |one: &Value, field: &str| one[field].as_str().unwrap_or_default().to_owned();
    list.map(|one| format!("{}: {} | {}", word(one, "address"), word(one, "why"), word(one, "help")))
        .collect()
}

#[track_caller]
pub fn document(desk: &Desk, words: &str) -> Value {
    let ran: Ran = desk.types(&format!("{words} --format json"));
    assert!(!ran.stdout.is_empty(), "{}", ran.stderr);
    ran.json()
}
