//! What tables ask for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::document::{Contributions, Contributor, Document, Policy, Statement};
use super::erased::json;
use super::kind::Kind;
use super::merge::known;
use super::names::{Files, Names};
use super::resource::{Desired, Resource};
use crate::areas::messages::{listed_twice, unknown};
use crate::areas::texts::Texts;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::engine::address::Address;
use crate::engine::session::Session;
use crate::guardrails;
use crate::organization::MANAGEMENT;

/// Every account of the baseline.
const ALL: &str = "all";

/// Everything that the tables of areas ask for.
#[derive(Debug, Clone, Default)]
pub struct Wants {
    /// What is wanted, by address.
    desired: BTreeMap<Address, Desired<Json>>,
    /// The addresses of what is wanted of a kind in a session.
    places: BTreeMap<String, BTreeMap<Session, BTreeSet<Address>>>,
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
    /// What is wanted, by address.
    #[must_use]
    pub fn desired(&self) -> &BTreeMap<Address, Desired<Json>> {
        &self.desired
    }

    /// What is wanted of a kind in a session.
    pub fn here(&self, kind: &str, session: &Session) -> impl Iterator<Item = &Desired<Json>> {
        let sessions = self.places.get(kind);
        let addresses = sessions.and_then(|sessions| sessions.get(session));
        let addresses = addresses.into_iter().flatten();
        addresses.filter_map(|address| self.desired.get(address))
    }

    /// Where something of a kind is wanted.
    pub fn sessions(&self, kind: &str) -> impl Iterator<Item = &Session> {
        self.places.get(kind).into_iter().flat_map(BTreeMap::keys)
    }

    fn insert(&mut self, desired: Desired<Json>) {
        let sessions = self.places.entry(desired.address.kind.clone()).or_default();
        let here = sessions.entry(desired.session.clone()).or_default();
        here.insert(desired.address.clone());
        self.desired.insert(desired.address.clone(), desired);
    }

    /// The natural keys of what is wanted of a kind in a session, as far as the baseline alone says them.
    #[must_use]
    pub fn known_keys(&self, kind: &str, session: &Session) -> BTreeSet<Vec<String>> {
        self.here(kind, session)
            .filter_map(|desired| known(&desired.natural))
            .collect()
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
        self.wants.insert(desired.with(want));
    }

    /// The accounts of a list of keys, or all of the baseline's by the word `all`; what is wrong with the list is reported.
    pub fn accounts(&mut self, written: &Spanned<Texts>) -> Vec<String> {
        let list = &written.value.0;
        if let [all] = list.as_slice()
            && all.value == ALL
        {
            let keys = self.names.accounts().into_iter().filter(|key| *key != MANAGEMENT);
            return [MANAGEMENT].into_iter().chain(keys).map(str::to_owned).collect();
        }
        if list.is_empty() {
            let wrong = Diagnostic::error("no-accounts", "the list of accounts is empty").at(written.span);
            self.out
                .push(wrong.help("name accounts by their keys, or write `accounts = \"all\"`"));
        }
        let alone = |account: &Spanned<String>| {
            let message = "`all` stands alone: there is no need to name other accounts beside it";
            let wrong = Diagnostic::error("all-and-others", message).at(account.span);
            (account.value == ALL).then(|| wrong.help("write `accounts = \"all\"`"))
        };
        self.account_keys(list, alone).into_iter().map(str::to_owned).collect()
    }

    /// The accounts that keys name, each once. What is wrong with a key is reported, and what `wrong` says of it.
    pub fn account_keys<'t>(
        &mut self,
        written: &'t [Spanned<String>],
        wrong: impl Fn(&Spanned<String>) -> Option<Diagnostic>,
    ) -> BTreeSet<&'t str> {
        let mut first: BTreeMap<&str, Option<Span>> = BTreeMap::new();
        for account in written {
            if let Some(wrong) = wrong(account) {
                self.out.push(wrong);
            } else if account.value != MANAGEMENT && !self.names.has_account(account) {
                let known = self.names.close_accounts();
                self.out
                    .push(unknown("unknown-account", "account", account, account.span, known));
            } else if let Some(first) = first.get(account.as_str()) {
                self.out.push(listed_twice(account, account.span, *first));
            } else {
                first.insert(account, account.span);
            }
        }
        first.into_keys().collect()
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
        self.wants.insert(desired.with(want));
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
