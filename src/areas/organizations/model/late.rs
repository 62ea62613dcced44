//! A policy's text with references in place of ids that only AWS knows.

use std::collections::{BTreeMap, BTreeSet};

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

    /// What the words of a reference stand for.
    fn read(words: &str) -> Option<Self> {
        let account = || words.strip_prefix("account.")?.strip_suffix(".id");
        match words {
            "organization.id" => Some(Self::Organization),
            _ => account().map(|key| Self::Account(key.to_owned())),
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
        let lengths: BTreeSet<usize> = known.keys().map(|id| id.len()).collect();
        let mut late = Self {
            text: String::with_capacity(compiled.len()),
            awaited: BTreeSet::new(),
        };
        let mut rest = compiled;
        // Accounts begin with a digit, the Organization with `o`.
        while let Some(at) = rest.find(|letter: char| letter == 'o' || letter.is_ascii_digit()) {
            let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
            late.text.push_str(before);
            let found = lengths.iter().find_map(|length| {
                let (id, behind) = from.split_at_checked(*length)?;
                Some((*known.get(id)?, behind))
            });
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
