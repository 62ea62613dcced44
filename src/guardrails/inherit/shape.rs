//! What a policy type knows: its keys, and the values of their settings.

/// What may stand at a place.
#[derive(Debug)]
pub(super) enum Shape {
    /// A map of these keys, as far as this version knows.
    Keys(&'static [(&'static str, Shape)]),
    /// A map of keys that people choose, each of this shape.
    Each(&'static Shape),
    /// A map of these keys, each of this shape, as far as this version knows.
    Known(&'static [&'static str], &'static Shape),
    /// A single one of these words, in exactly this case, as far as this version knows.
    Word(&'static [&'static str]),
    /// A single whole number from here to there; a text of digits is one too.
    Number(i64, i64),
    /// A single text.
    Text,
    /// A list of texts.
    Texts,
    /// Anything, as far as this version knows.
    Free,
}
