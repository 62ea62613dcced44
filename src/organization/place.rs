//! Where something stands or is attached: the root, a unit or an account.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::engine::address::Address;

/// A place as the baseline writes it, by key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Place {
    /// The root.
    Root,
    /// A unit, by its key.
    Unit(String),
    /// An account, by its key.
    Account(String),
}

impl Place {
    /// The address of the unit or account; the root has none.
    #[must_use]
    pub fn address(&self) -> Option<Address> {
        match self {
            Self::Root => None,
            Self::Unit(key) => Some(Address::new("unit", key)),
            Self::Account(key) => Some(Address::new("account", key)),
        }
    }
}

/// As in `attach = […]`: `root`, a unit's key, `account:KEY`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("root"),
            Self::Unit(key) => f.write_str(key),
            Self::Account(key) => write!(f, "account:{key}"),
        }
    }
}

/// A place as AWS names it: `r-…`, `ou-…` or twelve digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlaceId(pub String);

impl PlaceId {
    /// Whether it names an account.
    #[must_use]
    pub fn is_account(&self) -> bool {
        self.0.len() == 12 && self.0.bytes().all(|b| b.is_ascii_digit())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
