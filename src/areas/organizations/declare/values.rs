//! Values of condition keys, where what they name is known: Regions, accounts, services, ARNs.

use super::keys::Keys;
use super::known_names::{wrong_caller, wrong_region, wrong_via};
use super::partition::{arn_elsewhere, elsewhere};
use crate::baseline::closest;
use crate::diagnostics::{Diagnostic, Span};
use crate::facts::accounts::{is_id, is_key, wrong_in_arn};
use crate::facts::{partitions, principals};

/// What is wrong with a value that a condition key is said to have in a request.
pub(super) fn wrong_value(key: &str, value: &str, at: Option<Span>, keys: &Keys) -> Option<Diagnostic> {
    if partitions::is_key(key) {
        if partitions::words_of(key).any(|word| word == value) {
            return None;
        }
        return wrong_region(value, at, keys).or_else(|| elsewhere(value, at, keys));
    }
    if is_key(key) {
        return wrong_account(value, at);
    }
    if principals::is_via_key(key) {
        return wrong_via(value, at, keys);
    }
    if principals::is_key(key) || principals::is_key_of_more(key) && principals::is_name(value) {
        return wrong_caller(value, at, keys);
    }
    wrong_arn(value, at, keys)
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

/// What is wrong with what an ARN names: its account, partition and Region, or the service of service-linked roles. What is no ARN is fine.
pub(super) fn wrong_arn(arn: &str, at: Option<Span>, keys: &Keys) -> Option<Diagnostic> {
    wrong_in_arn(arn)
        .and_then(|account| wrong_account(account, at))
        .or_else(|| wrong_partition(arn, at))
        .or_else(|| wrong_names(arn, at, keys))
}

/// The same without the account, and the partition itself.
pub(super) fn wrong_names(arn: &str, at: Option<Span>, keys: &Keys) -> Option<Diagnostic> {
    let region = || {
        let region = arn.split(':').nth(3).filter(|_| arn.starts_with("arn:"))?;
        wrong_region(region, at, keys).filter(|_| partitions::is_name(region))
    };
    arn_elsewhere(arn, at, keys)
        .or_else(region)
        .or_else(|| wrong_caller(principals::in_arn(arn)?, at, keys))
}

fn wrong_partition(arn: &str, at: Option<Span>) -> Option<Diagnostic> {
    let name = partitions::of_arn(arn).filter(|name| partitions::named(name).is_none())?;
    let help = match closest(name, partitions::PARTITIONS.iter().map(|known| known.id)) {
        Some(close) => format!("did you mean `{close}`? `*` is any of them"),
        None => "write the partition of the Organization, or `*` for any".to_owned(),
    };
    let message = format!("there is no partition `{}`", name.escape_debug());
    Some(Diagnostic::error("unknown-partition", message).at(at).help(help))
}
