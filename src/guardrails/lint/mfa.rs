//! The condition keys of multi-factor authentication.

/// Whether a key tells of MFA. Requests of roles, and of access keys, have none of them.
pub(super) fn is_mfa(key: &str) -> bool {
    ["aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(key))
}
