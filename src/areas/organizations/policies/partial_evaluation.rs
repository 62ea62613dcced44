//! What an account loses, by partial evaluation: a condition on the account that asks, or is asked, is evaluated.
//!
//! An exemption of one account more weakens a statement for that account only.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::engine::address::Address;
use crate::engine::change::Change;
use crate::facts::policy_types::{RCP, SCP};
use crate::guardrails::{Document, Language, minify};
use crate::organization::PlaceId;

use super::effective_policies::{CurrentText, EffectivePolicies, Meaning, Token};
use super::operations::AREA;

/// Texts with their policy types; a text that is not known is its policy's address.
type Texts = BTreeSet<(String, String)>;

/// Compares what is said to accounts before and after.
pub(super) struct PartialEvaluation<'a> {
    effective: &'a EffectivePolicies,
    /// What policies say afterwards, where that changes.
    changed: BTreeMap<&'a Address, &'a Value>,
    /// Whether something is lost from these texts to those.
    known: BTreeMap<(Texts, Texts), bool>,
}

impl<'a> PartialEvaluation<'a> {
    pub fn new(effective: &'a EffectivePolicies, changes: &'a [Change]) -> Self {
        let written = changes
            .iter()
            .filter(|change| change.area == AREA)
            .filter_map(|change| {
                let document = change.after.as_ref()?.get("document")?;
                Some((&change.address, document))
            });
        Self {
            effective,
            changed: written.collect(),
            known: BTreeMap::new(),
        }
    }

    /// Whether an account loses something that these policies deny it now, once it is under those.
    pub fn loses(&mut self, id: &PlaceId, before: &BTreeSet<&Address>, after: &BTreeSet<&Address>) -> bool {
        let was = self.texts(id, before, false);
        let is = self.texts(id, after, true);
        // What stays as it is says the same.
        let (was, is) = (&was - &is, &is - &was);
        if was.is_empty() {
            return false;
        }
        let key = (was, is);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let loses = loses(&key.0, &key.1);
        self.known.insert(key, loses);
        loses
    }

    fn texts(&self, id: &PlaceId, policies: &BTreeSet<&Address>, is_after: bool) -> Texts {
        let text = |address: &&Address| {
            let policy_effect = self.effective.policies.get(*address)?;
            let key = match policy_effect.policy_type.as_str() {
                SCP => "aws:PrincipalAccount",
                RCP => "aws:ResourceAccount",
                _ => return None,
            };
            let changed = self.changed.get(*address).copied().filter(|_| is_after);
            let text = match (changed, &policy_effect.current_text) {
                (Some(document), _) | (None, CurrentText::Document(document)) => {
                    minify(&evaluate_for(document, key, id.as_str()))
                }
                (None, CurrentText::Unknown | CurrentText::Nothing) => address.to_string(),
            };
            Some((policy_effect.policy_type.clone(), text))
        };
        policies.iter().filter_map(text).collect()
    }
}

fn loses(was: &Texts, is: &Texts) -> bool {
    let read = |texts: &Texts| -> Option<Vec<(String, Value)>> {
        let read = |(policy_type, text): &(String, String)| {
            let document = Document::parse(text).ok()?;
            Some((policy_type.clone(), document.canonical(Language::Statements)))
        };
        texts.iter().map(read).collect()
    };
    // What is not known may be what is lost, or what keeps it: with that nothing is made out here.
    let (Some(was), Some(is)) = (read(was), read(is)) else {
        return true;
    };
    let all = was.iter().chain(&is);
    let meaning = Meaning::new(
        all.map(|(policy_type, document)| (policy_type.as_str(), document)),
        false,
    );
    let tokens = |documents: &[(String, Value)]| -> BTreeSet<Token> {
        let each = documents
            .iter()
            .flat_map(|(policy_type, document)| meaning.tokens(policy_type, document));
        each.filter(|token| !matches!(token, Token::Allow(_))).collect()
    };
    !tokens(&was).is_subset(&tokens(&is))
}

/// A document as it is for one account, with every condition on `key` evaluated.
fn evaluate_for(document: &Value, key: &str, id: &str) -> Value {
    let mut document = document.clone();
    if let Some(statements) = document.get_mut("Statement").and_then(Value::as_array_mut) {
        let evaluated = statements.iter().filter_map(|statement| evaluated(statement, key, id));
        *statements = evaluated.collect();
    }
    document
}

/// A statement for one account; nothing if it does not apply there.
fn evaluated(statement: &Value, key: &str, id: &str) -> Option<Value> {
    let mut statement = statement.clone();
    let Some(conditions) = statement.get_mut("Condition").and_then(Value::as_object_mut) else {
        return Some(statement);
    };
    for (operator, keys) in conditions.iter_mut() {
        let is_negated = match operator.to_ascii_lowercase().as_str() {
            "stringequals" | "stringequalsifexists" => false,
            "stringnotequals" | "stringnotequalsifexists" => true,
            _ => continue,
        };
        let Some(keys) = keys.as_object_mut() else { continue };
        let Some(name) = keys.keys().find(|name| name.eq_ignore_ascii_case(key)).cloned() else {
            continue;
        };
        let is_named = match keys.get(&name) {
            Some(Value::Array(values)) => values.iter().any(|value| value == id),
            value => value.is_some_and(|value| value == id),
        };
        if is_named == is_negated {
            return None;
        }
        keys.remove(&name);
    }
    conditions.retain(|_, keys| keys.as_object().is_none_or(|keys| !keys.is_empty()));
    if conditions.is_empty()
        && let Some(elements) = statement.as_object_mut()
    {
        elements.remove("Condition");
    }
    Some(statement)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn conditions_on_the_account_are_evaluated() {
        let statement =
            |condition: Value| json!({ "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": condition });
        let spared = statement(json!({ "StringNotEquals": { "aws:principalaccount": ["1", "2"] } }));
        assert_eq!(evaluated(&spared, "aws:PrincipalAccount", "1"), None);
        let everywhere = json!({ "Effect": "Deny", "Action": "s3:*", "Resource": "*" });
        assert_eq!(evaluated(&spared, "aws:PrincipalAccount", "3"), Some(everywhere));
        let only = statement(json!({ "StringEquals": { "aws:PrincipalAccount": "1", "aws:RequestedRegion": "a" } }));
        assert_eq!(evaluated(&only, "aws:PrincipalAccount", "2"), None);
        let rest = statement(json!({ "StringEquals": { "aws:RequestedRegion": "a" } }));
        assert_eq!(evaluated(&only, "aws:PrincipalAccount", "1"), Some(rest.clone()));
        assert_eq!(evaluated(&rest, "aws:PrincipalAccount", "1"), Some(rest));
    }
}
