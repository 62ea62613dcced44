//! `[regions]`.

use std::collections::BTreeMap;

use super::exists::{is_known_region, is_region_name, wrong_region};
use super::keys::Keys;
use super::words::listed_twice;
use crate::areas::organizations::organization::table::{Governed, RegionsTable};
use crate::areas::organizations::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::facts::partitions::of_region;

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
    others.for_each(|region| out.extend(elsewhere(region, region.span, tables, keys)));
    // What is no Region is in no list on purpose.
    if is_known_region(&table.home, keys) {
        home(table, keys, out);
    }
}

/// What is wrong with a Region that is not in the partition of the home Region, or without `[regions]` of the first Region that is written.
pub(super) fn elsewhere(region: &str, at: Option<Span>, tables: &Tables, keys: &Keys) -> Option<Diagnostic> {
    // What is no Region has its own error.
    let there = of_region(region).filter(|_| is_region_name(region))?;
    let (other, other_at, what) = match &tables.regions {
        Some(table) => (table.home.as_str(), table.home.span, "the home Region"),
        None => {
            let (first, at) = keys.first_region(region, at);
            (first, at, "the Region")
        }
    };
    let here = of_region(other).filter(|_| is_region_name(other))?;
    (here.id != there.id).then(|| {
        let message = format!(
            "`{region}` is in the partition `{}`, and {what} `{other}` in `{}`",
            there.id, here.id
        );
        Diagnostic::error("regions-partition", message)
            .at(at)
            .also(other_at, what)
            .help("an Organization is in one partition: keep the Regions of one, and write a baseline for each")
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
