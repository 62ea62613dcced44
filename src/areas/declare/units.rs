//! `[units]`.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::Keys;
use super::tags;
use super::words::{is_lower_alphanumeric, length, unknown};
use crate::areas::schema::Tables;
use crate::areas::units::table::UnitTable;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::facts::quotas::{UNIT_DEPTH, UNIT_NAME};
use crate::organization::{DeclaredUnit, ROOT};

type Units = BTreeMap<String, UnitTable>;

/// The units, checked each for itself and as a tree.
pub(super) fn declared(tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> BTreeMap<String, DeclaredUnit> {
    let units = &tables.units;
    ids(units, out);
    siblings(units, keys, out);
    cycles(units, out);
    depth(units, out);
    let declare = |(key, unit): (&String, &UnitTable)| {
        name(key, unit, keys, out);
        parent(unit, keys, out);
        let declared = DeclaredUnit {
            name: name_of(key, unit).to_owned(),
            parent: parent_of(unit).to_owned(),
            id: unit.id.as_ref().map(|id| id.value.clone()),
            tags: tags::declared(&unit.tags, ["units", key], keys, out),
            full_access: unit.full_access.as_ref().map(|said| said.value),
        };
        (key.clone(), declared)
    };
    units.iter().map(declare).collect()
}

fn name_of<'a>(key: &'a str, unit: &'a UnitTable) -> &'a str {
    unit.name.as_ref().map_or(key, |name| name.as_str())
}

fn parent_of(unit: &UnitTable) -> &str {
    unit.parent.as_ref().map_or(ROOT, |parent| parent.as_str())
}

/// Where the name of a unit is written: its key if there is none.
fn name_span(key: &str, unit: &UnitTable, keys: &Keys) -> Option<Span> {
    unit.name
        .as_ref()
        .and_then(|name| name.span)
        .or_else(|| keys.at(&["units", key]))
}

fn name(key: &str, unit: &UnitTable, keys: &Keys, out: &mut Diagnostics) {
    let at = name_span(key, unit, keys);
    if let Some(wrong) = length("the name of a unit", name_of(key, unit), (1, UNIT_NAME), at) {
        out.push(wrong);
    }
}

fn parent(unit: &UnitTable, keys: &Keys, out: &mut Diagnostics) {
    if let Some(parent) = &unit.parent {
        check_unit(parent, keys, out);
    }
}

/// Checks that a text names a unit or the root.
pub(super) fn check_unit(written: &Spanned<String>, keys: &Keys, out: &mut Diagnostics) {
    if written.value != ROOT && !keys.has(&["units", written]) {
        let known = keys.of_table("units").chain([ROOT]);
        out.push(unknown("unknown-unit", "unit", written, written.span, known));
    }
}

fn ids(units: &Units, out: &mut Diagnostics) {
    let mut first: BTreeMap<&str, Option<Span>> = BTreeMap::new();
    for id in units.values().filter_map(|unit| unit.id.as_ref()) {
        if !is_unit_id(id) {
            out.push(
                Diagnostic::error("invalid-unit-id", format!("`{id}` is not the id of a unit"))
                    .at(id.span)
                    .help("an id looks like `ou-a1b2-c3d4e5f6`"),
            );
        }
        if let Some(first) = first.insert(id, id.span) {
            let message = format!("two units have the id `{id}`");
            out.push(
                Diagnostic::error("duplicate-unit-id", message)
                    .at(id.span)
                    .also(first, "first written here"),
            );
        }
    }
}

/// AWS Organizations API Reference, `OrganizationalUnit`: `ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}`.
fn is_unit_id(text: &str) -> bool {
    let parts = text.strip_prefix("ou-").and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(root, unit)| is_lower_alphanumeric(root, 4, 32) && is_lower_alphanumeric(unit, 8, 32))
}

fn siblings(units: &Units, keys: &Keys, out: &mut Diagnostics) {
    let mut first: BTreeMap<(&str, &str), (&str, Option<Span>)> = BTreeMap::new();
    for (key, unit) in units {
        let at = name_span(key, unit, keys);
        let place = (parent_of(unit), name_of(key, unit));
        if let Some((other, first)) = first.get(&place) {
            let message = format!(
                "units `{other}` and `{key}` under `{}` have one name, `{}`",
                place.0, place.1
            );
            out.push(
                Diagnostic::error("duplicate-unit-name", message)
                    .at(at)
                    .also(*first, "first used here")
                    .help("give one of them another `name`"),
            );
        } else {
            first.insert(place, (key, at));
        }
    }
}

/// The units above a unit and itself, from below; it ends at the root, at an unknown unit, or before one that was there already.
fn line_above<'a>(units: &'a Units, key: &'a str) -> Vec<&'a str> {
    let mut line = vec![key];
    let mut seen = BTreeSet::from([key]);
    let mut unit = units.get(key);
    while let Some(parent) = unit.map(parent_of).filter(|parent| *parent != ROOT) {
        if !seen.insert(parent) {
            break;
        }
        line.push(parent);
        unit = units.get(parent);
    }
    line
}

/// Each circle is reported once, at its first unit in the order of keys.
fn cycles(units: &Units, out: &mut Diagnostics) {
    for (key, unit) in units {
        let line = line_above(units, key);
        let closes = line
            .last()
            .and_then(|last| units.get(*last))
            .is_some_and(|last| parent_of(last) == key && key != ROOT);
        if !closes || line.iter().min() != Some(&key.as_str()) {
            continue;
        }
        let names: Vec<String> = line
            .iter()
            .chain([&key.as_str()])
            .map(|key| format!("`{key}`"))
            .collect();
        let mut cycle = Diagnostic::error(
            "circular-units",
            format!("units are each other's parents: {}", names.join(" → ")),
        )
        .at(unit.parent.as_ref().and_then(|parent| parent.span))
        .help("give one of them another `parent`, or none to put it under the root");
        for other in line.iter().skip(1) {
            let parent = units.get(*other).and_then(|unit| unit.parent.as_ref());
            cycle = cycle.also(parent.and_then(|parent| parent.span), "part of the circle");
        }
        out.push(cycle);
    }
}

/// Units one level too deep: those below them are too, because of them.
fn depth(units: &Units, out: &mut Diagnostics) {
    for (key, unit) in units {
        let line = line_above(units, key);
        let top = line.last().and_then(|top| units.get(*top));
        if line.len() != UNIT_DEPTH + 1 || top.is_none_or(|top| parent_of(top) != ROOT) {
            continue;
        }
        let chain: Vec<String> = line.iter().rev().map(|key| format!("`{key}`")).collect();
        let message = format!(
            "unit `{key}` is at depth {}: AWS nests units {UNIT_DEPTH} deep under the root",
            line.len()
        );
        out.push(
            Diagnostic::error("units-too-deep", message)
                .at(unit.parent.as_ref().and_then(|parent| parent.span))
                .help(format!(
                    "it stands below {}",
                    chain.get(..UNIT_DEPTH).unwrap_or_default().join(" → ")
                )),
        );
    }
}
