//! One statement of a canonical document, and documents as sets of them.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;

use crate::guardrails::policy::Effect;

/// A statement in canonical form. Two that mean the same are equal, whatever their `Sid`.
#[derive(Debug, Clone)]
pub struct CanonicalStatement {
    value: Value,
    text: String,
    sid: Option<String>,
}

impl CanonicalStatement {
    /// Takes the `Sid` off a canonical statement.
    fn new(canonical: &Value) -> Self {
        let mut value = canonical.clone();
        let sid = value.as_object_mut().and_then(|elements| elements.remove("Sid"));
        Self {
            text: value.to_string(),
            value,
            sid: sid.and_then(|sid| sid.as_str().map(str::to_owned)),
        }
    }

    /// What it does. Anything but `Allow` counts as a denial: losing one is what must not go unseen.
    #[must_use]
    pub fn effect(&self) -> Effect {
        match self.value.get("Effect").and_then(Value::as_str) {
            Some("Allow") => Effect::Allow,
            _ => Effect::Deny,
        }
    }

    /// The statement without its `Sid`.
    #[must_use]
    pub fn to_value(&self) -> &Value {
        &self.value
    }

    /// Its `Sid`, if it had one.
    #[must_use]
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }
}

impl PartialEq for CanonicalStatement {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for CanonicalStatement {}

impl PartialOrd for CanonicalStatement {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for CanonicalStatement {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

/// Actions shown for a statement without `Sid`.
const SHOWN: usize = 2;

/// The `Sid`, or the effect and the first actions. Control characters of a live policy are escaped.
impl fmt::Display for CanonicalStatement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(sid) = self.sid() {
            return write!(f, "{}", sid.escape_debug());
        }
        write!(f, "{:?}", self.effect())?;
        let (but, actions) = match (self.value.get("Action"), self.value.get("NotAction")) {
            (Some(actions), _) => ("", actions),
            (None, Some(actions)) => (" all but", actions),
            (None, None) => return Ok(()),
        };
        let actions: Vec<&str> = actions
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let shown: Vec<&str> = actions.iter().take(SHOWN).copied().collect();
        write!(f, "{but} {}", shown.join(", ").escape_debug())?;
        match actions.len() - shown.len() {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// The statements of a canonical document, sorted, each meaning once.
#[must_use]
pub fn statements(canonical: &Value) -> Vec<CanonicalStatement> {
    let unique: BTreeSet<CanonicalStatement> = raw(canonical).map(CanonicalStatement::new).collect();
    unique.into_iter().collect()
}

/// A document that holds every statement of two canonical documents, each once, with the `Version` and other elements of the new.
///
/// It is what a policy holds between two texts, so that whatever both deny stays denied. With the new `Version` the new statements
/// have their final meaning at once; the old ones may read `${…}` differently, which only adds to it. Where an old and a new
/// statement share a `Sid`, which AWS refuses, the old one loses its own.
#[must_use]
pub fn union(old: &Value, new: &Value) -> Value {
    let mut texts: BTreeMap<String, Value> = BTreeMap::new();
    let mut seen: BTreeSet<CanonicalStatement> = BTreeSet::new();
    let mut sids: BTreeSet<String> = BTreeSet::new();
    for canonical in raw(new).chain(raw(old)) {
        let statement = CanonicalStatement::new(canonical);
        if seen.contains(&statement) {
            continue;
        }
        let collides = statement.sid().is_some_and(|sid| !sids.insert(sid.to_owned()));
        let kept = if collides {
            statement.value.clone()
        } else {
            canonical.clone()
        };
        texts.insert(kept.to_string(), kept);
        seen.insert(statement);
    }
    let mut document = new.clone();
    if let Some(elements) = document.as_object_mut() {
        elements.insert("Statement".to_owned(), Value::Array(texts.into_values().collect()));
    }
    document
}

/// The statements as they stand in the document.
fn raw(canonical: &Value) -> impl Iterator<Item = &Value> {
    canonical
        .get("Statement")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardrails::{Document, Language};

    fn canonical(text: &str) -> Value {
        Document::parse(text).unwrap().canonical(Language::Statements)
    }

    #[test]
    fn the_sid_does_not_make_a_statement() {
        let one = canonical(r#"{"Statement":{"Sid":"A","Effect":"Deny","Action":"S3:*","Resource":"*"}}"#);
        let two = canonical(r#"{"Statement":[{"Effect":"Deny","Action":["s3:*"],"Resource":["*"],"Sid":"B"}]}"#);
        assert_ne!(one, two);
        assert_eq!(statements(&one), statements(&two));
        assert_eq!(statements(&one)[0].effect(), Effect::Deny);
        assert_eq!(statements(&one)[0].sid(), Some("A"));
        assert_eq!(statements(&one)[0].to_value().get("Sid"), None);
    }

    #[test]
    fn a_union_keeps_the_new_sid_where_both_have_it() {
        let old = canonical(
            r#"{"Version":"2008-10-17","Statement":[{"Sid":"A","Effect":"Deny","Action":"s3:*","Resource":"*"},
                {"Sid":"Same","Effect":"Deny","Action":"ec2:*","Resource":"*"}]}"#,
        );
        let new = canonical(
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","Action":"sqs:*","Resource":"*"},
                {"Sid":"Renamed","Effect":"Deny","Action":"ec2:*","Resource":"*"}]}"#,
        );
        let union = union(&old, &new);
        let held = statements(&union);
        assert_eq!(held.len(), 3);
        assert_eq!(union["Version"], "2012-10-17");
        let sids: Vec<Option<&str>> = held.iter().map(CanonicalStatement::sid).collect();
        assert_eq!(sids, [Some("Renamed"), None, Some("A")], "{union}");
        assert_eq!(canonical(&union.to_string()), union, "a union is canonical");
    }

    #[test]
    fn it_is_shown_by_its_sid_or_its_actions() {
        let shown = |text: &str| statements(&canonical(text))[0].to_string();
        assert_eq!(
            shown(r#"{"Statement":{"Sid":"NoRoot\u001b[1m","Effect":"Deny"}}"#),
            "NoRoot\\u{1b}[1m"
        );
        assert_eq!(
            shown(r#"{"Statement":{"Effect":"Deny","Action":["s3:*","ec2:*","sqs:*","rds:*"]}}"#),
            "Deny ec2:*, rds:* and 2 more"
        );
        assert_eq!(
            shown(r#"{"Statement":{"Effect":"Allow","NotAction":"iam:*"}}"#),
            "Allow all but iam:*"
        );
    }
}
