//! `[regions]`.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::{APPROVED, Keys};
use super::known_names::{is_known_region, wrong_region};
use super::partition::elsewhere;
use crate::areas::messages::listed_twice;
use crate::areas::organizations::organization::table::{Governed, RegionsTable};
use crate::areas::organizations::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics};

/// Checks the names of Regions, and that they are of one partition.
pub(super) fn check(tables: &Tables, keys: &Keys, out: &mut Diagnostics) {
    let Some(table) = &tables.regions else { return };
    let governed: &[Spanned<String>] = match &table.governed {
        Some(Governed::Regions(governed)) => governed,
        _ => &[],
    };
    region(&table.home, keys, out);
    list(&table.approved, keys, out);
    if let Some(beyond) = distinct(&table.approved).nth(APPROVED) {
        let message = format!("more than {APPROVED} approved Regions: AWS has not as many");
        out.push(
            Diagnostic::error("too-many-entries", message)
                .at(beyond.span)
                .help("keep the Regions that are used"),
        );
    }
    list(governed, keys, out);
    let others = table.approved.iter().chain(governed);
    others.for_each(|region| out.extend(elsewhere(region, region.span, keys)));
    // What is no Region is in no list on purpose.
    if is_known_region(&table.home, keys) {
        home(table, keys, out);
    }
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

/// Each Region once.
fn distinct(regions: &[Spanned<String>]) -> impl Iterator<Item = &Spanned<String>> {
    let mut seen = BTreeSet::new();
    regions.iter().filter(move |region| seen.insert(&region.value))
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
