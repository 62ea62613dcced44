//! `[scps]`, `[rcps]`, `[declarative-policies]`, `[tag-policies]` and `[policies]`.

use std::collections::BTreeSet;

use super::attach::Attached;
use super::entry::{Entry, entries};
use super::keys::Keys;
use super::lint::{self, Linted};
use super::policy_source::Source;
use super::sets::{self, WrittenSet};
use crate::areas::organizations::model::late::LateText;
use crate::areas::organizations::model::policy::{DeclaredPolicy, GuardrailUse};
use crate::areas::organizations::schema::Tables;
use crate::baseline::Loaded;
use crate::diagnostics::{Diagnostics, FileId, Span};
use crate::engine::address::Address;
use crate::guardrails::Document;
use crate::organization::Tags;

/// A policy as it was written, with the places that rules over all policies point at.
pub(super) struct Written {
    pub(super) address: Address,
    pub(super) policy_type: String,
    pub(super) name: String,
    pub(super) name_at: Option<Span>,
    pub(super) description: String,
    pub(super) tags: Tags,
    /// Nothing where it could not be read.
    pub(super) document: Option<Document>,
    pub(super) late: Option<LateText>,
    pub(super) guardrail: Option<GuardrailUse>,
    /// The file that it stands in, if it has one of its own.
    pub(super) file: Option<FileId>,
    pub(super) attached: Vec<Attached>,
    pub(super) adopt_exact: bool,
    pub(super) linted: Linted,
}

impl Written {
    /// What the linter goes through.
    pub(super) fn part(&mut self) -> lint::Part<'_> {
        lint::Part {
            policy_type: &self.policy_type,
            document: self.document.as_ref(),
            linted: &mut self.linted,
        }
    }

    /// What areas work with.
    pub(super) fn into_declared(self) -> Option<(Address, DeclaredPolicy)> {
        let attach: BTreeSet<_> = self.attached.into_iter().map(|attached| attached.place).collect();
        let policy = DeclaredPolicy {
            address: self.address.clone(),
            policy_type: self.policy_type,
            name: self.name,
            description: self.description,
            tags: self.tags,
            document: self.document?,
            late: self.late,
            awaits: BTreeSet::new(),
            guardrail: self.guardrail,
            set: None,
            attach,
            adopt_exact: self.adopt_exact,
        };
        Some((self.address, policy))
    }
}

/// All policies, checked each for itself.
pub(super) fn declared(loaded: &mut Loaded, tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Vec<Written> {
    let mut declared = Vec::new();
    for entry in entries(tables, out) {
        if entry.packs() != Some(true) {
            sets::refuse_pack(&entry, keys, out);
            declared.push(entry.declare(loaded, tables, keys, out));
        }
    }
    declared
}

/// All sets of guardrails.
pub(super) fn packed(tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Vec<WrittenSet> {
    let entries = entries(tables, &mut Diagnostics::default());
    let sets = entries.iter().filter(|entry| entry.packs() == Some(true));
    sets.map(|entry| sets::declared(entry, tables, keys, out)).collect()
}

impl Entry<'_> {
    fn declare(&self, loaded: &mut Loaded, tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Written {
        let path = [self.table, self.key];
        let head = self.head("", tables, keys, out);
        let source = Source {
            path: &path,
            policy_type: self.policy_type,
            file: self.file,
            guardrail: self.guardrail,
            with: self.with,
            except_accounts: self.except_accounts,
            of_set: None,
            lint_allow: self.lint_allow,
        };
        let says = source.read(loaded, tables, keys, out);
        Written {
            address: Address::new(self.kind, self.key),
            policy_type: self.policy_type.to_owned(),
            name: head.name,
            name_at: head.name_at,
            description: match (self.description, says.title) {
                (None, Some(title)) => title,
                _ => head.description,
            },
            tags: head.tags,
            attached: head.attached,
            adopt_exact: head.adopt_exact,
            document: says.document,
            file: says.file,
            late: says.late,
            guardrail: says.guardrail,
            linted: says.linted,
        }
    }
}
