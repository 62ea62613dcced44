//! `StringEquals`, `StringEqualsIgnoreCase` and their negations. `StringLike` is a glob.

use crate::guardrails::evaluate::matching::Piece;

/// The text of pieces without wildcards.
pub(super) fn joined<T: AsRef<str>>(pieces: &[Piece<T>]) -> String {
    pieces.iter().map(text).collect()
}

/// The letters of pieces without wildcards.
pub(super) fn letters<'a, T: AsRef<str>>(pieces: &'a [Piece<T>]) -> impl Iterator<Item = char> + 'a {
    pieces.iter().flat_map(|piece| text(piece).chars())
}

/// Whether both are the same in any case.
pub(super) fn same(letters: impl Iterator<Item = char>, value: &str) -> bool {
    letters
        .flat_map(char::to_lowercase)
        .eq(value.chars().flat_map(char::to_lowercase))
}

/// The same of a whole text.
pub(super) fn same_text(text: &str, value: &str) -> bool {
    if text.is_ascii() && value.is_ascii() {
        text.eq_ignore_ascii_case(value)
    } else {
        same(text.chars(), value)
    }
}

fn text<T: AsRef<str>>(piece: &Piece<T>) -> &str {
    match piece {
        Piece::Text(text) => text.as_ref(),
        Piece::One(_) | Piece::Run(_) => "",
    }
}
