//! What one should know about a merge: conflicts, and what has no effect.

use super::operator::{Allowed, Operator};
use super::tree::{Source, Spot};

/// One thing to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is.
    pub reason: Reason,
    /// The keys from the top to the setting, as first written.
    pub path: Vec<String>,
    /// The policy that it is about.
    pub spot: Spot,
    /// The other policy that it is about, if there is one: that which was first, or which forbids.
    pub other: Option<Spot>,
}

/// What there is to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Two policies at one place assign one setting differently. AWS takes that which was attached first, and does not tell which that was.
    Conflict,
    /// At one place one policy assigns what another appends to or removes from: AWS documents no order for that.
    Undecided,
    /// An operator that a policy above forbids has no effect.
    Forbidden(Operator),
    /// A control that would allow what a policy above forbids has no effect.
    Loosened(Allowed),
    /// A key is written in another case than before, and is taken for the same.
    Spelling(String),
    /// `@@append` or `@@remove` on a setting that is not a list has no effect.
    NotAList(Operator),
    /// A key is a setting here and holds settings there: the former is kept.
    Clash,
}

impl Reason {
    /// Its stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Conflict => "inherit-conflict",
            Self::Undecided => "inherit-order",
            Self::Forbidden(_) => "inherit-forbidden",
            Self::Loosened(_) => "inherit-loosened",
            Self::Spelling(_) => "inherit-spelling",
            Self::NotAList(_) => "inherit-not-a-list",
            Self::Clash => "inherit-clash",
        }
    }
}

impl Reason {
    /// What is said of the other policy's place.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Conflict | Self::Undecided => "and here",
            Self::Forbidden(_) | Self::Loosened(_) => "forbidden here",
            Self::Spelling(_) => "first written here",
            Self::NotAList(_) => "a single value since here",
            Self::Clash => "one setting here",
        }
    }

    /// What to do.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Conflict | Self::Undecided => "say it in one policy only, or attach the two at different levels",
            Self::Forbidden(_) | Self::Loosened(_) => "remove it here, or allow it above",
            Self::Spelling(_) => "write the key in one case everywhere",
            Self::NotAList(_) => "use `@@assign`, or make it a list above",
            Self::Clash => "use the key in one way everywhere",
        }
    }
}

impl Note {
    /// In words, with `name` for a policy at its place: `` policy `x` at the root ``. Keys are escaped; names are the caller's.
    #[must_use]
    pub fn message(&self, name: impl Fn(Source) -> String) -> String {
        let path = self.path.join(".").escape_debug().to_string();
        let this = name(self.spot.source);
        let other = self.other.map(|other| name(other.source)).unwrap_or_default();
        match &self.reason {
            Reason::Conflict => format!(
                "{other} and {this} assign `{path}` differently: AWS takes the one attached first, and does not tell which that is"
            ),
            Reason::Undecided => {
                format!(
                    "{other} and {this} both change `{path}` at one place, and the order in which AWS reads them decides"
                )
            }
            Reason::Forbidden(operator) => {
                format!("`{operator}` of `{path}` in {this} has no effect: {other} forbids it")
            }
            Reason::Loosened(allowed) => format!(
                "{this} would allow `{allowed}` for `{path}`, and cannot: {other} allows less, and nothing below can loosen that"
            ),
            Reason::Spelling(written) => format!(
                "{this} writes the key `{path}` as `{}`: AWS takes both for one, first written by {other}",
                written.escape_debug()
            ),
            Reason::NotAList(operator) => {
                format!("`{operator}` of `{path}` in {this} has no effect: {other} made it a single value")
            }
            Reason::Clash => {
                format!("`{path}` is one setting in {other} and holds settings in {this}: the former is taken")
            }
        }
    }
}
