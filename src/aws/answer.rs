//! Holds every answer against what the table of operations says of it, before anybody reads it.
//!
//! The SDK takes what is missing for "nothing": a list without entries, an empty name, `false`. A plan must not be made from that.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Map, Value};

use super::sanitize::sanitize;
use crate::facts::answer::{Absence, Field, Shape};
use crate::facts::op::Op;
use crate::facts::service::Protocol;

/// XML nested deeper than this is no answer of AWS.
const DEEPEST: usize = 32;

/// An answer that cannot be used, and why.
#[derive(Debug)]
pub(super) struct Unusable(String);

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Unusable {}

/// Whether the body of a successful answer of `op` holds what the table says.
///
/// # Errors
/// Names the field that is missing, empty or of another shape.
pub(super) fn check(op: &Op, body: &[u8]) -> Result<(), Unusable> {
    if op.answer.is_empty() {
        return Ok(());
    }
    let answer = match op.service.protocol {
        Protocol::Query { .. } => xml(op, body)?,
        _ if body.is_empty() => Value::Object(Map::new()),
        _ => serde_json::from_slice(body)
            .map_err(|error| Unusable(sanitize(&format!("the answer is no JSON: {error}"))))?,
    };
    op.answer
        .iter()
        .try_for_each(|field| walk(&answer, field.path, field))
        .map_err(Unusable)
}

/// Why the body of an answer of `op` cannot be used, if it cannot.
#[must_use]
pub fn unusable(op: &Op, body: &[u8]) -> Option<String> {
    check(op, body).err().map(|unusable| unusable.to_string())
}

/// Looks at everything that `path` leads to from `value`. What is not on the way there is the matter of another field.
fn walk(value: &Value, path: &str, field: &Field) -> Result<(), String> {
    let (step, rest) = match path.split_once('.') {
        Some((step, rest)) => (step, Some(rest)),
        None => (path, None),
    };
    let (name, each) = match step.strip_suffix("[]") {
        Some(name) => (name, true),
        None => (step, false),
    };
    let found = value.get(name).filter(|found| !found.is_null());
    match (each, rest) {
        (false, None) => judge(found, field),
        (false, Some(rest)) => found.map_or(Ok(()), |found| walk(found, rest, field)),
        (true, rest) => found
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .try_for_each(|entry| match rest {
                Some(rest) if entry.is_object() => walk(entry, rest, field),
                Some(_) => Err(format!("an entry of `{name}` is none")),
                None => judge(Some(entry).filter(|entry| !entry.is_null()), field),
            }),
    }
}

fn judge(found: Option<&Value>, field: &Field) -> Result<(), String> {
    let path = field.path;
    let Some(found) = found else {
        return match field.absence {
            Absence::Required => Err(format!("the answer has no `{path}`")),
            Absence::Means { .. } => Ok(()),
        };
    };
    let fits = match field.shape {
        Shape::Structure => found.is_object(),
        Shape::List => found.is_array(),
        Shape::Text | Shape::AnyText => found.is_string(),
        // XML has texts for both.
        Shape::Flag => found.is_boolean() || is_text_of::<bool>(found),
        Shape::Number => found.is_i64() || is_text_of::<i64>(found),
        Shape::Time => found.is_number() || found.is_string(),
    };
    if !fits {
        return Err(format!("`{path}` of the answer is of another type than AWS's"));
    }
    if field.shape == Shape::Text && found.as_str().is_some_and(|text| text.trim().is_empty()) {
        return Err(format!("`{path}` of the answer is empty"));
    }
    Ok(())
}

fn is_text_of<T: FromStr>(found: &Value) -> bool {
    found.as_str().is_some_and(|text| text.parse::<T>().is_ok())
}

/// The result of an answer in XML: elements with elements in them are structures, all others texts.
fn xml(op: &Op, body: &[u8]) -> Result<Value, Unusable> {
    let broken = |why: String| Unusable(sanitize(&format!("the answer is no XML: {why}")));
    let mut reader = Reader::from_reader(body);
    let mut open: Vec<(String, Map<String, Value>, String)> = vec![(String::new(), Map::new(), String::new())];
    loop {
        match reader.read_event().map_err(|error| broken(error.to_string()))? {
            Event::Start(start) if open.len() < DEEPEST => {
                let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
                open.push((name, Map::new(), String::new()));
            }
            Event::Start(_) => return Err(broken("it is nested too deep".to_owned())),
            Event::Empty(empty) => {
                let name = String::from_utf8_lossy(empty.local_name().as_ref()).into_owned();
                if let Some((_, members, _)) = open.last_mut() {
                    members.insert(name, Value::String(String::new()));
                }
            }
            Event::Text(text) => {
                if let Some((_, _, said)) = open.last_mut() {
                    said.push_str(&String::from_utf8_lossy(&text));
                }
            }
            Event::End(_) => {
                let closed = open.pop();
                if let (Some((name, members, said)), Some((_, outer, _))) = (closed, open.last_mut()) {
                    let value = if members.is_empty() {
                        Value::String(said)
                    } else {
                        Value::Object(members)
                    };
                    outer.insert(name, value);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let (_, members, _) = open.into_iter().next().unwrap_or_default();
    let response = members.get(&format!("{}Response", op.name));
    let result = response.and_then(|response| response.get(format!("{}Result", op.name)));
    Ok(result.cloned().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::answer::NEXT_TOKEN;
    use crate::facts::service::{ORGANIZATIONS, STS};

    static LIST: Op = Op::read(
        &ORGANIZATIONS,
        "ListThings",
        &[
            Field::list("Things"),
            Field::text("Things[].Id"),
            Field::any_text("Things[].Note"),
            Field::flag("Things[].Ours"),
            Field::list("Things[].Paths").or_absent("nowhere", "a test"),
            Field::text("Things[].Paths[]"),
            Field::structure("Things[].In").or_absent("in nothing", "a test"),
            Field::text("Things[].In.Name"),
            NEXT_TOKEN,
        ],
        &[],
    );
    static WHO: Op = Op::read(
        &STS,
        "GetCallerIdentity",
        &[Field::text("Account"), Field::structure("In").or_absent("", "")],
        &[],
    );
    static RULES: Op = Op::read(
        &STS,
        "GetRules",
        &[Field::flag("Rules.On"), Field::number("Rules.Least")],
        &[],
    );

    fn said(op: &Op, body: &str) -> String {
        check(op, body.as_bytes()).map_or_else(|unusable| unusable.to_string(), |()| String::new())
    }

    #[test]
    fn what_is_whole_is_taken() {
        for whole in [
            r#"{"Things":[]}"#,
            r#"{"Things":[],"NextToken":null,"Unknown":5}"#,
            r#"{"Things":[{"Id":"a","Note":"","Ours":false}],"NextToken":"more"}"#,
            r#"{"Things":[{"Id":"a","Note":"n","Ours":true,"Paths":["o/r/a"],"In":{"Name":"b"}}]}"#,
            r#"{"Things":[{"Id":"a","Note":"n","Ours":true,"Paths":[],"In":null}]}"#,
        ] {
            assert_eq!(said(&LIST, whole), "", "{whole}");
        }
    }

    #[test]
    fn what_is_not_is_named() {
        for (broken, name) in [
            ("", "no `Things`"),
            ("{}", "no `Things`"),
            ("[]", "no `Things`"),
            ("<html>", "no JSON"),
            (r#"{"Things":null}"#, "no `Things`"),
            (r#"{"Things":{}}"#, "`Things` of the answer is of another type"),
            (r#"{"Things":["a"]}"#, "an entry of `Things` is none"),
            (r#"{"Things":[null]}"#, "an entry of `Things` is none"),
            (r#"{"Things":[{"Note":"","Ours":false}]}"#, "no `Things[].Id`"),
            (
                r#"{"Things":[{"Id":" ","Note":"","Ours":false}]}"#,
                "`Things[].Id` of the answer is empty",
            ),
            (
                r#"{"Things":[{"Id":5,"Note":"","Ours":false}]}"#,
                "`Things[].Id` of the answer is of another type",
            ),
            (r#"{"Things":[{"Id":"a","Ours":false}]}"#, "no `Things[].Note`"),
            (r#"{"Things":[{"Id":"a","Note":""}]}"#, "no `Things[].Ours`"),
            (
                r#"{"Things":[{"Id":"a","Note":"","Ours":"no"}]}"#,
                "`Things[].Ours` of the answer is of another",
            ),
            (
                r#"{"Things":[{"Id":"a","Note":"","Ours":true,"Paths":"x"}]}"#,
                "`Things[].Paths`",
            ),
            (
                r#"{"Things":[{"Id":"a","Note":"","Ours":true,"Paths":[""]}]}"#,
                "`Things[].Paths[]`",
            ),
            (
                r#"{"Things":[{"Id":"a","Note":"","Ours":true,"In":{}}]}"#,
                "no `Things[].In.Name`",
            ),
            (r#"{"Things":[],"NextToken":""}"#, "`NextToken` of the answer is empty"),
            (
                r#"{"Things":[],"NextToken":7}"#,
                "`NextToken` of the answer is of another type",
            ),
        ] {
            let said = said(&LIST, broken);
            assert!(said.contains(name), "{broken}: {said}");
        }
    }

    #[test]
    fn flags_and_numbers_are_texts_in_xml() {
        let answer = |inside: &str| {
            format!("<GetRulesResponse><GetRulesResult><Rules>{inside}</Rules></GetRulesResult></GetRulesResponse>")
        };
        assert_eq!(said(&RULES, &answer("<On>true</On><Least>14</Least>")), "");
        assert!(said(&RULES, &answer("<On>yes</On><Least>14</Least>")).contains("`Rules.On`"));
        assert!(said(&RULES, &answer("<On>false</On><Least>many</Least>")).contains("`Rules.Least`"));
        assert!(said(&RULES, &answer("<On>false</On>")).contains("no `Rules.Least`"));
    }

    #[test]
    fn xml_is_read_alike() {
        let answer = |inside: &str| {
            format!(
                "<?xml version=\"1.0\"?><GetCallerIdentityResponse xmlns=\"x\"><GetCallerIdentityResult>{inside}</GetCallerIdentityResult>\
                 <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
            )
        };
        assert_eq!(said(&WHO, &answer("<Account>1&amp;2</Account>")), "");
        assert!(said(&WHO, &answer("")).contains("no `Account`"));
        assert!(said(&WHO, &answer("<Account/>")).contains("`Account` of the answer is empty"));
        assert!(said(&WHO, &answer("<Account></Account>")).contains("`Account` of the answer is empty"));
        assert!(said(&WHO, &answer("<Account><x>1</x></Account>")).contains("of another type"));
        assert!(said(&WHO, "").contains("no `Account`"));
        assert!(said(&WHO, "<a><b></a>").contains("no XML"));
        assert!(said(&WHO, &"<a>".repeat(1_000)).contains("nested too deep"));
    }
}
