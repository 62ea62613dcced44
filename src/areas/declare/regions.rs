//! `[regions]`.

use std::collections::BTreeMap;

use super::keys::Keys;
use super::words::listed_twice;
use crate::areas::organization::table::{Governed, RegionsTable};
use crate::areas::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics};

/// Checks the names of Regions.
pub(super) fn check(tables: &Tables, keys: &Keys, out: &mut Diagnostics) {
    if let Some(table) = &tables.regions {
        region(&table.home, out);
        list(&table.approved, out);
        if let Some(Governed::Regions(governed)) = &table.governed {
            list(governed, out);
        }
        home(table, keys, out);
    }
}

fn list(regions: &[Spanned<String>], out: &mut Diagnostics) {
    let mut first = BTreeMap::new();
    for written in regions {
        region(written, out);
        if let Some(first) = first.insert(&written.value, written.span) {
            out.push(listed_twice(written, written.span, first));
        }
    }
}

fn region(written: &Spanned<String>, out: &mut Diagnostics) {
    if !is_region(written) {
        out.push(
            Diagnostic::error("invalid-region", format!("`{written}` is not a Region"))
                .at(written.span)
                .help("a Region is written like `eu-west-1`"),
        );
    }
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

/// `[a-z]{2}(-[a-z]+)+-[0-9]`
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.as_slice() {
        [area, middle @ .., number] => {
            area.len() == 2
                && letters(area)
                && !middle.is_empty()
                && middle.iter().all(|part| letters(part))
                && number.len() == 1
                && number.bytes().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_have_a_shape() {
        for good in ["eu-west-1", "us-gov-east-1", "cn-north-1", "ap-southeast-7"] {
            assert!(is_region(good), "{good}");
        }
        for bad in [
            "",
            "eu-west",
            "EU-west-1",
            "eu-1",
            "eu-west-12",
            "eu--1",
            "europe-west-1",
            "eu-west-1a",
        ] {
            assert!(!is_region(bad), "{bad}");
        }
    }
}
