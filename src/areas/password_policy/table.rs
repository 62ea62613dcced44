//! `[password-policy]`.

use super::policy::{PasswordPolicy, Policy, desired};
use crate::areas::kit::prelude::*;
use crate::diagnostics::Diagnostic;

/// The area.
pub struct PasswordPolicies;

/// What passwords of IAM users must be like. A key that is absent is not managed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PasswordPolicyTable {
    /// The accounts that have this policy, by their keys, or `"all"`.
    pub accounts: Spanned<Texts>,
    /// The least number of characters, from 6 to 128.
    pub minimum_length: Option<Spanned<i32>>,
    /// Whether a password needs a symbol.
    pub require_symbols: Option<bool>,
    /// Whether a password needs a digit.
    pub require_numbers: Option<bool>,
    /// Whether a password needs a capital letter.
    pub require_uppercase: Option<bool>,
    /// Whether a password needs a small letter.
    pub require_lowercase: Option<bool>,
    /// Whether users may change their own passwords.
    pub allow_users_to_change: Option<bool>,
    /// After how many days a password expires, up to 1095; 0: never.
    pub max_age_days: Option<Spanned<i32>>,
    /// How many of the last passwords cannot be used again, up to 24; 0: all can.
    pub reuse_prevention: Option<Spanned<i32>>,
    /// Whether only an administrator can replace a password that has expired.
    pub hard_expiry: Option<bool>,
}

impl Area for PasswordPolicies {
    type Table = PasswordPolicyTable;
    const INFO: &'static AreaInfo = &AreaInfo::one(
        "password-policy",
        "What passwords of IAM users must be like, account by account.",
    );

    const KINDS: &'static [&'static dyn AnyKind] = &[&PasswordPolicy];

    fn declare(&self, table: &Written<PasswordPolicyTable>, declaring: &mut Declaring<'_>) {
        let Some(table) = table.one() else { return };
        // UpdateAccountPasswordPolicy, "Request Parameters"; the 0 of the two others stands for a parameter that is left out.
        let checks = [
            ("minimum-length", &table.minimum_length, 6, 128),
            ("max-age-days", &table.max_age_days, 0, 1_095),
            ("reuse-prevention", &table.reuse_prevention, 0, 24),
        ];
        for (key, number, least, most) in checks {
            let Some(number) = number.as_ref().filter(|number| !(least..=most).contains(&number.value)) else {
                continue;
            };
            let message = format!("`{key}` is {number}: AWS takes {least} to {most}");
            declaring
                .out
                .push(Diagnostic::error("out-of-range", message).at(number.span));
        }
        let policy = Policy {
            minimum_length: table.minimum_length.as_ref().map(|number| number.value),
            require_symbols: table.require_symbols,
            require_numbers: table.require_numbers,
            require_uppercase: table.require_uppercase,
            require_lowercase: table.require_lowercase,
            allow_users_to_change: table.allow_users_to_change,
            max_age_days: table.max_age_days.as_ref().map(|number| number.value),
            reuse_prevention: table.reuse_prevention.as_ref().map(|number| number.value),
            hard_expiry: table.hard_expiry,
        };
        if policy == Policy::default() {
            let wrong = Diagnostic::error("nothing-managed", "`[password-policy]` says nothing of passwords");
            let wrong = wrong.at(table.accounts.span);
            declaring
                .out
                .push(wrong.help("set what is to be managed, such as `minimum-length = 14`, or leave the table out"));
        } else if policy.minimum_length.is_none() {
            let message = "without `minimum-length` an account that has no password policy yet gets AWS's 6 characters, and had 8 by default";
            let wrong = Diagnostic::warning("weaker-default", message).at(table.accounts.span);
            declaring.out.push(wrong.help("set it: `minimum-length = 14`"));
        }
        for account in declaring.accounts(&table.accounts) {
            declaring.want(&PasswordPolicy, desired(&account, policy.clone()));
        }
    }
}
