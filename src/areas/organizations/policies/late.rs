//! Texts with ids that only AWS knows: of accounts that are not pinned, of an Organization that is yet to be made.
//!
//! Such a text is written once, when the baseline is checked, with references in place of the ids: `${account.security.id}`. When the baseline is tied
//! to a live Organization the ids come in. A reference that is left belongs to what the same plan makes: the plan shows it, and the apply fills it in.

use std::collections::BTreeSet;

use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::addresses;
use crate::engine::address::Address;
use crate::engine::change::{Facet, Label};
use crate::engine::late::{Late, Template};
use crate::guardrails::Document;
use crate::organization::{Binding, Live};

use crate::areas::organizations::model::policy::DeclaredPolicy;

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
    pub(super) fn id(&self, live: &Live, binding: &Binding) -> Option<String> {
        match self {
            Self::Account(key) => binding.accounts.get(key).map(|id| id.0.clone()),
            Self::Organization => live.id.clone(),
        }
    }

    fn address(&self, world: &World) -> Address {
        match self {
            Self::Account(key) => Address::new("account", key),
            Self::Organization => addresses::organization(world),
        }
    }
}

impl LateText {
    /// The ids that it has references to.
    pub(super) fn awaited(&self) -> impl Iterator<Item = &Awaited> {
        self.awaited.iter()
    }

    /// The text with these ids in place of references.
    pub(super) fn with(&self, id: impl Fn(&Awaited) -> Option<String>) -> String {
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

impl DeclaredPolicy {
    /// Puts in the ids that are known now; those that are not are waited for.
    pub fn settle(&mut self, live: &Live, binding: &Binding) {
        let Some(late) = &self.late else { return };
        self.awaits.clear();
        let text = late.with(|awaited| awaited.id(live, binding));
        let unknown = late
            .awaited
            .iter()
            .filter(|awaited| awaited.id(live, binding).is_none());
        self.awaits.extend(unknown.cloned());
        // References and ids are plain text inside of strings: what was a document stays one.
        if let Ok(document) = Document::parse(&text) {
            self.document = document;
        }
    }

    /// What must be there before the text can be written.
    pub fn needs(&self, world: &World) -> impl Iterator<Item = Label> {
        let label = |awaited: &Awaited| Label::new(&awaited.address(world), Facet::Exists);
        self.awaits.iter().map(label)
    }

    /// A text of this policy, and what its references stand for.
    #[must_use]
    pub fn template(&self, text: String, world: &World) -> Template {
        let references = self.awaits.iter().map(|awaited| {
            let late = Late::id(awaited.address(world));
            (awaited.reference(), late)
        });
        Template {
            references: references.filter(|(reference, _)| text.contains(reference)).collect(),
            text,
        }
    }
}

/// A text of an earlier plan with the ids that are known now.
#[must_use]
pub fn fill(text: &str, world: &World) -> String {
    let mut text = text.to_owned();
    let accounts = world.baseline.organization.accounts.keys().cloned();
    for awaited in accounts.map(Awaited::Account).chain([Awaited::Organization]) {
        if let Some(id) = awaited.id(&world.live, &world.binding) {
            text = text.replace(&awaited.reference(), &id);
        }
    }
    text
}
