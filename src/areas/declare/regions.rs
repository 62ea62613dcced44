//! `[regions]`.

use std::collections::BTreeMap;

use super::exists::{is_known_region, wrong_region};
use super::keys::{InPartition, Keys};
use super::words::listed_twice;
use crate::areas::organization::table::{Governed, RegionsTable};
use crate::areas::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::facts::partitions::{Partition, is_name, named, of_arn, of_region};
use crate::facts::principals::only_in;

/// Checks the names of Regions, and that they are of one partition.
pub(super) fn check(tables: &Tables, keys: &Keys, out: &mut Diagnostics) {
    let Some(table) = &tables.regions else { return };
    let governed: &[Spanned<String>] = match &table.governed {
        Some(Governed::Regions(governed)) => governed,
        _ => &[],
    };
    region(&table.home, keys, out);
    list(&table.approved, keys, out);
    list(governed, keys, out);
    let others = table.approved.iter().chain(governed);
    others.for_each(|region| out.extend(elsewhere(region, region.span, keys)));
    // What is no Region is in no list on purpose.
    if is_known_region(&table.home, keys) {
        home(table, keys, out);
    }
}

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

fn list(regions: &[Spanned<String>], keys: &Keys, out: &mut Diagnostics) {
    let mut first = BTreeMap::new();
    for written in regions {
        region(written, keys, out);
        if let Some(first) = first.insert(&written.value, written.span) {
            out.push(listed_twice(written, written.span, first));
        }
    }
}

fn region(written: &Spanned<String>, keys: &Keys, out: &mut Diagnostics) {
    out.extend(wrong_region(written, written.span, keys));
}

/// The home Region is one of those that are approved and governed, or what stands there would be denied or not kept.
fn home(table: &RegionsTable, keys: &Keys, out: &mut Diagnostics) {
    let home = &table.home;
    let mut lacks = |field: &str, regions: &[Spanned<String>]| {
        if !regions.is_empty() && !regions.iter().any(|region| region.value == home.value) {
            out.push(
                Diagnostic::warning(
                    "home-left-out",
                    format!("the home Region `{home}` is not in `regions.{field}`"),
                )
                .at(home.span)
                .also(keys.at(&["regions", field]), "not in this list")
                .help(format!("add `{home}` to `regions.{field}`")),
            );
        }
    };
    lacks("approved", &table.approved);
    if let Some(Governed::Regions(governed)) = &table.governed {
        lacks("governed", governed);
    }
}
