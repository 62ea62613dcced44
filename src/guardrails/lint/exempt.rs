//! The principals that a statement spares.

use super::super::policy::{Effect, Statement, Text};
use super::keys::{PRINCIPAL_ARN, on};

/// The patterns of principals that a statement spares: the values of negated operators on `aws:PrincipalArn`. None of a statement that
/// allows.
pub(super) fn patterns(statement: &Statement) -> impl Iterator<Item = &Text> {
    let denies = statement.effect == Effect::Deny;
    on(statement, PRINCIPAL_ARN)
        .filter(move |condition| denies && condition.operator.comparison.is_negated())
        .flat_map(|condition| &condition.values)
}

/// The parts of a pattern for principals of IAM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Principal<'a> {
    /// The account, perhaps with wildcards.
    pub(super) account: &'a str,
    /// `role`, `user`, …; everything where the pattern has no `/`.
    pub(super) kind: &'a str,
    /// Path and name.
    pub(super) path_and_name: &'a str,
}

impl<'a> Principal<'a> {
    /// Reads an ARN's pattern; nothing where it has fewer than six parts.
    pub(super) fn read(pattern: &'a str) -> Option<Self> {
        let mut parts = pattern.splitn(6, ':').skip(4);
        let (account, rest) = (parts.next()?, parts.next()?);
        let (kind, path_and_name) = rest.split_once('/').unwrap_or((rest, ""));
        Some(Self {
            account,
            kind,
            path_and_name,
        })
    }

    /// The name without the path.
    pub(super) fn name(self) -> &'a str {
        self.path_and_name
            .rsplit_once('/')
            .map_or(self.path_and_name, |(_, name)| name)
    }

    /// The path without its last `/`; empty where there is none.
    pub(super) fn path(self) -> &'a str {
        self.path_and_name.rsplit_once('/').map_or("", |(path, _)| path)
    }

    /// Whether only AWS makes roles like it: those of permission sets, and service-linked ones.
    pub(super) fn is_made_by_aws(self) -> bool {
        ["aws-reserved/", "aws-service-role/"]
            .iter()
            .any(|path| self.path_and_name.starts_with(path))
    }
}

/// What stands behind the last wildcard.
pub(super) fn literal_end(pattern: &str) -> &str {
    pattern.rsplit(['*', '?']).next().unwrap_or_default()
}

/// What stands before the first wildcard.
pub(super) fn literal_start(pattern: &str) -> &str {
    pattern.split(['*', '?']).next().unwrap_or_default()
}
