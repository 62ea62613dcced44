//! Ids in the texts of guardrails.

use std::collections::BTreeMap;

use super::keys::Keys;
use super::references::{MARK, mark};
use crate::areas::organizations::model::late::Awaited;
use crate::areas::organizations::schema::Tables;
use crate::areas::organizations::shared::stand_in;
use crate::guardrails::library::{Argument, Arguments};

/// The ids that the text of a guardrail names: those that are written, and stand-ins for those that only AWS knows.
pub(super) struct Ids<'a> {
    tables: &'a Tables,
    keys: &'a Keys,
    approved: &'a [String],
    stand_ins: BTreeMap<Awaited, String>,
}

impl<'a> Ids<'a> {
    /// None is named so far.
    pub(super) fn new(tables: &'a Tables, keys: &'a Keys) -> Self {
        Self {
            tables,
            keys,
            approved: keys.approved(),
            stand_ins: BTreeMap::new(),
        }
    }

    /// The id of the Organization, if it is written or the Organization is to be made.
    pub(super) fn organization(&mut self) -> Option<String> {
        let table = self.tables.organization.as_ref()?;
        match &table.id {
            Some(id) => Some(id.value.clone()),
            None if table.create => Some(self.stand_in(Awaited::Organization)),
            None => None,
        }
    }

    /// The same with one of the approved Regions for all.
    pub(super) fn with_one_region(mut self) -> Self {
        self.approved = self.approved.get(..1).unwrap_or_default();
        self
    }

    /// The approved Regions.
    pub(super) fn approved(&self) -> &[String] {
        self.approved
    }

    /// What stands in for ids so far, by what has them.
    pub(super) fn stand_ins(&self) -> &BTreeMap<Awaited, String> {
        &self.stand_ins
    }

    /// What stands in for ids, by what has them.
    pub(super) fn into_stand_ins(self) -> BTreeMap<Awaited, String> {
        self.stand_ins
    }

    /// The id of a declared account.
    pub(super) fn account(&mut self, key: &str) -> String {
        let written = self.tables.accounts.get(key).and_then(|account| account.id.as_ref());
        written.map_or_else(
            || self.stand_in(Awaited::Account(key.to_owned())),
            |id| id.value.clone(),
        )
    }

    fn stand_in(&mut self, awaited: Awaited) -> String {
        let id = match &awaited {
            Awaited::Account(key) => {
                let accounts = &self.tables.accounts;
                let known = self.keys.stand_ins(|| stand_in::accounts(accounts.keys())).get(key);
                known
                    .cloned()
                    .unwrap_or_else(|| stand_in::account(accounts.keys(), key))
            }
            Awaited::Organization => stand_in::ORGANIZATION.to_owned(),
        };
        self.stand_ins.insert(awaited, id.clone());
        id
    }

    /// Arguments with every mark of a reference filled in.
    pub(super) fn arguments(&mut self, arguments: &Arguments) -> Arguments {
        let filled = arguments
            .iter()
            .map(|(name, value)| (name.clone(), self.argument(value)));
        filled.collect()
    }

    fn argument(&mut self, argument: &Argument) -> Argument {
        match argument {
            Argument::Text(text) if *text == approved_mark() => Argument::texts(self.approved),
            Argument::Text(text) => Argument::Text(self.text(text)),
            Argument::List(items) => {
                // The approved Regions are the same wherever they are named again.
                let mut seen = false;
                let mark = Argument::Text(approved_mark());
                let new = |item: &&Argument| **item != mark || !std::mem::replace(&mut seen, true);
                Argument::List(items.iter().filter(new).flat_map(|item| self.items(item)).collect())
            }
            other => other.clone(),
        }
    }

    /// A list in a list is spliced where it is a reference.
    fn items(&mut self, item: &Argument) -> Vec<Argument> {
        match (item, self.argument(item)) {
            (Argument::Text(_), Argument::List(items)) => items,
            (_, other) => vec![other],
        }
    }

    fn text(&mut self, text: &str) -> String {
        let [open, close] = MARK;
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(open) {
            filled.push_str(before);
            let Some((words, behind)) = after.split_once(close) else {
                break;
            };
            filled.push_str(&self.marked(words));
            rest = behind;
        }
        filled + rest
    }

    /// What stands for a reference: `account.KEY.id`.
    fn marked(&mut self, words: &str) -> String {
        let key = words
            .strip_prefix("account.")
            .and_then(|words| words.strip_suffix(".id"));
        match (words, key) {
            ("regions.approved", _) => self.approved.join(","),
            ("organization.id", _) => self.organization().unwrap_or_default(),
            (_, Some(key)) => self.account(key),
            // Nothing else is late.
            _ => String::new(),
        }
    }
}

fn approved_mark() -> String {
    mark(&["regions".to_owned(), "approved".to_owned()])
}
