//! What is wanted and what is live: the same type for both.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::aws::AwsError;
use crate::engine::address::Address;
use crate::engine::late::Value;
use crate::engine::session::Session;

/// The fields of something, as the baseline wants them or as AWS has them.
///
/// A field that serialises to nothing is unmanaged: what is live there stays, also where AWS takes all fields in one call.
pub trait Resource: Clone + Serialize + DeserializeOwned {
    /// The one spelling of everything that means the same to AWS.
    #[must_use]
    fn canonical(self) -> Self {
        self
    }
}

/// One thing that the baseline wants.
#[derive(Debug, Clone, PartialEq)]
pub struct Desired<R> {
    /// Its name in the baseline.
    pub address: Address,
    /// Where it is.
    pub session: Session,
    /// By what AWS knows it among its kind in that session; nothing where there is one of its kind.
    pub natural: Vec<Value>,
    /// The id that the baseline gives it.
    pub id: Option<String>,
    /// How many of those whose natural key begins alike there can be; no bound if absent.
    pub most: Option<usize>,
    /// Its managed fields.
    pub want: R,
}

impl<R> Desired<R> {
    /// The only one of its kind in a session.
    pub fn new(address: Address, session: Session, want: R) -> Self {
        Self {
            address,
            session,
            natural: Vec::new(),
            id: None,
            most: None,
            want,
        }
    }

    /// Known to AWS by this among its kind.
    #[must_use]
    pub fn natural(mut self, natural: impl IntoIterator<Item = Value>) -> Self {
        self.natural = natural.into_iter().collect();
        self
    }

    /// At most so many, of those whose natural key begins alike.
    #[must_use]
    pub fn most(mut self, most: usize) -> Self {
        self.most = Some(most);
        self
    }

    /// The same with other fields.
    pub(super) fn with<T>(self, want: T) -> Desired<T> {
        Desired {
            address: self.address,
            session: self.session,
            natural: self.natural,
            id: self.id,
            most: self.most,
            want,
        }
    }
}

/// One thing that AWS has.
#[derive(Debug, Clone, PartialEq)]
pub struct Live<R> {
    /// By what AWS knows it among its kind in its session.
    pub natural: Vec<String>,
    /// AWS's id, where it has one besides.
    pub id: Option<String>,
    /// Its fields.
    pub have: R,
    /// What others can refer to, besides the id.
    pub outputs: BTreeMap<String, String>,
    /// The text of a document, as AWS has it.
    pub text: Option<String>,
}

impl<R> Live<R> {
    /// Known by its natural key alone.
    pub fn new(natural: impl IntoIterator<Item = String>, have: R) -> Self {
        Self {
            natural: natural.into_iter().collect(),
            id: None,
            have,
            outputs: BTreeMap::new(),
            text: None,
        }
    }

    /// How lists and messages name it: its id, or its natural key.
    #[must_use]
    pub fn name(&self) -> String {
        self.id.clone().unwrap_or_else(|| self.natural.join(" "))
    }

    /// The same with other fields.
    pub(super) fn with<T>(&self, have: T) -> Live<T> {
        Live {
            natural: self.natural.clone(),
            id: self.id.clone(),
            have,
            outputs: self.outputs.clone(),
            text: self.text.clone(),
        }
    }
}

/// What was read in one session.
#[derive(Debug, Clone)]
pub struct Reading<R> {
    /// What is there.
    pub live: Vec<Live<R>>,
    /// What could not be read among it, by natural key.
    pub unread: BTreeMap<Vec<String>, AwsError>,
}

impl<R> Default for Reading<R> {
    fn default() -> Self {
        Self {
            live: Vec::new(),
            unread: BTreeMap::new(),
        }
    }
}

impl<R> FromIterator<Live<R>> for Reading<R> {
    fn from_iter<I: IntoIterator<Item = Live<R>>>(live: I) -> Self {
        Self {
            live: live.into_iter().collect(),
            unread: BTreeMap::new(),
        }
    }
}

/// What is to be read in a session: a reading may have more, and must have this.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'a> {
    /// Everything that is there, these by natural key among it.
    All(&'a BTreeSet<Vec<String>>),
    /// These by natural key.
    Only(&'a BTreeSet<Vec<String>>),
}

impl<'a> Wanted<'a> {
    /// Natural keys of what is asked for by name.
    #[must_use]
    pub fn keys(&self) -> &'a BTreeSet<Vec<String>> {
        match self {
            Self::All(keys) | Self::Only(keys) => keys,
        }
    }
}

/// What is to be taken away although it is not ours, or although leaving it out does not take it away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Removed {
    /// Something that is ours, or that has no owner, by its address.
    Address(Address),
    /// Something that does not carry our tag, by kind and name in AWS.
    Named {
        /// `scp`, `trusted-access`, …
        kind: String,
        /// Its name in AWS.
        name: String,
    },
}

impl Removed {
    /// The kind of what is named.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            Self::Address(address) => &address.kind,
            Self::Named { kind, .. } => kind,
        }
    }

    /// The address by which messages name it.
    #[must_use]
    pub fn address(&self) -> Address {
        match self {
            Self::Address(address) => address.clone(),
            Self::Named { kind, name } => Address::new(kind, name),
        }
    }
}
