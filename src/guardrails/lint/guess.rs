//! Which type a policy has, by its text.

use super::super::document::{Document, Kind, Node};
use super::subject::written;
use crate::facts::policy_types;

/// The first keys of the inheriting types.
///
/// Source: AWS Organizations User Guide, the syntax page of each type.
const FIRST_KEYS: &[(&str, &str)] = &[
    ("ec2_attributes", policy_types::DECLARATIVE_EC2),
    ("tags", policy_types::TAG),
    ("services", policy_types::AI_OPT_OUT),
    ("plans", "BACKUP_POLICY"),
    ("chatbots", "CHATBOT_POLICY"),
    ("s3_attributes", "S3_POLICY"),
    ("securityhub", "SECURITYHUB_POLICY"),
    ("inspector", "INSPECTOR_POLICY"),
    ("upgrade_rollout", "UPGRADE_ROLLOUT_POLICY"),
    ("bedrock", "BEDROCK_POLICY"),
];

/// The type that a document seems to have: an RCP has a `Principal`, an inheriting policy `@@` and a first key of its own, and
/// everything else is an SCP. Empty where it is an inheriting one that is not known.
#[must_use]
pub fn guess(document: &Document) -> &'static str {
    if document.root.member("Statement").is_none() {
        let first = FIRST_KEYS.iter().find(|(key, _)| document.root.member(key).is_some());
        if let Some((_, policy_type)) = first {
            return policy_type;
        }
        if inherits(&document.root) {
            return "";
        }
    }
    let is_rcp = written(document).iter().any(|node| node.member("Principal").is_some());
    if is_rcp { policy_types::RCP } else { policy_types::SCP }
}

fn inherits(node: &Node) -> bool {
    match &node.kind {
        Kind::Object(members) => members
            .iter()
            .any(|member| member.key.starts_with("@@") || inherits(&member.value)),
        Kind::List(items) => items.iter().any(inherits),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_by_its_text() {
        for (text, wanted) in [
            (r#"{"Statement":[{"Effect":"Deny"}]}"#, policy_types::SCP),
            (
                r#"{"Statement":[{"Effect":"Deny"},{"Principal":"*"}]}"#,
                policy_types::RCP,
            ),
            (r#"{"tags":{}}"#, policy_types::TAG),
            (r#"{"ec2_attributes":{}}"#, policy_types::DECLARATIVE_EC2),
            (r#"{"new_thing":{"x":{"@@assign":1}}}"#, ""),
            (r#"{"Statment":[]}"#, policy_types::SCP),
        ] {
            assert_eq!(guess(&Document::parse(text).unwrap()), wanted, "{text}");
        }
    }
}
