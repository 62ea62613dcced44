//! `[[moved]]`.

use std::collections::BTreeMap;

use super::keys::Keys;
use super::words::{did_you_mean, unknown};
use crate::areas::organization::table::MovedTable;
use crate::areas::policies::declared::{ANY_KIND, KINDS};
use crate::areas::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::engine::address::Address;

/// Kind and old key to new key.
type Moved = BTreeMap<(String, String), String>;

/// The kinds whose keys can be renamed, and the tables that they stand in.
pub(super) fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    let policies = KINDS.iter().map(|(table, kind, _)| (*kind, *table));
    [("unit", "units"), ("account", "accounts"), (ANY_KIND, "policies")]
        .into_iter()
        .chain(policies.filter(|(kind, _)| *kind != "ai-services"))
}

/// The table of a kind.
pub(super) fn table_of(kind: &str) -> Option<&'static str> {
    kinds().find(|(known, _)| *known == kind).map(|(_, table)| table)
}

/// The renames that make sense; what is wrong with the others is reported.
pub(super) fn declared(tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Moved {
    let mut first: BTreeMap<Address, Option<Span>> = BTreeMap::new();
    let mut moved = Moved::new();
    for table in &tables.moved {
        let (from, to) = match (address(&table.from), address(&table.to)) {
            (Ok(from), Ok(to)) => (from, to),
            (from, to) => {
                [from, to]
                    .into_iter()
                    .filter_map(Result::err)
                    .for_each(|wrong| out.push(wrong));
                continue;
            }
        };
        if let Some(wrong) = kind_changed(table, &from, &to).or_else(|| still_there(table, &from, keys)) {
            out.push(wrong);
            continue;
        }
        if let Some(first) = first.get(&from) {
            out.push(
                Diagnostic::error("moved-twice", format!("`{from}` is moved twice"))
                    .at(table.from.span)
                    .also(*first, "first moved here")
                    .help("keep one of the two"),
            );
            continue;
        }
        first.insert(from.clone(), table.from.span);
        moved.insert((from.kind, from.key), to.key);
    }
    ends(tables, &moved, keys, out);
    moved
}

/// Reads an address without a part, of a kind that has keys.
fn address(written: &Spanned<String>) -> Result<Address, Diagnostic> {
    let wrong = |message: String| Diagnostic::error("invalid-address", message).at(written.span);
    let address: Address = written.parse().map_err(|_| {
        wrong(format!("`{written}` is not an address")).help("write it like `unit.production` or `scp.deny-root`")
    })?;
    if address.part.is_some() {
        return Err(wrong(format!(
            "`{written}` is a part of something: only what has a key of its own can move"
        )));
    }
    if table_of(&address.kind).is_none() {
        let hint = did_you_mean(&address.kind, kinds().map(|(kind, _)| kind));
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
    })
}

fn still_there(table: &MovedTable, from: &Address, keys: &Keys) -> Option<Diagnostic> {
    let declared = keys.at(&[table_of(&from.kind)?, &from.key])?;
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

/// Every rename leads to something that is declared, alone, and not round in a circle.
fn ends(tables: &Tables, moved: &Moved, keys: &Keys, out: &mut Diagnostics) {
    let mut first: BTreeMap<(&str, &str), Option<Span>> = BTreeMap::new();
    for written in &tables.moved {
        let Ok(from) = address(&written.from) else { continue };
        let Some(to) = moved.get(&(from.kind.clone(), from.key.clone())) else {
            continue;
        };
        let Some((kind, table)) = kinds().find(|(kind, _)| *kind == from.kind) else {
            continue;
        };
        let next = moved.contains_key(&(from.kind.clone(), to.clone()));
        if next {
            if let Some(circle) = circle(moved, &from) {
                out.push(circle.at(written.from.span));
            }
        } else if !keys.has(&[table, to]) {
            let at = written.to.span;
            out.push(unknown("moved-nowhere", kind, to, at, keys.of_table(table)));
        }
        if let Some(first) = first.insert((kind, to), written.to.span) {
            out.push(
                Diagnostic::error("moved-together", format!("two things move to `{kind}.{to}`"))
                    .at(written.to.span)
                    .also(first, "first named here")
                    .help("one key names one thing: keep one of the two"),
            );
        }
    }
}

/// A circle that `from` is the first of in the order of keys.
fn circle(moved: &Moved, from: &Address) -> Option<Diagnostic> {
    let mut line = vec![from.key.clone()];
    let mut next = moved.get(&(from.kind.clone(), from.key.clone()));
    while let Some(key) = next {
        if line.contains(key) {
            break;
        }
        line.push(key.clone());
        next = moved.get(&(from.kind.clone(), key.clone()));
    }
    let closes = next == Some(&from.key) && line.iter().min() == Some(&from.key);
    closes.then(|| {
        line.push(from.key.clone());
        let names: Vec<String> = line.iter().map(|key| format!("`{}.{key}`", from.kind)).collect();
        Diagnostic::error("moved-circle", format!("keys move in a circle: {}", names.join(" → ")))
    })
}
