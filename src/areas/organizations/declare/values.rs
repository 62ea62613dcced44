//! Values of condition keys, where what they name is known: Regions, accounts, ARNs.

use super::exists::wrong_region;
use super::keys::Keys;
use super::regions::elsewhere;
use crate::areas::organizations::schema::Tables;
use crate::diagnostics::{Diagnostic, Span};
use crate::facts::accounts::{is_id, is_key, wrong_in_arn};
use crate::facts::partitions::UNSPECIFIED;

/// The key of the Region that a request is made in.
pub(super) const REQUESTED_REGION: &str = "aws:RequestedRegion";

/// What is wrong with a value that a condition key is said to have in a request.
pub(super) fn wrong_value(
    key: &str,
    value: &str,
    at: Option<Span>,
    tables: &Tables,
    keys: &Keys,
) -> Option<Diagnostic> {
    if key.eq_ignore_ascii_case(REQUESTED_REGION) && value == UNSPECIFIED {
        return None;
    }
    if key.eq_ignore_ascii_case(REQUESTED_REGION) {
        return wrong_region(value, at, keys).or_else(|| elsewhere(value, at, tables, keys));
    }
    if is_key(key) {
        return wrong_account(value, at);
    }
    wrong_arn(value, at)
}

/// What is wrong with the id of an account.
pub(super) fn wrong_account(id: &str, at: Option<Span>) -> Option<Diagnostic> {
    (!is_id(id)).then(|| {
        Diagnostic::error(
            "invalid-account-id",
            format!("`{}` is not an account id", id.escape_debug()),
        )
        .at(at)
        .help("an account id is twelve digits, in quotes")
    })
}

/// What is wrong with the account in an ARN. What is no ARN is fine.
pub(super) fn wrong_arn(arn: &str, at: Option<Span>) -> Option<Diagnostic> {
    wrong_account(wrong_in_arn(arn)?, at)
}
