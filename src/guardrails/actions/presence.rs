//! Which condition keys every request holds.
//!
//! Source: IAM User Guide, "AWS global condition context keys", availability of each key.

use super::key::{KeyFacts, KeyKind};

/// Held by each request of an IAM user, role or root user.
const ALWAYS: &[&str] = &[
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalType",
    "aws:RequestedRegion",
    "aws:SecureTransport",
    "aws:userid",
    "aws:ViaAWSService",
];

/// Held by every other request as well. Anonymous callers have no ARN, service principals no account.
const WITHOUT_PRINCIPAL: &[&str] = &[
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:RequestedRegion",
    "aws:SecureTransport",
];

/// The facts about a key, with its presence added.
pub(super) fn key(name: &str, kind: KeyKind, many: bool, global: bool) -> KeyFacts {
    let among = |keys: &[&str]| global && keys.iter().any(|key| key.eq_ignore_ascii_case(name));
    KeyFacts {
        name: name.to_owned(),
        kind,
        many,
        global,
        always: among(ALWAYS),
        without_principal: among(WITHOUT_PRINCIPAL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardrails::actions::ActionTable;

    #[test]
    fn what_is_always_there_is_known_as_global() {
        let table = ActionTable::embedded();
        for name in ALWAYS {
            let facts = table.condition_key(name).unwrap();
            assert!(facts.always && facts.global, "{name}");
            assert_eq!(facts.name, *name);
            assert_eq!(facts.without_principal, WITHOUT_PRINCIPAL.contains(name));
        }
        assert_eq!(table.keys().filter(|key| key.always).count(), ALWAYS.len());
        assert_eq!(
            table.keys().filter(|key| key.without_principal).count(),
            WITHOUT_PRINCIPAL.len()
        );
        assert!(!table.condition_key("aws:MultiFactorAuthPresent").unwrap().always);
    }
}
