//! What the areas outside of the Organizations core want, beside what was read for them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::area::AnyArea;
use super::binding::bind;
use super::catalog::Catalog;
use super::declaring::Wants;
use super::document::{Contributor, Mark};
use super::erased::AnyKind;
use super::info::KindInfo;
use super::merge::known;
use super::organization::Organization;
use super::purpose::Purpose;
use super::resource::{Desired, Live, Reading};
use crate::aws::AwsError;
use crate::engine::address::Address;
use crate::engine::late::{Late, Outputs, Value};
use crate::engine::plan::Unread;
use crate::engine::session::{Caller, Session};
use crate::facts::account_states::AccountAction;
use crate::organization::MANAGEMENT;

/// What is wanted of the areas outside of the Organizations core, and what was read for them.
#[derive(Clone)]
pub struct Services {
    /// Every area.
    pub areas: Catalog,
    /// What is wanted.
    pub wants: Wants,
    /// The Organization that it is wanted in.
    pub organization: Organization,
    /// What was read, by kind and session.
    pub cells: BTreeMap<(&'static str, Session), Cell>,
    /// What accounts are entered for.
    pub purpose: Purpose,
}

/// One kind in one session.
#[derive(Debug, Clone)]
pub enum Cell {
    /// It was read.
    Read(Reading<Json>),
    /// It could not be read: nothing of the kind is planned there.
    Unread(AwsError),
    /// What it is in is yet to be made, so that there is nothing.
    Unmade,
}

impl Cell {
    /// What is there; nothing where that is not known.
    #[must_use]
    pub fn live(&self) -> &[Live<Json>] {
        match self {
            Self::Read(reading) => &reading.live,
            Self::Unread(_) | Self::Unmade => &[],
        }
    }

    /// Whether one thing could not be read where others could.
    #[must_use]
    pub fn is_unread(&self, desired: &Desired<Json>) -> bool {
        let Self::Read(reading) = self else { return false };
        known(&desired.natural).is_some_and(|natural| reading.unread.contains_key(&natural))
    }
}

/// One thing, and where it is.
pub(super) struct Located {
    pub kind: &'static dyn AnyKind,
    pub session: Session,
    pub natural: Vec<Value>,
}

impl Services {
    /// Every kind with its area.
    pub fn kinds(&self) -> impl Iterator<Item = (&'static dyn AnyArea, &'static dyn AnyKind)> {
        self.areas.kinds()
    }

    /// Whether an area is one of these.
    #[must_use]
    pub fn has_area(&self, name: &str) -> bool {
        self.areas.has_area(name)
    }

    /// What was read of a kind.
    pub fn cells_of(&self, info: &'static KindInfo) -> impl Iterator<Item = (&Session, &Cell)> {
        let cells = self.cells.iter().filter(|((kind, _), _)| *kind == info.name);
        cells.map(|((_, session), cell)| (session, cell))
    }

    /// What could not be read.
    #[must_use]
    pub fn unread(&self) -> Vec<Unread> {
        let mut found = Vec::new();
        for (_, kind) in self.kinds() {
            let info = kind.info();
            for (session, cell) in self.cells_of(info) {
                let unread = |what: String, error: &AwsError| Unread {
                    what,
                    session: session.clone(),
                    why: error.to_string(),
                };
                match cell {
                    Cell::Unread(error) => found.push(unread(info.title.to_owned(), error)),
                    Cell::Read(reading) if reading.unread.is_empty() => {}
                    Cell::Read(reading) => {
                        let names = self.names(kind, session);
                        found.extend(reading.unread.iter().map(|(natural, error)| {
                            let name = names.get(natural).map(ToString::to_string);
                            let name = name.unwrap_or_else(|| natural.join(" "));
                            unread(format!("{} ({name})", info.title), error)
                        }));
                    }
                    Cell::Unmade => {}
                }
            }
        }
        found
    }

    /// The addresses of what is asked for of a kind in a session, by natural key.
    fn names(&self, kind: &dyn AnyKind, session: &Session) -> BTreeMap<Vec<String>, Address> {
        let removed = self.organization.removed.iter();
        let removed =
            removed.filter_map(|removed| Some((kind.removed(removed, &self.organization)?, removed.address())));
        let desired = self.desired(kind.info(), session).into_iter();
        let desired = desired.filter_map(|desired| Some((known(&desired.natural)?, desired.address)));
        removed.chain(desired).collect()
    }

    /// How many live things there are of each kind that are ours or wanted.
    #[must_use]
    pub fn managed(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for ((kind, _), cell) in &self.cells {
            *counts.entry(*kind).or_default() += cell.live().len();
        }
        counts
    }

    /// The ids and other outputs of what is live.
    #[must_use]
    pub fn outputs(&self) -> Outputs {
        let mut outputs = self.organization.outputs();
        for (_, kind) in self.kinds() {
            for (session, cell) in self.cells_of(kind.info()) {
                let desired: Vec<Desired<Json>> = self.desired(kind.info(), session);
                let desired: Vec<&Desired<Json>> = desired.iter().collect();
                for (desired, live) in bind(kind.info(), &desired, cell.live(), &self.organization).pairs {
                    let Some(live) = live else { continue };
                    outputs.add(Late::id(desired.address.clone()), live.name());
                    for (output, value) in &live.outputs {
                        let (of, output) = (desired.address.clone(), output.clone());
                        outputs.add(Late { of, output }, value);
                    }
                }
            }
        }
        outputs
    }

    /// What is wanted of a kind in a session, with the parts of natural keys that are known.
    fn desired(&self, info: &KindInfo, session: &Session) -> Vec<Desired<Json>> {
        let known = self.wants.here(info.name, session).map(|desired| Desired {
            natural: self.organization.with_accounts(&desired.natural),
            ..desired.clone()
        });
        known.collect()
    }

    /// Whether a session can ask about an account: the service has access, and the session's account administers it.
    pub(super) fn can_look(&self, info: &KindInfo, session: &Session, id: &str) -> bool {
        let Some(service) = info.on_accounts.filter(|_| id != MANAGEMENT) else {
            return true;
        };
        let holds = |kind: &'static str, natural: &[&str]| match self.cells.get(&(kind, Session::management())) {
            Some(Cell::Read(reading)) => reading.live.iter().any(|live| live.natural == natural),
            // What is not known is found out by asking.
            _ => true,
        };
        let account = self
            .account(session)
            .and_then(|key| self.organization.accounts.get(key));
        let administrator = account.and_then(|account| account.id.as_deref());
        holds("trusted-access", &[service])
            && match &session.caller {
                Caller::Delegated(principal) => {
                    administrator.is_some_and(|id| holds("delegated-admin", &[principal, id]))
                }
                Caller::Management | Caller::Account(_) => true,
            }
    }

    /// The natural keys of what is asked for of a kind in a session, as far as they are known: what is wanted, but for what no account answers as it
    /// is or as things are, and in the management account what is to go.
    pub(super) fn keys(&self, kind: &dyn AnyKind, session: &Session) -> BTreeSet<Vec<String>> {
        let info = kind.info();
        let desired = self.desired(info, session);
        let answers = |natural: &Vec<String>| {
            let account = natural.first().filter(|_| info.on_accounts.is_some());
            account.is_none_or(|id| {
                self.organization.shut(id, AccountAction::Work).is_none() && self.can_look(info, session, id)
            })
        };
        let wanted = desired.iter().filter_map(|desired| known(&desired.natural));
        let mut keys: BTreeSet<Vec<String>> = wanted.filter(answers).collect();
        if session.caller == Caller::Management {
            let removed = self.organization.removed.iter();
            keys.extend(removed.filter_map(|removed| kind.removed(removed, &self.organization)));
        }
        keys
    }

    /// Live documents: what each is called, and its text.
    #[must_use]
    pub fn documents(&self) -> Vec<(String, String)> {
        let kinds = self
            .kinds()
            .map(|(_, kind)| kind.info())
            .filter(|info| info.document.is_some());
        let cells = kinds.flat_map(|info| self.cells_of(info).map(move |(_, cell)| (info, cell)));
        let texts = cells.flat_map(|(info, cell)| {
            let texts = cell.live().iter().filter_map(|live| live.text.clone());
            texts.map(move |text| (info.title.to_owned(), text))
        });
        texts.collect()
    }

    /// Whether somebody's statements stay in a document although none of them is wanted: something of the area could not be read, or there is no such area.
    #[must_use]
    pub fn keeps(&self, contributor: &Contributor) -> bool {
        let mark = Mark::of(&self.organization.baseline);
        let is_area = |area: &&&dyn AnyArea| contributor.is_of(&Contributor::area(area.info().name), &mark);
        let Some(area) = self.areas.0.iter().find(is_area) else {
            return true;
        };
        let mut kinds = area.kinds().iter().filter(|kind| kind.info().document.is_none());
        kinds.any(|kind| {
            self.cells_of(kind.info())
                .any(|(_, cell)| matches!(cell, Cell::Unread(_)))
        })
    }

    /// Whether it cannot be said where something is, because it is not known which account is meant.
    #[must_use]
    pub fn is_unknown(&self, desired: &Desired<Json>) -> bool {
        let named = desired.natural.iter().filter_map(|part| match part {
            Value::Late { late } if late.of.kind == "account" => Some(late.of.key.as_str()),
            _ => None,
        });
        let session = self.account(&desired.session);
        let mut accounts = named.chain(session);
        accounts.any(|key| {
            let account = self.organization.accounts.get(key);
            let is_live = account.is_some_and(|account| account.id.is_some());
            account.is_none_or(|account| account.mismatched) || !(is_live || self.organization.knows_accounts)
        })
    }

    /// The key of the account in which a session is; none for the management account.
    #[must_use]
    pub fn account<'a>(&'a self, session: &'a Session) -> Option<&'a str> {
        match &session.caller {
            Caller::Management => None,
            Caller::Account(key) => Some(key),
            Caller::Delegated(principal) => self.wants.administrators.get(principal).map(String::as_str),
        }
    }

    /// Where the thing of an address is, as far as the baseline or what was read says it.
    pub(super) fn locate(&self, address: &Address) -> Option<Located> {
        let kind = self.areas.kind(&address.kind)?;
        if let Some(desired) = self.wants.desired().get(address) {
            return Some(Located {
                kind,
                session: desired.session.clone(),
                natural: desired.natural.clone(),
            });
        }
        self.cells_of(kind.info()).find_map(|(session, cell)| {
            let live = cell.live().iter();
            let mut named = live.filter(|live| kind.address(live, &self.organization) == *address);
            named.next().map(|live| Located {
                kind,
                session: session.clone(),
                natural: live.natural.iter().cloned().map(Value::Known).collect(),
            })
        })
    }
}
