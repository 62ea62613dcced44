//! Texts with ids that only AWS knows: of accounts that are not pinned, of an Organization that is yet to be made.
//!
//! Such a text is written once, when the baseline is checked, with references in place of the ids: `${account.security.id}`. When the baseline is tied
//! to a live Organization the ids come in. A reference that is left belongs to what the same plan makes: the plan shows it, and the apply fills it in.

use std::collections::{BTreeMap, BTreeSet};

use crate::areas::area::{Applying, Failure};
use crate::areas::shared::{addresses, stand_in};
use crate::areas::world::World;
use crate::engine::address::Address;
use crate::engine::change::{Facet, Label};
use crate::guardrails::Document;
use crate::organization::{Binding, Live};

use super::declared::DeclaredPolicy;

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

    /// What the words of a reference stand for.
    fn read(words: &str) -> Option<Self> {
        let account = || words.strip_prefix("account.")?.strip_suffix(".id");
        match words {
            "organization.id" => Some(Self::Organization),
            _ => account().map(|key| Self::Account(key.to_owned())),
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
        let mut text = String::with_capacity(self.text.len());
        let mut rest = self.text.as_str();
        while let Some((before, behind)) = rest.split_once("${") {
            text.push_str(before);
            let reference = behind.split_once('}').and_then(|(words, after)| {
                let awaited = self.awaited.get(&Awaited::read(words)?)?;
                Some((id(awaited)?, after))
            });
            rest = match reference {
                Some((id, after)) => {
                    text.push_str(&id);
                    after
                }
                None => {
                    text.push_str("${");
                    behind
                }
            };
        }
        text + rest
    }

    /// A text that was compiled with stand-ins, and what each stands for.
    #[must_use]
    pub fn new<'a>(compiled: &str, stand_ins: impl IntoIterator<Item = (&'a Awaited, &'a String)>) -> Option<Self> {
        let known: BTreeMap<&str, &Awaited> = stand_ins
            .into_iter()
            .map(|(awaited, id)| (id.as_str(), awaited))
            .collect();
        if known.is_empty() {
            return None;
        }
        let mut late = Self {
            text: String::with_capacity(compiled.len()),
            awaited: BTreeSet::new(),
        };
        let mut rest = compiled;
        // All of them are of one length, and begin with `0` or `o`.
        while let Some(at) = rest.find(['0', 'o']) {
            let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
            late.text.push_str(before);
            let found = from.split_at_checked(stand_in::ORGANIZATION.len());
            let found = found.and_then(|(id, behind)| Some((*known.get(id)?, behind)));
            rest = match found {
                Some((awaited, behind)) => {
                    late.text.push_str(&awaited.reference());
                    late.awaited.insert(awaited.clone());
                    behind
                }
                None => {
                    let (one, behind) = from.split_at_checked(1).unwrap_or((from, ""));
                    late.text.push_str(one);
                    behind
                }
            };
        }
        late.text.push_str(rest);
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

    /// A text of this policy with the ids of what was made meanwhile.
    ///
    /// # Errors
    /// Says what has no id yet.
    pub fn complete(&self, text: String, applying: &Applying<'_>) -> Result<String, Failure> {
        let mut text = text;
        for awaited in &self.awaits {
            if !text.contains(&awaited.reference()) {
                continue;
            }
            let address = awaited.address(applying.world);
            let made = applying.made.borrow().get(&address).cloned();
            let id = made.ok_or_else(|| Failure::new(format!("{address} has no id yet")).help("run again"))?;
            text = text.replace(&awaited.reference(), &id);
        }
        Ok(text)
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
