//! Texts of diagnostics, safe to print.

use crate::views::safe;

/// How long a message or label may be, in characters.
pub(super) const MESSAGE: usize = 600;

/// Text that cannot steer a terminal, at most `limit` characters of it.
pub(super) fn visible(text: &str, limit: usize) -> String {
    let mut out = String::new();
    for character in text.chars().take(limit) {
        push_visible(&mut out, character);
    }
    if text.chars().nth(limit).is_some() {
        out.push('…');
    }
    out
}

pub(super) fn push_visible(out: &mut String, character: char) {
    match character {
        // The renderer sets tabs as four columns.
        '\t' => out.push('\t'),
        _ => out.push_str(&safe::text(character.encode_utf8(&mut [0; 4]))),
    }
}
