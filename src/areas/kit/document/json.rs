//! JSON put together from texts, so that what belongs to somebody else stays the text that it was.

use crate::guardrails::{ParseError, Written, written};

/// Members as one JSON object, in their order.
pub(super) fn object(members: &[Written]) -> String {
    let members = members
        .iter()
        .map(|member| format!("{}:{}", quoted(&member.key), member.text));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// Texts of JSON values as one JSON list.
pub(super) fn list(items: &[String]) -> String {
    format!("[{}]", items.join(","))
}

/// A text as a JSON string.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

pub(super) fn member(key: &str, text: String) -> Written {
    Written {
        key: key.to_owned(),
        text,
        items: Vec::new(),
    }
}

/// Writes a member in its place, or behind the others.
pub(super) fn set(members: &mut Vec<Written>, new: Written) {
    match members.iter_mut().find(|member| member.key == new.key) {
        Some(member) => *member = new,
        None => members.push(new),
    }
}

/// The object with a member of that key in its place, or behind the others.
///
/// # Errors
/// Where the text is no JSON object.
pub(super) fn with(text: &str, new: Written) -> Result<String, ParseError> {
    let mut members = written(text)?;
    set(&mut members, new);
    Ok(object(&members))
}
