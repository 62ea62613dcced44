//! Texts with `*` and `?`.

use super::pieces::{Piece, Reach, quick, steps};

/// A pattern over a whole text: `*` is any run of characters, `?` one character. Case counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob(Shape);

/// The shapes that most patterns have are compared without a search.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    All,
    Exact(String),
    Start(String),
    Pieces(Vec<Piece<String>>),
}

impl Glob {
    /// The pattern in `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut pieces: Vec<Piece<String>> = Vec::new();
        for letter in text.chars() {
            match (letter, pieces.last_mut()) {
                ('*', _) => pieces.push(Piece::Run(Reach::Any)),
                ('?', _) => pieces.push(Piece::One(Reach::Any)),
                (letter, Some(Piece::Text(text))) => text.push(letter),
                (letter, _) => pieces.push(Piece::Text(letter.to_string())),
            }
        }
        Self::of(pieces)
    }

    /// The pattern of these pieces; all wildcards may take any character.
    pub(in crate::guardrails::evaluate) fn of(mut pieces: Vec<Piece<String>>) -> Self {
        pieces.dedup_by(|later, earlier| matches!((later, earlier), (Piece::Run(_), Piece::Run(_))));
        Self(match pieces.as_slice() {
            [] => Shape::Exact(String::new()),
            [Piece::Run(_)] => Shape::All,
            [Piece::Text(text)] => Shape::Exact(text.clone()),
            [Piece::Text(text), Piece::Run(_)] => Shape::Start(text.clone()),
            _ => Shape::Pieces(pieces),
        })
    }

    /// Whether all of `text` fits.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        match &self.0 {
            Shape::All => true,
            Shape::Exact(exact) => exact == text,
            Shape::Start(start) => text.starts_with(start.as_str()),
            Shape::Pieces(pieces) => quick(pieces, text),
        }
    }

    /// About how many steps it takes to compare a text of so many bytes.
    pub(in crate::guardrails::evaluate) fn steps(&self, bytes: usize) -> usize {
        match &self.0 {
            Shape::All | Shape::Exact(_) | Shape::Start(_) => 1,
            Shape::Pieces(pieces) => {
                let (itself, each) = steps(pieces);
                each.saturating_mul(bytes).saturating_add(itself)
            }
        }
    }

    /// Whether everything fits.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.0 == Shape::All
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_whole_texts() {
        for (pattern, text, wanted) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("**", "a:b/c", true),
            ("?", "", false),
            ("?", "é", true),
            ("a", "A", false),
            ("a*", "a", true),
            ("*a", "ba", true),
            ("*a", "bab", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "acb", false),
            ("a?*", "a", false),
            ("a?*", "ab", true),
            ("*ab", "aab", true),
            ("a*a", "a", false),
            ("*a*", "bbb", false),
            ("a.c", "abc", false),
        ] {
            assert_eq!(Glob::new(pattern).matches(text), wanted, "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_do_not_take_forever() {
        let pattern = Glob::new(&"*a".repeat(500));
        assert!(!pattern.matches(&format!("{}b", "a".repeat(5_000))));
    }
}
