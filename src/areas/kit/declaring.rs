//! What tables ask for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::document::{Contributions, Contributor, Document, Policy, Statement};
use super::erased::json;
use super::kind::Kind;
use super::merge::known;
use super::names::{Files, Names};
use super::resource::{Desired, Resource};
use crate::diagnostics::Diagnostics;
use crate::engine::address::Address;
use crate::engine::session::Session;
use crate::guardrails;

/// Everything that the tables of areas ask for.
#[derive(Debug, Clone, Default)]
pub struct Wants {
    /// What is wanted, by address.
    pub desired: BTreeMap<Address, Desired<Json>>,
    /// What is wanted in documents, by document.
    pub documents: BTreeMap<Address, Contributions>,
    /// Policy documents of files that the core has to know, by address.
    pub files: BTreeMap<Address, guardrails::Document>,
    /// What some area needs that another one provides.
    pub claims: BTreeSet<Address>,
    /// The areas whose table is in the baseline.
    pub declared: BTreeSet<&'static str>,
    /// Who administers a service for the Organization: the key of an account, by service principal.
    pub administrators: BTreeMap<String, String>,
}

impl Wants {
    /// The natural keys of what is wanted of a kind in a session, as far as the baseline alone says them.
    #[must_use]
    pub fn known_keys(&self, kind: &str, session: &Session) -> BTreeSet<Vec<String>> {
        let desired = self.desired.values();
        let here = desired.filter(|desired| desired.address.kind == kind && desired.session == *session);
        here.filter_map(|desired| known(&desired.natural)).collect()
    }
}

/// What an area reads its table with.
pub struct Declaring<'a> {
    /// Names that it may use.
    pub names: &'a dyn Names,
    /// Files that it may name.
    pub files: &'a mut dyn Files,
    /// What is asked for so far.
    pub wants: &'a mut Wants,
    /// What is wrong.
    pub out: &'a mut Diagnostics,
}

impl Declaring<'_> {
    /// Asks for something of a kind.
    pub fn want<K: Kind>(&mut self, kind: &K, desired: Desired<K::Resource>) {
        let _ = kind;
        let want = json(&desired.want.clone().canonical());
        self.wants.desired.insert(desired.address.clone(), desired.with(want));
    }

    /// Asks for a document, to which areas contribute. Where there is none it is begun with `frame`.
    pub fn want_document<K: Kind<Resource = Policy>>(
        &mut self,
        kind: &K,
        desired: Desired<()>,
        frame: Option<Document>,
    ) {
        let _ = kind;
        let want = frame.map_or(Json::Null, |document| json(&Policy { document }));
        self.wants.desired.insert(desired.address.clone(), desired.with(want));
    }

    /// Contributes a statement to a document.
    pub fn contribute(&mut self, document: &Address, by: Contributor, statement: impl Into<Statement>) {
        let contributions = self.wants.documents.entry(document.clone()).or_default();
        contributions.add(by, statement);
    }

    /// Asks for something that another area provides.
    pub fn claim(&mut self, what: Address) {
        self.wants.claims.insert(what);
    }
}
