//! `[units]`.

use std::collections::BTreeMap;

use super::keys::Keys;
use super::tags;
use crate::areas::messages::{is_lower_alphanumeric, length, unknown};
use crate::areas::organizations::schema::Tables;
use crate::areas::organizations::units::table::UnitTable;
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
        let known = keys.close_in("units").into_iter().chain([ROOT]);
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

/// The units above a unit and itself, from below, at most `most` of them; it ends at the root or at an unknown unit.
fn line_above<'a>(units: &'a Units, key: &'a str, most: usize) -> Vec<&'a str> {
    let above = |key: &&'a str| units.get(*key).map(parent_of).filter(|parent| *parent != ROOT);
    std::iter::successors(Some(key), above).take(most).collect()
}

/// So many units of a circle are named.
const NAMED: usize = 12;

/// Each circle is reported once, at its first unit in the order of keys.
fn cycles(units: &Units, out: &mut Diagnostics) {
    // The unit that each was first walked over from: whoever meets a unit of its own walk is in a circle.
    let mut walked: BTreeMap<&str, &str> = BTreeMap::new();
    for key in units.keys() {
        let mut now = key.as_str();
        while let Some(unit) = units.get(now).filter(|_| now != ROOT && !walked.contains_key(now)) {
            walked.insert(now, key);
            now = parent_of(unit);
        }
        // Where the walk ended in what an earlier one has seen, that one has found its circle.
        if walked.get(now) == Some(&key.as_str()) {
            out.push(circle(units, now));
        }
    }
}

/// The circle that a unit is in.
fn circle(units: &Units, of: &str) -> Diagnostic {
    let above = |key: &&str| units.get(*key).map(parent_of).filter(|parent| *parent != of);
    let line: Vec<&str> = std::iter::successors(units.get_key_value(of).map(|(key, _)| key.as_str()), above).collect();
    let first = line
        .iter()
        .enumerate()
        .min_by_key(|(_, key)| **key)
        .map_or(0, |(index, _)| index);
    let line: Vec<&str> = line.iter().cycle().skip(first).take(line.len()).copied().collect();
    let shown = line.get(..NAMED).unwrap_or(&line);
    let mut names: Vec<String> = shown.iter().map(|key| format!("`{key}`")).collect();
    if line.len() > shown.len() {
        names.push(format!("{} more", line.len() - shown.len()));
    }
    names.extend(line.first().map(|key| format!("`{key}`")));
    let parent = |key: &str| {
        units
            .get(key)
            .and_then(|unit| unit.parent.as_ref())
            .and_then(|parent| parent.span)
    };
    let mut cycle = Diagnostic::error(
        "circular-units",
        format!("units are each other's parents: {}", names.join(" → ")),
    )
    .at(line.first().and_then(|key| parent(key)))
    .help("give one of them another `parent`, or none to put it under the root");
    for other in shown.iter().skip(1) {
        cycle = cycle.also(parent(other), "part of the circle");
    }
    cycle
}

/// Units one level too deep: those below them are too, because of them.
fn depth(units: &Units, out: &mut Diagnostics) {
    for (key, unit) in units {
        let line = line_above(units, key, UNIT_DEPTH + 2);
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
