//! The operators of inheriting policies.

use std::fmt;

use super::super::document::Node;

/// The key of the operator that says what policies below may do.
pub(super) const CONTROL: &str = "@@operators_allowed_for_child_policies";
/// What every operator's name begins with.
pub(super) const MARK: &str = "@@";
/// Allows every operator, in the list of [`CONTROL`].
pub(super) const ALL: &str = "@@all";
/// Allows none, in the list of [`CONTROL`].
pub(super) const NONE: &str = "@@none";

/// What a policy does to a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operator {
    /// Replaces what is inherited.
    Assign,
    /// Adds to an inherited list.
    Append,
    /// Takes out of an inherited list.
    Remove,
}

impl Operator {
    /// All of them.
    pub const EVERY: [Self; 3] = [Self::Assign, Self::Append, Self::Remove];

    /// Its name in a policy. Case matters.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Assign => "@@assign",
            Self::Append => "@@append",
            Self::Remove => "@@remove",
        }
    }

    /// The operator of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|operator| operator.name() == name)
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which operators policies further down may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    assign: bool,
    append: bool,
    remove: bool,
}

impl Allowed {
    /// Every operator: what holds where nobody says anything.
    pub const ALL: Self = Self {
        assign: true,
        append: true,
        remove: true,
    };
    /// No operator: what was said stays.
    pub const NONE: Self = Self {
        assign: false,
        append: false,
        remove: false,
    };

    /// Whether an operator is among them.
    #[must_use]
    pub fn has(self, operator: Operator) -> bool {
        match operator {
            Operator::Assign => self.assign,
            Operator::Append => self.append,
            Operator::Remove => self.remove,
        }
    }

    /// What both allow.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            assign: self.assign && other.assign,
            append: self.append && other.append,
            remove: self.remove && other.remove,
        }
    }

    /// From the value of the control operator. Words that are none of its are left out: the check reports them.
    pub(super) fn read(node: &Node) -> Self {
        let words: Vec<String> = node.items().iter().filter_map(Node::scalar).collect();
        let says = |word: &str| words.iter().any(|said| said == word || said == ALL);
        Self {
            assign: says(Operator::Assign.name()),
            append: says(Operator::Append.name()),
            remove: says(Operator::Remove.name()),
        }
    }
}

/// As in a policy, without the brackets.
impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ALL {
            return f.write_str(ALL);
        }
        if *self == Self::NONE {
            return f.write_str(NONE);
        }
        let names: Vec<&str> = Operator::EVERY
            .into_iter()
            .filter(|operator| self.has(*operator))
            .map(Operator::name)
            .collect();
        f.write_str(&names.join(", "))
    }
}
