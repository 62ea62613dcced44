//! Tags of units, accounts and policies.

use std::collections::BTreeMap;

use super::keys::Keys;
use crate::areas::messages::length;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::engine::owner::{OWNER_TAG, mark_of_tag};
use crate::facts::quotas::{TAG_KEY, TAG_VALUE, TAGS, is_tag_character};
use crate::organization::Tags;

/// Checks the tags of one entry. `entry` is the path to it: `units`, `production`.
pub(super) fn declared(
    tags: &BTreeMap<String, Spanned<String>>,
    entry: [&str; 2],
    keys: &Keys,
    out: &mut Diagnostics,
) -> Tags {
    let [table, entry_key] = entry;
    for (key, value) in tags {
        let at = keys.at(&[table, entry_key, "tags", key]).or(value.span);
        if let Some(wrong) = wrong_key(key, at) {
            out.push(wrong);
        }
        check_value(key, value, out);
    }
    // The ownership tag is one of those that AWS counts.
    if tags.len() >= TAGS {
        let message = format!(
            "`{table}.{entry_key}` has {} tags: AWS takes {TAGS}, and `{OWNER_TAG}` is one of them",
            tags.len()
        );
        out.push(Diagnostic::error("too-many-tags", message).at(keys.at(&[table, entry_key, "tags"])));
    }
    tags.iter()
        .map(|(key, value)| (key.clone(), value.value.clone()))
        .collect()
}

/// Checks the value of a tag.
pub(super) fn check_value(key: &str, value: &Spanned<String>, out: &mut Diagnostics) {
    if let Some(wrong) = length(&format!("the value of tag `{key}`"), value, (0, TAG_VALUE), value.span) {
        out.push(wrong);
    }
    if let Some(wrong) = character("the value of a tag", value, value.span) {
        out.push(wrong);
    }
}

fn wrong_key(key: &str, at: Option<Span>) -> Option<Diagnostic> {
    if key == OWNER_TAG {
        let message = format!("the tag `{OWNER_TAG}` is reserved: it says which baseline owns an object");
        return Some(Diagnostic::error("reserved-tag", message).at(at).help("remove it"));
    }
    if key.to_ascii_lowercase().starts_with("aws:") {
        let message = format!("the tag `{key}` is reserved: only AWS sets tags that begin with `aws:`");
        return Some(Diagnostic::error("reserved-tag", message).at(at).help("remove it"));
    }
    if let Some(tool) = mark_of_tag(key) {
        let message = format!("the tag `{key}` marks what belongs to {tool}, which is never changed");
        return Some(
            Diagnostic::error("reserved-tag", message)
                .at(at)
                .help("choose another key"),
        );
    }
    length("the key of a tag", key, (1, TAG_KEY), at).or_else(|| character("the key of a tag", key, at))
}

fn character(what: &str, text: &str, at: Option<Span>) -> Option<Diagnostic> {
    let bad = text.chars().find(|character| !is_tag_character(*character))?;
    Some(
        Diagnostic::error("invalid-tag", format!("{what} cannot have `{}`", bad.escape_debug()))
            .at(at)
            .help("AWS takes letters, digits, spaces and `_ . : / = + - @`"),
    )
}
