//! Policies that accounts inherit: each for itself, and those that meet at one place or one above the other.

use std::collections::BTreeMap;

use super::document::span;
use super::policies::Written;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::engine::address::Address;
use crate::facts::policy_types::policy_type;
use crate::facts::quotas::UNIT_DEPTH;
use crate::guardrails::inherit::{self, Note, Source, Spot};
use crate::guardrails::{Document, Language, language_of};
use crate::organization::{Declared, Place};

/// The root, units, and an account.
const LAYERS: usize = UNIT_DEPTH + 2;

/// Warns of policies that contradict each other, and of what has no effect because of another.
pub(super) fn check(policies: &[Written], organization: &Declared, out: &mut Diagnostics) {
    let mut types: BTreeMap<&str, Vec<&Written>> = BTreeMap::new();
    for policy in policies {
        if language_of(&policy.policy_type) == Language::Inheriting && policy.document.is_some() {
            types.entry(&policy.policy_type).or_default().push(policy);
        }
    }
    for (kind, policies) in types {
        let mut there: BTreeMap<&Place, Vec<&Written>> = BTreeMap::new();
        for policy in policies {
            for attached in &policy.attached {
                there.entry(&attached.place).or_default().push(policy);
            }
        }
        there
            .values_mut()
            .for_each(|on| on.sort_by(|one, other| one.address.cmp(&other.address)));
        let mut known = BTreeMap::new();
        for place in there.keys() {
            meeting(kind, &there, &organization.way_to(place), &mut known, out);
        }
    }
}

/// Merges what is attached along a way, and tells what there is to know of its end: what is above was told there.
fn meeting<'a>(
    kind: &str,
    there: &BTreeMap<&Place, Vec<&'a Written>>,
    way: &[Place],
    known: &mut BTreeMap<Vec<Vec<&'a Address>>, Vec<Note>>,
    out: &mut Diagnostics,
) {
    let on = |place: &Place| there.get(place).map(Vec::as_slice).unwrap_or_default();
    let layers: Vec<&[&Written]> = way.iter().map(on).collect();
    let facts = policy_type(kind);
    // What AWS nests nowhere, attaches nowhere or takes from nobody is an error where it is written, and is not merged.
    let is_possible = way.len() <= LAYERS && layers.iter().all(|layer| layer.len() <= facts.max_attached);
    let is_small = |document: &&Document| document.size() <= 2 * facts.max_size;
    if !is_possible
        || !layers
            .iter()
            .copied()
            .flatten()
            .filter_map(|policy| policy.document.as_ref())
            .all(|one| is_small(&one))
    {
        return;
    }
    let find = |source: Source| {
        layers
            .get(source.layer)
            .and_then(|layer| layer.get(source.policy))
            .copied()
    };
    let name = |source: Source| {
        let address = find(source).map(|policy| policy.address.to_string());
        let place = way.get(source.layer).map(Place::to_string);
        format!("`{}` at `{}`", address.unwrap_or_default(), place.unwrap_or_default())
    };
    // Accounts beside each other mostly inherit the same.
    let addresses = layers
        .iter()
        .map(|layer| layer.iter().map(|policy| &policy.address).collect());
    let notes = known.entry(addresses.collect()).or_insert_with(|| {
        let documents: Vec<Vec<&Document>> = layers
            .iter()
            .map(|layer| layer.iter().filter_map(|policy| policy.document.as_ref()).collect())
            .collect();
        let mut notes = inherit::effective(&documents, kind).notes;
        notes.retain(|note| note.spot.source.layer + 1 == way.len());
        notes
    });
    for note in notes.iter() {
        let at = |spot: Spot| find(spot.source).and_then(|policy| place_of(policy, spot));
        out.push(warning(note, name, at));
    }
}

fn warning(note: &Note, name: impl Fn(Source) -> String, at: impl Fn(Spot) -> Option<Span>) -> Diagnostic {
    let warning = Diagnostic::warning(note.reason.code(), note.message(name))
        .at(at(note.spot))
        .help(note.reason.help());
    match note.other.and_then(at) {
        Some(other) => warning.also(other, note.reason.label()),
        None => warning,
    }
}

/// Where a policy says something: in its file, else where it is declared.
fn place_of(policy: &Written, spot: Spot) -> Option<Span> {
    match policy.file {
        Some(file) => Some(span(file, spot.place.offset, spot.place.length)),
        None => policy.name_at,
    }
}
