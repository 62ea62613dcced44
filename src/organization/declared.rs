//! What the baseline says of units and accounts.

use std::collections::{BTreeMap, BTreeSet};

use super::live::Tags;
use super::place::Place;

/// The reserved account key of the management account.
pub const MANAGEMENT: &str = "management";
/// The reserved name of the root in `parent`, `unit` and `attach`.
pub const ROOT: &str = "root";

/// What to do about accounts that the baseline does not declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Undeclared {
    /// List them.
    #[default]
    Report,
    /// Say nothing.
    Ignore,
    /// Refuse to apply.
    Fail,
}

/// The Organization that the baseline wants.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Declared {
    /// `organization.baseline`: part of every ownership tag.
    pub baseline: String,
    /// The management account's id.
    pub management_account: String,
    /// The Organization's id, where it is written.
    pub id: Option<String>,
    /// Whether to create the Organization if there is none.
    pub create: bool,
    /// What to do about undeclared accounts.
    pub undeclared: Undeclared,
    /// Domains that account e-mails must be under, in lower case; any if empty.
    pub email_domains: Vec<String>,
    /// Units by key.
    pub units: BTreeMap<String, DeclaredUnit>,
    /// Accounts by key, the management account under [`MANAGEMENT`] included where it is declared.
    pub accounts: BTreeMap<String, DeclaredAccount>,
    /// Kinds of which nothing else may exist, by the name of their table.
    pub exclusive: BTreeSet<String>,
    /// Keys that were renamed: kind and old key to new key.
    pub moved: BTreeMap<(String, String), String>,
    /// Whether AWS's policy that allows everything is on the root; not managed if absent.
    pub full_access: Option<bool>,
}

/// One `[units.KEY]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeclaredUnit {
    /// Its name in AWS.
    pub name: String,
    /// The key of the unit above; [`ROOT`] if there is none.
    pub parent: String,
    /// Pins an existing unit.
    pub id: Option<String>,
    /// Tags that are managed; others are left.
    pub tags: Tags,
    /// Whether AWS's policy that allows everything is on it; not managed if absent.
    pub full_access: Option<bool>,
}

/// One `[accounts.KEY]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeclaredAccount {
    /// Its name in AWS; not managed if absent.
    pub name: Option<String>,
    /// Its root e-mail, in lower case. Absent only for the management account and where `id` pins it.
    pub email: Option<String>,
    /// The key of its unit, or [`ROOT`]; its place is not managed if absent.
    pub unit: Option<String>,
    /// Pins an existing account.
    pub id: Option<String>,
    /// Tags that are managed, `owner` included; others are left.
    pub tags: Tags,
    /// The role that AWS makes in it when it is created.
    pub role: Option<String>,
    /// Whether AWS's policy that allows everything is on it; not managed if absent.
    pub full_access: Option<bool>,
}

impl Declared {
    /// The place that a key of `parent` or `unit` names.
    #[must_use]
    pub fn unit_place(key: &str) -> Place {
        if key == ROOT {
            Place::Root
        } else {
            Place::Unit(key.to_owned())
        }
    }

    /// The units above `key` and itself, from the top. Stops at a cycle or an unknown unit.
    #[must_use]
    pub fn unit_chain<'a>(&'a self, key: &'a str) -> Vec<&'a str> {
        let mut chain = Vec::new();
        let mut next = key;
        while let Some(unit) = self.units.get(next) {
            if chain.contains(&next) {
                break;
            }
            chain.push(next);
            next = &unit.parent;
        }
        chain.reverse();
        chain
    }

    /// The places from the root down to one. An account whose unit the baseline does not say is taken to stand in the root.
    #[must_use]
    pub fn way_to(&self, place: &Place) -> Vec<Place> {
        let unit = match place {
            Place::Root => ROOT,
            Place::Unit(key) => key,
            Place::Account(key) => {
                let account = self.accounts.get(key);
                account.and_then(|account| account.unit.as_deref()).unwrap_or(ROOT)
            }
        };
        let units = self.unit_chain(unit).into_iter();
        let units = units.map(|key| Place::Unit(key.to_owned()));
        let account = matches!(place, Place::Account(_)).then(|| place.clone());
        std::iter::once(Place::Root).chain(units).chain(account).collect()
    }

    /// Whether AWS's policy that allows everything is to be on a place; not managed if absent.
    #[must_use]
    pub fn full_access(&self, place: &Place) -> Option<bool> {
        match place {
            Place::Root => self.full_access,
            Place::Unit(key) => self.units.get(key)?.full_access,
            Place::Account(key) => self.accounts.get(key)?.full_access,
        }
    }

    /// The places of which the baseline says whether AWS's policy that allows everything is on them.
    pub fn with_full_access_said(&self) -> impl Iterator<Item = (Place, bool)> {
        let units = self.units.keys().cloned().map(Place::Unit);
        let accounts = self.accounts.keys().cloned().map(Place::Account);
        let places = std::iter::once(Place::Root).chain(units).chain(accounts);
        places.filter_map(|place| Some((place.clone(), self.full_access(&place)?)))
    }

    /// The keys that went by `key` of `kind` before `[[moved]]`.
    #[must_use]
    pub fn formerly(&self, kind: &str, key: &str) -> Vec<String> {
        let old = self.moved.keys().filter(|(of, _)| of == kind).map(|(_, old)| old);
        old.filter(|old| self.renamed(kind, old) == key).cloned().collect()
    }

    /// The key that `key` of `kind` goes by since `[[moved]]`.
    #[must_use]
    pub fn renamed<'a>(&'a self, kind: &str, key: &'a str) -> &'a str {
        let mut now = key;
        // Each hop must go somewhere new: a cycle of renames is reported when the baseline is checked.
        for _ in 0..=self.moved.len() {
            match self.moved.get(&(kind.to_owned(), now.to_owned())) {
                Some(next) => now = next,
                None => break,
            }
        }
        now
    }
}
