//! JSON put together from texts, so that what belongs to somebody else stays the text that it was.

use serde_json::Value;

use crate::guardrails::{ParseError, Written, written};

/// Members as one JSON object, in their order.
pub(super) fn object(members: &[Written]) -> String {
    let members = members
        .iter()
        .map(|member| format!("{}:{}", quoted(&member.key), member.text));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// Texts of JSON values as one JSON list.
pub(super) fn list(items: &[&str]) -> String {
    format!("[{}]", items.join(","))
}

/// A text as a JSON string.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
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

/// The JSON value of a text, in which a number that would be spelt otherwise is its text.
///
/// # Errors
/// Where the text is no JSON, or says something twice.
pub(super) fn exact(text: &str) -> Result<Value, ParseError> {
    let one = written(&format!("{{\"\":{text}}}"))?;
    let Some(one) = one.first() else {
        return Ok(Value::Null);
    };
    match serde_json::from_str(&one.text).unwrap_or_default() {
        Value::Object(_) => {
            let members = written(&one.text)?.into_iter();
            let members = members.map(|member| Ok((member.key, exact(&member.text)?)));
            members.collect::<Result<_, _>>().map(Value::Object)
        }
        Value::Array(_) => one.items.iter().map(|item| exact(item)).collect(),
        Value::Number(number) if number.to_string() != one.text => Ok(Value::from(one.text.as_str())),
        other => Ok(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_keeps_its_digits() {
        let text = r#"{"a":[1.50,12345678901234567890123,[-1e3, 7]],"b":{"c":1.5,"d":null,"e":"1.50"},"f":[]}"#;
        assert_eq!(
            exact(text).unwrap(),
            json!({ "a": ["1.50", "12345678901234567890123", ["-1e3", 7]], "b": { "c": 1.5, "d": null, "e": "1.50" }, "f": [] })
        );
        assert!(exact(r#"{"a":{"b":1,"b":2}}"#).is_err());
        assert!(exact("{").is_err());
    }
}
