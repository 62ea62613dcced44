//! `[[moved]]`.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::Keys;
use crate::areas::kit::catalog::Catalog;
use crate::areas::messages::{did_you_mean, unknown};
use crate::areas::organizations::model::policy::{ANY_KIND, KINDS};
use crate::areas::organizations::organization::table::MovedTable;
use crate::areas::organizations::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::engine::address::Address;

/// Kind and old key to new key.
type Moved = BTreeMap<(String, String), String>;

/// The kinds whose keys can be renamed, and the tables that they stand in.
pub(super) fn kinds(areas: Catalog) -> impl Iterator<Item = (&'static str, &'static str)> {
    let policies = KINDS.iter().map(|(table, kind, _)| (*kind, *table));
    [("unit", "units"), ("account", "accounts"), (ANY_KIND, "policies")]
        .into_iter()
        .chain(policies.filter(|(kind, _)| *kind != "ai-services"))
        .chain(areas.keyed())
}

/// The table of a kind.
pub(super) fn table_of(kind: &str, areas: Catalog) -> Option<&'static str> {
    kinds(areas).find(|(known, _)| *known == kind).map(|(_, table)| table)
}

/// The renames that make sense; what is wrong with the others is reported.
pub(super) fn declared(tables: &Tables, areas: Catalog, keys: &Keys, out: &mut Diagnostics) -> Moved {
    let mut renames: BTreeMap<Address, Rename> = BTreeMap::new();
    for table in &tables.moved {
        let (from, to) = match (address(&table.from, areas), address(&table.to, areas)) {
            (Ok(from), Ok(to)) => (from, to),
            (from, to) => {
                [from, to]
                    .into_iter()
                    .filter_map(Result::err)
                    .for_each(|wrong| out.push(wrong));
                continue;
            }
        };
        let wrong = kind_changed(table, &from, &to)
            .or_else(|| still_there(table, &from, areas, keys))
            .or_else(|| moved_twice(table, &from, renames.get(&from)));
        match wrong {
            Some(wrong) => out.push(wrong),
            None => drop(renames.insert(from, Rename { table, to })),
        }
    }
    ends(&renames, areas, keys, out);
    let moved = renames
        .into_iter()
        .map(|(from, rename)| ((from.kind, from.key), rename.to.key));
    moved.collect()
}

/// One entry that stands for itself.
struct Rename<'a> {
    table: &'a MovedTable,
    to: Address,
}

/// Reads an address without a part, of a kind that has keys.
fn address(written: &Spanned<String>, areas: Catalog) -> Result<Address, Diagnostic> {
    let wrong = |message: String| Diagnostic::error("invalid-address", message).at(written.span);
    let address: Address = written.parse().map_err(|_| {
        wrong(format!("`{written}` is not an address")).help("write it like `unit.production` or `scp.deny-root`")
    })?;
    if address.part.is_some() {
        let message = format!("`{written}` is a part of something: only what has a key of its own can move");
        return Err(wrong(message).help(format!("write `{}.{}`", address.kind, address.key)));
    }
    if table_of(&address.kind, areas).is_none() {
        let hint = did_you_mean(&address.kind, kinds(areas).map(|(kind, _)| kind));
        return Err(
            wrong(format!("`{}` is no kind of thing that has a key", address.kind)).help(hint.unwrap_or_default())
        );
    }
    Ok(address)
}

fn kind_changed(table: &MovedTable, from: &Address, to: &Address) -> Option<Diagnostic> {
    (from.kind != to.kind).then(|| {
        let message = format!("`{from}` cannot become `{to}`: only keys can change");
        Diagnostic::error("moved-kind", message)
            .at(table.to.span)
            .also(table.from.span, "from here")
            .help("what is of another kind is another thing: remove this entry")
    })
}

fn still_there(table: &MovedTable, from: &Address, areas: Catalog, keys: &Keys) -> Option<Diagnostic> {
    let declared = keys.at(&[table_of(&from.kind, areas)?, &from.key])?;
    Some(
        Diagnostic::error(
            "moved-still-there",
            format!("`{from}` is said to be moved, but it is still declared"),
        )
        .at(table.from.span)
        .also(declared, "declared here")
        .help("rename the key there, or remove this entry"),
    )
}

fn moved_twice(table: &MovedTable, from: &Address, first: Option<&Rename<'_>>) -> Option<Diagnostic> {
    Some(
        Diagnostic::error("moved-twice", format!("`{from}` is moved twice"))
            .at(table.from.span)
            .also(first?.table.from.span, "first moved here")
            .help("keep one of the two"),
    )
}

/// Every rename leads to something that is declared, alone, and not round in a circle.
fn ends(renames: &BTreeMap<Address, Rename<'_>>, areas: Catalog, keys: &Keys, out: &mut Diagnostics) {
    let mut first: BTreeMap<&Address, Option<Span>> = BTreeMap::new();
    for (from, Rename { table, to }) in renames {
        if renames.contains_key(to) {
            if let Some(circle) = circle(renames, from) {
                out.push(circle.at(table.from.span));
            }
        } else if let Some(declared) = table_of(&to.kind, areas).filter(|table| !keys.has(&[table, &to.key])) {
            let known = keys.close_in(declared);
            out.push(unknown("moved-nowhere", &to.kind, &to.key, table.to.span, known));
        }
        if let Some(first) = first.insert(to, table.to.span) {
            out.push(
                Diagnostic::error("moved-together", format!("two things move to `{to}`"))
                    .at(table.to.span)
                    .also(first, "first named here")
                    .help("one key names one thing: keep one of the two"),
            );
        }
    }
}

/// A circle that `from` is the first of.
fn circle(renames: &BTreeMap<Address, Rename<'_>>, from: &Address) -> Option<Diagnostic> {
    let mut line = vec![from];
    let mut seen = BTreeSet::from([from]);
    let mut next = renames.get(from).map(|rename| &rename.to);
    while let Some(address) = next.filter(|address| !seen.contains(address)) {
        line.push(address);
        seen.insert(address);
        next = renames.get(address).map(|rename| &rename.to);
    }
    let closes = next == Some(from) && line.iter().min() == Some(&from);
    closes.then(|| {
        let names: Vec<String> = line
            .iter()
            .chain([&from])
            .map(|address| format!("`{address}`"))
            .collect();
        Diagnostic::error("moved-circle", format!("keys move in a circle: {}", names.join(" → ")))
            .help("remove the entries of renames that were taken back")
    })
}
