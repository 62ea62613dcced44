//! Reads every kind wherever something of it is wanted.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};

use super::catalog::Catalog;
use super::declaring::Wants;
use super::erased::AnyKind;
use super::info::KindInfo;
use super::organization::Organization;
use super::resource::{Removed, Wanted};
use super::roles;
use super::services::{Cell, Services};
use crate::aws::{AwsError, Door, Reader};
use crate::engine::address::Address;
use crate::engine::late::Outputs;
use crate::engine::session::{Caller, Session};
use crate::organization::MANAGEMENT;

/// Sessions that are read at the same time: enough for every burst, and few enough for the memory of large Organizations.
const AT_ONCE: usize = 64;

/// How long a role is waited for in an account that was made a moment ago.
pub(super) const PATIENCE: Duration = Duration::from_secs(300);

/// Reads what depends on nothing else: kinds that are always read, in the management account.
pub async fn read_first(
    door: &Door,
    areas: Catalog,
    wants: &Wants,
    removed: &[Removed],
) -> BTreeMap<(&'static str, Session), Cell> {
    let cells = stream::iter(
        areas
            .kinds()
            .map(|(_, kind)| kind)
            .filter(|kind| kind.info().always_read),
    )
    .flat_map(|kind| {
        let sessions = sessions(kind.info(), wants, removed).into_iter();
        let own = sessions.filter(|session| session.caller == Caller::Management);
        stream::iter(own.map(move |session| (kind, session)))
    })
    .map(async |(kind, session)| {
        let reader = in_region(door.reader(), &session);
        let keys = wants.known_keys(kind.info().name, &session);
        let cell = cell(kind.read(&reader, &session, Wanted::All(&keys)).await);
        ((kind.info().name, session), cell)
    })
    .buffered(AT_ONCE)
    .collect::<Vec<_>>()
    .await;
    cells.into_iter().collect()
}

/// Reads everything else, once it is known which account is which.
pub async fn read_rest(door: &Door, services: &mut Services) {
    let mut cells = Vec::new();
    for (_, kind) in services.kinds() {
        let organization = &services.organization;
        let mut sessions = sessions(kind.info(), &services.wants, &organization.removed);
        sessions.extend(kind.also(organization));
        if kind.info().in_accounts {
            sessions.extend(removed_in(kind.info(), organization));
        }
        for session in sessions {
            if !services.cells.contains_key(&(kind.info().name, session.clone())) {
                cells.push((kind, session));
            }
        }
    }
    let known: &Services = services;
    let made = RefCell::default();
    let read = stream::iter(cells)
        .map(async |(kind, session)| {
            let keys = known.keys(kind, &session);
            let cell = read(door, known, kind, &session, Wanted::All(&keys), &made).await;
            ((kind.info().name, session), cell)
        })
        .buffered(AT_ONCE)
        .collect::<Vec<_>>()
        .await;
    services.cells.extend(read);
}

/// Reads one kind in one session. What was `made` since is there, too.
pub(super) async fn read(
    door: &Door,
    services: &Services,
    kind: &dyn AnyKind,
    session: &Session,
    wanted: Wanted<'_>,
    made: &RefCell<Outputs>,
) -> Cell {
    if kind.info().of_organization && services.organization.id.is_none() {
        return Cell::Unmade;
    }
    match reader(door, services, session, made).await {
        Ok(Some(reader)) => cell(kind.read(&reader, session, wanted).await),
        Ok(None) => Cell::Unmade,
        Err(error) => Cell::Unread(error),
    }
}

fn cell(read: Result<super::resource::Reading<serde_json::Value>, AwsError>) -> Cell {
    match read {
        Ok(reading) => Cell::Read(reading),
        Err(error) => Cell::Unread(error),
    }
}

/// Where a kind is read: where something of it is wanted, and in the management account where it is always read or something of it is to go.
fn sessions(info: &KindInfo, wants: &Wants, removed: &[Removed]) -> BTreeSet<Session> {
    let mut sessions: BTreeSet<Session> = wants.sessions(info.name).cloned().collect();
    let is_going = !info.in_accounts && removed.iter().any(|removed| removed.kind() == info.name);
    if info.always_read || is_going {
        sessions.insert(Session::management());
    }
    sessions
}

/// Where something that `[[removed]]` names is: in the account that it names, or in any.
fn removed_in(info: &KindInfo, organization: &Organization) -> BTreeSet<Session> {
    let of_kind = organization
        .removed
        .iter()
        .filter(|removed| removed.kind() == info.name);
    let keys = of_kind.flat_map(|removed| match removed.address().part {
        Some(key) => vec![key],
        None => organization.accounts.keys().cloned().collect(),
    });
    keys.map(Session::account).collect()
}

/// The way to a session; none where its account is yet to be made.
async fn reader(
    door: &Door,
    services: &Services,
    session: &Session,
    made: &RefCell<Outputs>,
) -> Result<Option<Reader>, AwsError> {
    let Some(key) = services.account(session).filter(|key| *key != MANAGEMENT) else {
        return Ok(Some(in_region(door.reader(), session)));
    };
    let organization = &services.organization;
    let address = Address::new("account", key);
    let live = organization.accounts.get(key).and_then(|account| account.id.as_deref());
    let patience = if live.is_some() { Duration::ZERO } else { PATIENCE };
    let made = made.borrow().id(&address).map(str::to_owned);
    let Some(id) = live.or(made.as_deref()) else {
        return Ok(None);
    };
    let reader = roles::enter(door, services, key, id, patience).await?;
    Ok(Some(in_region(reader, session)))
}

fn in_region(reader: Reader, session: &Session) -> Reader {
    match &session.region {
        Some(region) => reader.region(region),
        None => reader,
    }
}
