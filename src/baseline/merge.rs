//! How files come together: a file over what it extends, and parts of one layer beside each other.

use std::collections::btree_map;

use super::document::{Entry, Node, NodeKind, Table};
use crate::diagnostics::{Diagnostic, Diagnostics};

/// Lays `over` on what it extends: tables merge by key, scalars and lists replace, `[[blocks]]` follow those of the
/// parent, and `key = false` drops an inherited table.
pub(super) fn overlay(base: &mut Table, over: Table, diagnostics: &mut Diagnostics) {
    base.span = over.span;
    for (key, entry) in over.entries {
        if matches!(entry.value.kind, NodeKind::Boolean(false))
            && base.get(&key).is_some_and(|old| old.value.as_table().is_some())
        {
            base.remove(&key);
            continue;
        }
        match base.entries.entry(key) {
            btree_map::Entry::Vacant(place) => {
                place.insert(entry);
            }
            btree_map::Entry::Occupied(mut place) => {
                let key = place.key().clone();
                overlay_entry(&key, place.get_mut(), entry, diagnostics);
            }
        }
    }
}

fn overlay_entry(key: &str, base: &mut Entry, over: Entry, diagnostics: &mut Diagnostics) {
    let both_blocks = base.value.is_blocks() && over.value.is_blocks();
    base.key = over.key;
    match (&mut base.value.kind, over.value.kind) {
        (NodeKind::Table(old), NodeKind::Table(new)) => {
            base.value.span = over.value.span;
            overlay(old, new, diagnostics);
        }
        (NodeKind::Array(old), NodeKind::Array(new)) if both_blocks => old.extend(new),
        (old, new) => {
            let new = Node {
                span: over.value.span,
                kind: new,
            };
            if matches!(old, NodeKind::Table(_)) != new.as_table().is_some() {
                diagnostics.push(clash(key, &base.value, &new));
            }
            base.value = new;
        }
    }
}

/// Puts a part beside what its layer has so far: the same key twice is an error, as it would be in one file.
pub(super) fn combine(own: &mut Table, part: Table, diagnostics: &mut Diagnostics) {
    for (key, entry) in part.entries {
        match own.entries.entry(key) {
            btree_map::Entry::Vacant(place) => {
                place.insert(entry);
            }
            btree_map::Entry::Occupied(mut place) => {
                let key = place.key().clone();
                combine_entry(&key, place.get_mut(), entry, diagnostics);
            }
        }
    }
}

fn combine_entry(key: &str, own: &mut Entry, part: Entry, diagnostics: &mut Diagnostics) {
    let both_blocks = own.value.is_blocks() && part.value.is_blocks();
    match (&mut own.value.kind, part.value.kind) {
        (NodeKind::Table(old), NodeKind::Table(new)) => combine(old, new, diagnostics),
        (NodeKind::Array(old), NodeKind::Array(new)) if both_blocks => old.extend(new),
        _ => diagnostics.push(
            Diagnostic::error("duplicate-key", format!("`{key}` is defined twice"))
                .at(part.key)
                .also(own.key, "first defined here")
                .help("included files are parts of one document: keep one of the two"),
        ),
    }
}

fn clash(key: &str, old: &Node, new: &Node) -> Diagnostic {
    Diagnostic::error(
        "type-clash",
        format!(
            "`{key}` is {} here, but {} where it comes from",
            new.type_name(),
            old.type_name()
        ),
    )
    .at(new.span)
    .also(old.span, format!("inherited: {}", old.type_name()))
}
