//! A policy's text with references in place of ids that only AWS knows.

use std::collections::BTreeSet;

use crate::organization::{Binding, Live};

/// What has an id that only AWS knows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Awaited {
    /// The account of this key.
    Account(String),
    /// The Organization.
    Organization,
}

/// A policy's text with references in place of ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateText {
    text: String,
    awaited: BTreeSet<Awaited>,
}

impl Awaited {
    /// How a text refers to the id. Nothing else in a text from the library can look like it: no parameter takes `${`.
    #[must_use]
    pub fn reference(&self) -> String {
        match self {
            Self::Account(key) => format!("${{account.{key}.id}}"),
            Self::Organization => "${organization.id}".to_owned(),
        }
    }

    /// The id, if there is one.
    #[must_use]
    pub fn id(&self, live: &Live, binding: &Binding) -> Option<String> {
        match self {
            Self::Account(key) => binding.accounts.get(key).map(|id| id.0.clone()),
            Self::Organization => live.id.clone(),
        }
    }
}

impl LateText {
    /// The ids that it has references to.
    pub fn awaited(&self) -> impl Iterator<Item = &Awaited> {
        self.awaited.iter()
    }

    /// The text with these ids in place of references.
    #[must_use]
    pub fn with(&self, id: impl Fn(&Awaited) -> Option<String>) -> String {
        let mut text = self.text.clone();
        for awaited in &self.awaited {
            if let Some(id) = id(awaited) {
                text = text.replace(&awaited.reference(), &id);
            }
        }
        text
    }

    /// A text that was compiled with stand-ins, and what each stands for.
    #[must_use]
    pub fn new<'a>(compiled: &str, stand_ins: impl IntoIterator<Item = (&'a Awaited, &'a String)>) -> Option<Self> {
        let mut late = Self {
            text: compiled.to_owned(),
            awaited: BTreeSet::new(),
        };
        for (awaited, stand_in) in stand_ins {
            if late.text.contains(stand_in.as_str()) {
                late.text = late.text.replace(stand_in.as_str(), &awaited.reference());
                late.awaited.insert(awaited.clone());
            }
        }
        (!late.awaited.is_empty()).then_some(late)
    }
}
