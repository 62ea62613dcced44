//! Policy types as people type them.

use std::collections::BTreeSet;

use crate::areas::organizations::{ANY_KIND, KINDS};
use crate::facts::policy_types::{DECLARATIVE_EC2, KNOWN};

/// Other words for a type than those made of AWS's name.
const ALSO: &[(&str, &str)] = &[
    ("declarative-ec2", DECLARATIVE_EC2),
    ("ec2", DECLARATIVE_EC2),
    ("chat", "CHATBOT_POLICY"),
];

/// AWS's name of the type that a word means: a kind of the baseline, AWS's name, or that without `_POLICY` in lower case.
pub(super) fn kind(word: &str) -> Option<String> {
    let named = KINDS.iter().find(|(_, kind, _)| *kind == word && word != ANY_KIND);
    let also = ALSO.iter().find(|(also, _)| *also == word);
    let known = KNOWN
        .iter()
        .find(|known| known.name == word || short(known.name) == word);
    let name = named
        .map(|(_, _, name)| *name)
        .or(also.map(|(_, name)| *name))
        .or(known.map(|known| known.name));
    // A type that is newer than this version, under AWS's name.
    let new = word.ends_with("_POLICY")
        && word
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    name.or(new.then_some(word)).map(str::to_owned)
}

/// How people may write a type: the kind of the baseline where there is one.
pub(super) fn word(name: &str) -> String {
    let named = KINDS.iter().find(|(_, _, known)| *known == name);
    let also = ALSO.iter().find(|(_, known)| *known == name);
    match (also, named) {
        (Some((also, _)), _) => (*also).to_owned(),
        (None, Some((_, kind, _))) => (*kind).to_owned(),
        (None, None) => short(name),
    }
}

/// Every known type as people may write it.
pub(super) fn kinds() -> Vec<String> {
    KNOWN.iter().map(|known| format!("`{}`", word(known.name))).collect()
}

/// A remark on the types of policies that are on a way too, and that one has not asked for.
pub(super) fn besides<'a>(there: impl Iterator<Item = &'a String>, types: &[String]) -> Option<String> {
    let others: BTreeSet<String> = there
        .filter(|name| !types.contains(name))
        .map(|name| format!("`{}`", word(name)))
        .collect();
    let others: Vec<String> = others.into_iter().collect();
    (types.len() > 1 && !others.is_empty())
        .then(|| format!("also in force, to be seen with `--type`: {}", others.join(", ")))
}

fn short(name: &str) -> String {
    name.strip_suffix("_POLICY")
        .unwrap_or(name)
        .to_lowercase()
        .replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_types() {
        for (word, name) in [
            ("scp", "SERVICE_CONTROL_POLICY"),
            ("rcp", "RESOURCE_CONTROL_POLICY"),
            ("tag-policy", "TAG_POLICY"),
            ("tag", "TAG_POLICY"),
            ("ai-services", "AISERVICES_OPT_OUT_POLICY"),
            ("backup", "BACKUP_POLICY"),
            ("declarative-ec2", "DECLARATIVE_POLICY_EC2"),
            ("declarative-policy", "DECLARATIVE_POLICY_EC2"),
            ("s3", "S3_POLICY"),
            ("SECURITYHUB_POLICY", "SECURITYHUB_POLICY"),
            ("upgrade-rollout", "UPGRADE_ROLLOUT_POLICY"),
            ("NEW_THING_POLICY", "NEW_THING_POLICY"),
        ] {
            assert_eq!(kind(word).as_deref(), Some(name), "{word}");
        }
        for word in ["", "policy", "SCP", "S3", "_POLICYX", "new-thing"] {
            assert_eq!(kind(word), None, "{word}");
        }
    }

    #[test]
    fn every_type_is_found_by_the_word_it_is_shown_with() {
        for known in KNOWN {
            assert_eq!(kind(&word(known.name)).as_deref(), Some(known.name));
        }
    }
}
