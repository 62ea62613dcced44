//! Regions, ARNs and services of another partition than the Organization's.

use super::keys::{InPartition, Keys};
use crate::diagnostics::{Diagnostic, Span};
use crate::facts::partitions::{Partition, is_name, named, of_arn, of_region};
use crate::facts::principals::only_in;

/// What is wrong with a Region that is not in the partition of the home Region, or without `[regions]` of what is written first.
pub(super) fn elsewhere(region: &str, at: Option<Span>, keys: &Keys) -> Option<Diagnostic> {
    // What is no Region has its own error.
    let partition = of_region(region).filter(|_| is_name(region))?;
    let help = "an Organization is in one partition: keep the Regions of one, and write a baseline for each";
    apart("the Region", region, partition, at, keys).map(|(wrong, _)| wrong.help(help))
}

/// The same of an ARN.
pub(super) fn arn_elsewhere(arn: &str, at: Option<Span>, keys: &Keys) -> Option<Diagnostic> {
    let name = of_arn(arn)?;
    let (wrong, here) = apart("the ARN", arn, named(name)?, at, keys)?;
    let rest = arn.get("arn:".len() + name.len()..).unwrap_or_default();
    Some(wrong.help(format!(
        "an Organization is in one partition: write `arn:{}{rest}`, or `arn:*{rest}`",
        here.id
    )))
}

/// The same of a service principal in the domain of one partition.
pub(super) fn principal_elsewhere(principal: &str, at: Option<Span>, keys: &Keys) -> Option<Diagnostic> {
    let (wrong, here) = apart("the service", principal, only_in(principal)?, at, keys)?;
    Some(wrong.help(format!(
        "an Organization is in one partition: services end in `{}` there",
        here.dns_suffix
    )))
}

/// What is wrong with something in another partition, and the right one.
fn apart(
    what: &'static str,
    text: &str,
    partition: &'static Partition,
    at: Option<Span>,
    keys: &Keys,
) -> Option<(Diagnostic, &'static Partition)> {
    let known = keys.in_partition(InPartition {
        what,
        text: text.to_owned(),
        partition,
        at,
    });
    (known.partition.id != partition.id).then(|| {
        let message = format!(
            "`{}` is in the partition `{}`, and {} `{}` in `{}`",
            text.escape_debug(),
            partition.id,
            known.what,
            known.text.escape_debug(),
            known.partition.id
        );
        let wrong = Diagnostic::error("regions-partition", message)
            .at(at)
            .also(known.at, known.what);
        (wrong, known.partition)
    })
}
