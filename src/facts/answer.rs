//! What the answer of an operation holds, field by field: what AWS always sends, and what it means where something may be missing.

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Named fields.
    Structure,
    /// A list, which may have no entry.
    List,
    /// A text that is never empty: an id, a name, a document.
    Text,
    /// A text that may be empty: a tag's value, a description.
    AnyText,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number,
    /// A point of time: a number of seconds in JSON.
    Time,
}

/// Whether a field may be missing. A field that is `null` is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// AWS always sends it. An answer without it cannot be used, whatever else is in it.
    Required,
    /// It may be missing.
    Means {
        /// What it then means.
        meaning: &'static str,
        /// Who says so.
        source: &'static str,
    },
}

/// One field of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// From the top of the answer, in AWS's spelling; `[]` stands for each entry of a list: `Accounts[].Paths[]`.
    pub path: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether it may be missing.
    pub absence: Absence,
}

impl Field {
    const fn required(path: &'static str, shape: Shape) -> Self {
        Self {
            path,
            shape,
            absence: Absence::Required,
        }
    }

    /// A structure that is always there.
    #[must_use]
    pub const fn structure(path: &'static str) -> Self {
        Self::required(path, Shape::Structure)
    }

    /// A list that is always there, be it without entries.
    #[must_use]
    pub const fn list(path: &'static str) -> Self {
        Self::required(path, Shape::List)
    }

    /// A text that is always there and never empty.
    #[must_use]
    pub const fn text(path: &'static str) -> Self {
        Self::required(path, Shape::Text)
    }

    /// A text that is always there and may be empty.
    #[must_use]
    pub const fn any_text(path: &'static str) -> Self {
        Self::required(path, Shape::AnyText)
    }

    /// A flag that is always there.
    #[must_use]
    pub const fn flag(path: &'static str) -> Self {
        Self::required(path, Shape::Flag)
    }

    /// A whole number that is always there.
    #[must_use]
    pub const fn number(path: &'static str) -> Self {
        Self::required(path, Shape::Number)
    }

    /// A point of time that is always there.
    #[must_use]
    pub const fn time(path: &'static str) -> Self {
        Self::required(path, Shape::Time)
    }

    /// The same field, which may be missing.
    #[must_use]
    pub const fn or_absent(self, meaning: &'static str, source: &'static str) -> Self {
        Self {
            absence: Absence::Means { meaning, source },
            ..self
        }
    }
}

/// The token of the next page of a list of Organizations. AWS ends a list with no token, or `null`; an empty one is neither.
pub const NEXT_TOKEN: Field =
    Field::text("NextToken").or_absent("this was the last page", "Organizations API Reference, `NextToken`");
