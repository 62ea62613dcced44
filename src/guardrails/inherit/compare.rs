//! Two effective policies side by side: that which was merged here, and AWS's own answer.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::merge::folds;

/// One place where two effective policies differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The keys from the top.
    pub path: Vec<String>,
    /// What is there in the first, if anything is.
    pub one: Option<Value>,
    /// What is there in the second, if anything is.
    pub other: Option<Value>,
}

/// Where two effective policies of a type differ, by path. The order of lists does not count, nor whether a number is written as text, nor the case of
/// keys in the types whose keys are compared without it: AWS gives those back in lower case.
#[must_use]
pub fn differences(one: &Value, other: &Value, policy_type: &str) -> Vec<Difference> {
    let mut comparison = Comparison {
        folds: folds(policy_type),
        path: Vec::new(),
        found: Vec::new(),
    };
    comparison.compare(Some(one), Some(other));
    comparison.found
}

struct Comparison {
    folds: bool,
    path: Vec<String>,
    found: Vec<Difference>,
}

impl Comparison {
    fn compare(&mut self, one: Option<&Value>, other: Option<&Value>) {
        if let (Some(Value::Object(_)), Some(Value::Object(_))) = (one, other) {
            let (one, other) = (self.keys(one), self.keys(other));
            let keys: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            for key in keys {
                let (one, other) = (one.get(key).copied(), other.get(key).copied());
                self.path
                    .push(one.or(other).map(|(name, _)| name.clone()).unwrap_or_default());
                self.compare(one.map(|(_, value)| value), other.map(|(_, value)| value));
                self.path.pop();
            }
        } else if one.map(plain) != other.map(plain) {
            self.found.push(Difference {
                path: self.path.clone(),
                one: one.cloned(),
                other: other.cloned(),
            });
        }
    }

    /// The members of an object by key as it is compared, each with the key as written.
    fn keys<'a>(&self, value: Option<&'a Value>) -> BTreeMap<String, (&'a String, &'a Value)> {
        let members = value.and_then(Value::as_object).into_iter().flatten();
        let key = |name: &String| if self.folds { name.to_lowercase() } else { name.clone() };
        members.map(|(name, value)| (key(name), (name, value))).collect()
    }
}

/// A value as it is compared: lists as sets, scalars as texts.
fn plain(value: &Value) -> (bool, BTreeSet<String>) {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match value {
        Value::Array(items) => (true, items.iter().map(text).collect()),
        other => (false, BTreeSet::from([text(other)])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn order_numbers_and_case_of_keys_do_not_count() {
        let one = json!({"plans": {"A": {"regions": ["a", "b"], "days": 2}}});
        let other = json!({"plans": {"a": {"days": "2", "regions": ["b", "a"]}}});
        assert_eq!(differences(&one, &other, "BACKUP_POLICY"), []);
        let found = differences(&one, &other, "S3_POLICY");
        let paths: Vec<String> = found.iter().map(|found| found.path.join(".")).collect();
        assert_eq!(paths, ["plans.A", "plans.a"]);
    }

    #[test]
    fn what_differs_is_told_with_both_sides() {
        let one = json!({"s3": {"x": "all", "only": 1, "list": ["a"]}});
        let other = json!({"s3": {"x": "none", "list": "a"}, "more": {}});
        let found = differences(&one, &other, "S3_POLICY");
        let paths: Vec<String> = found.iter().map(|found| found.path.join(".")).collect();
        assert_eq!(paths, ["more", "s3.list", "s3.only", "s3.x"]);
        assert_eq!(found[3].one, Some(json!("all")));
        assert_eq!(found[3].other, Some(json!("none")));
        assert_eq!(found[2].other, None);
    }
}
