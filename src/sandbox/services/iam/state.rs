//! What an account keeps in IAM.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::sandbox::clock::Moment;
use crate::sandbox::model::role_id;

/// AWS Identity and Access Management.
pub(in crate::sandbox) struct Iam;

/// What an account keeps in IAM.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Identities {
    /// Roles that were made here, by name.
    pub roles: BTreeMap<String, Role>,
    /// Names of roles that the seed put here and that were deleted.
    pub deleted: BTreeSet<String>,
    /// The password policy; none until one is set.
    pub password_policy: Option<PasswordPolicy>,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Its path: `/` or `/…/`.
    pub path: String,
    /// Its trust policy, as JSON.
    pub trust: String,
    /// Its description.
    pub description: String,
    /// When it was made.
    pub created: Moment,
}

impl Role {
    /// One that trusts the management account and nobody else.
    pub(in crate::sandbox) fn of_management(name: &str, management_account: &str, created: Moment) -> Self {
        Self {
            name: name.to_owned(),
            path: "/".to_owned(),
            trust: format!(
                r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{management_account}:root"}},"Action":"sts:AssumeRole"}}]}}"#
            ),
            description: String::new(),
            created,
        }
    }

    /// Its ARN in an account.
    pub(in crate::sandbox) fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:role{}{}", self.path, self.name)
    }

    /// Its unique id.
    pub(in crate::sandbox) fn unique_id(&self, account: &str) -> String {
        role_id(account, &self.name)
    }
}

/// Whether `name` can be the name of a role.
pub(in crate::sandbox) fn is_role_name(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c))
}

/// The password policy of an account, as it was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordPolicy {
    /// The least number of characters.
    pub minimum_length: i64,
    /// Whether a symbol is required.
    pub require_symbols: bool,
    /// Whether a digit is required.
    pub require_numbers: bool,
    /// Whether a capital letter is required.
    pub require_uppercase: bool,
    /// Whether a small letter is required.
    pub require_lowercase: bool,
    /// Whether users may change their own passwords.
    pub allow_change: bool,
    /// After how many days a password expires; none: never.
    pub max_age: Option<i64>,
    /// So many of the last passwords cannot be used again; none: all can.
    pub reuse_prevention: Option<i64>,
    /// Whether who has an expired password needs an administrator, where it was said.
    pub hard_expiry: Option<bool>,
}
