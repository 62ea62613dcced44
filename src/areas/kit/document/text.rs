//! Texts of a statement that may hold what only an apply knows.
//!
//! In JSON a late text is `{"$late": "detector.main#id"}`, and one with something around it `{"$join": ["arn:…:detector/", {"$late": "detector.main#id"}]}`.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::engine::late::{Late, Template, Value};

const LATE: &str = "$late";
const JOIN: &str = "$join";

/// A text in a statement: an ARN, an id, a condition's value. Parts of it may be known to apply only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text(Vec<Value>);

impl Text {
    /// Several texts in one: `arn:aws:s3:::`, a bucket's name, `/*`.
    #[must_use]
    pub fn join(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut all: Vec<Value> = Vec::new();
        for part in parts.into_iter().flat_map(|text| text.0) {
            match (all.last_mut(), part) {
                (Some(Value::Known(before)), Value::Known(part)) => before.push_str(&part),
                (_, part) => all.push(part),
            }
        }
        Self(all)
    }

    pub(super) fn to_json(&self) -> Json {
        match self.0.as_slice() {
            [] => json!(""),
            [one] => part(one),
            several => json!({ JOIN: several.iter().map(part).collect::<Vec<_>>() }),
        }
    }
}

fn part(part: &Value) -> Json {
    match part {
        Value::Known(text) => json!(text),
        Value::Late { late } => json!({ LATE: late.to_string() }),
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(vec![Value::Known(text)])
    }
}

impl From<Value> for Text {
    fn from(value: Value) -> Self {
        Self(vec![value])
    }
}

impl From<Late> for Text {
    fn from(late: Late) -> Self {
        Self(vec![Value::late(late)])
    }
}

/// The first reference that stands in the text is taken out of it, then the next.
impl From<&Template> for Text {
    fn from(template: &Template) -> Self {
        let mut parts = Vec::new();
        let mut rest = template.text.as_str();
        loop {
            let found = template
                .references
                .iter()
                .filter(|(reference, _)| !reference.is_empty());
            let found = found.filter_map(|(reference, late)| Some((rest.find(reference.as_str())?, reference, late)));
            // Of two that begin at one place the longer one is meant.
            let Some((at, reference, late)) =
                found.min_by_key(|(at, reference, _)| (*at, usize::MAX - reference.len()))
            else {
                break;
            };
            let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
            parts.push(Self::from(before));
            parts.push(Self::from(late.clone()));
            rest = after.strip_prefix(reference.as_str()).unwrap_or_default();
        }
        parts.push(Self::from(rest));
        let mut text = Self::join(parts);
        text.0.retain(|part| *part != Value::Known(String::new()));
        text
    }
}

/// The output that a JSON value stands for.
fn late_of(value: &Json) -> Option<Late> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    serde_json::from_value(object.get(LATE)?.clone()).ok()
}

/// The parts of a JSON value that stands for a joined text.
fn joined(value: &Json) -> Option<&Vec<Json>> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    object.get(JOIN)?.as_array()
}

/// Every output that a JSON value needs.
pub(super) fn lates(value: &Json) -> BTreeSet<Late> {
    if let Some(late) = late_of(value) {
        return BTreeSet::from([late]);
    }
    match value {
        Json::Array(items) => items.iter().flat_map(lates).collect(),
        Json::Object(members) => members.values().flat_map(lates).collect(),
        _ => BTreeSet::new(),
    }
}

/// The value with those outputs filled in that `known` knows.
pub(super) fn filled(value: &Json, known: &dyn Fn(&Late) -> Option<String>) -> Json {
    if let Some(late) = late_of(value) {
        return known(&late).map_or_else(|| value.clone(), Json::from);
    }
    if let Some(parts) = joined(value) {
        let parts = parts.iter().map(|part| match (part.as_str(), late_of(part)) {
            (Some(text), _) => Some(Text::from(text)),
            (None, Some(late)) => Some(known(&late).map_or_else(|| Text::from(late.clone()), Text::from)),
            (None, None) => None,
        });
        return parts
            .collect::<Option<Vec<_>>>()
            .map_or_else(|| value.clone(), |parts| Text::join(parts).to_json());
    }
    match value {
        Json::Array(items) => items.iter().map(|item| filled(item, known)).collect(),
        Json::Object(members) => {
            let members = members.iter().map(|(key, value)| (key.clone(), filled(value, known)));
            Json::Object(members.collect())
        }
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::engine::address::Address;

    #[test]
    fn a_template_is_taken_apart() {
        let late = |key: &str| Late::id(Address::new("detector", key));
        let template = Template {
            text: "arn:${a}/${ab}-${a}".to_owned(),
            references: BTreeMap::from([("${a}".to_owned(), late("a")), ("${ab}".to_owned(), late("ab"))]),
        };
        let text = Text::from(&template).to_json();
        assert_eq!(
            text,
            json!({ "$join": ["arn:", { "$late": "detector.a#id" }, "/", { "$late": "detector.ab#id" }, "-", { "$late": "detector.a#id" }] })
        );
        assert_eq!(lates(&text).len(), 2);
        let known = |late: &Late| (late.of.key == "a").then(|| "1\"".to_owned());
        assert_eq!(
            filled(&text, &known),
            json!({ "$join": ["arn:1\"/", { "$late": "detector.ab#id" }, "-1\""] })
        );
        assert_eq!(filled(&text, &|_| Some("x".to_owned())), json!("arn:x/x-x"));
        let alone = Template {
            text: "${a}".to_owned(),
            references: template.references,
        };
        assert_eq!(Text::from(&alone).to_json(), json!({ "$late": "detector.a#id" }));
    }

    #[test]
    fn what_only_looks_late_stays_as_it_is() {
        for value in [
            json!({ "$late": "no address" }),
            json!({ "$late": "a.b#id", "more": 1 }),
            json!({ "$join": "x" }),
            json!({ "$join": [1] }),
            json!({ "$late": 1 }),
        ] {
            assert_eq!(filled(&value, &|_| Some("x".to_owned())), value);
        }
        assert_eq!(lates(&json!({ "$late": "no address" })), BTreeSet::new());
    }
}
