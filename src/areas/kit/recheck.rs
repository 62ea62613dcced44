//! Everything is read again just before it is changed: as before, and the change is made; already as after, and it is done; anything else, and it is
//! left as it is.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value as Json;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::binding::owner_of;
use super::documents;
use super::info::KindInfo;
use super::merge::{changed, fill, fill_all, known};
use super::reading::read;
use super::resource::{Live, Wanted};
use super::services::{Cell, Located, Services};
use crate::areas::freshness::{FRESH, changes_covered};
use crate::areas::interference;
use crate::aws::Door;
use crate::engine::address::Address;
use crate::engine::change::{Change, PlannedCall};
use crate::engine::event::End;
use crate::engine::late::Outputs;
use crate::engine::owner::Owner;
use crate::engine::session::Session;

/// What one reading covers: a kind in a session, and the first parts of a natural key.
type Page = (&'static str, Session, Vec<String>);

/// A reading, and when it was made.
type CachedPage = OnceCell<(Instant, Cell)>;

/// What this run wrote to one thing.
struct OwnWrites {
    at: Instant,
    /// How it was left each time.
    sides: Vec<Option<Json>>,
}

/// What was read again in this run, and what this run wrote.
#[derive(Default)]
pub(super) struct Recheck {
    pages: RefCell<BTreeMap<Page, Rc<CachedPage>>>,
    writes: RefCell<BTreeMap<Address, OwnWrites>>,
}

impl Recheck {
    /// How a change ends that must not or need not be made; nothing if it is to be made.
    pub(super) async fn check(
        &self,
        door: &Door,
        services: &Services,
        located: &Located,
        change: &Change,
        made: &RefCell<Outputs>,
    ) -> Option<End> {
        let natural = known(&fill_all(&located.natural, &made.borrow()))?;
        // What stands in something that this plan makes is known to nobody else.
        if located.kind.info().on_accounts.is_none()
            && services
                .cells
                .get(&(located.kind.info().name, located.session.clone()))
                .is_some_and(|cell| matches!(cell, Cell::Unmade))
        {
            return None;
        }
        let cell = self
            .page(door, services, located, &natural, &change.address, made)
            .await;
        let reading = match cell {
            Cell::Read(reading) => reading,
            Cell::Unmade => return None,
            Cell::Unread(error) => return Some(interference::unread(&error)),
        };
        if let Some(error) = reading.unread.get(&natural) {
            return Some(interference::unread(error));
        }
        let live = reading.live.iter().find(|live| live.natural == natural);
        if let Some(live) = live
            && let Some(found) = taken(located.kind.info(), live, &change.address, services)
        {
            return Some(interference::changed(&found));
        }
        let now = live.map(|live| &live.have);
        let side = |side: &Option<Json>| side.as_ref().map(|side| fill(side, &made.borrow()));
        let (before, after) = (side(&change.before), side(&change.after));
        // Tags aside, what is adopted or released may be as it is to be in every field.
        let partition = &services.organization.partition;
        let same = |one: Option<&Json>, other: Option<&Json>| match located.kind.info().document {
            Some(_) => documents::is_same(one, other, partition),
            None => one == other,
        };
        if same(now, after.as_ref()) {
            return Some(interference::done());
        }
        let written = self.writes.borrow();
        let mut ours = written
            .get(&change.address)
            .into_iter()
            .flat_map(|written| &written.sides);
        if same(now, before.as_ref()) || ours.any(|side| same(side.as_ref(), now)) {
            return None;
        }
        Some(interference::changed(&difference(
            located.kind.info(),
            before.as_ref(),
            now,
        )))
    }

    /// Notes that a change was made: what was read before it is old, and how it left things is no surprise later.
    pub(super) fn record_write(&self, change: &Change, outputs: &Outputs) {
        let mut writes = self.writes.borrow_mut();
        let (at, sides) = (Instant::now(), Vec::new());
        let written = writes.entry(change.address.clone());
        let written = written.or_insert(OwnWrites { at, sides });
        written.at = at;
        written
            .sides
            .push(change.after.as_ref().map(|after| fill(after, outputs)));
    }

    /// A page that is fresh and younger than what this run last wrote to the thing, or read now. Who comes while it is read waits for it.
    async fn page(
        &self,
        door: &Door,
        services: &Services,
        located: &Located,
        natural: &[String],
        address: &Address,
        made: &RefCell<Outputs>,
    ) -> Cell {
        let info = located.kind.info();
        let page = (info.name, located.session.clone(), covered(info, natural));
        let written = self.writes.borrow().get(address).map(|written| written.at);
        let is_usable = |cached: &&Rc<CachedPage>| {
            cached.get().is_none_or(|(at, cell)| {
                let is_read = !matches!(cell, Cell::Unread(_));
                is_read && at.elapsed() <= FRESH && written.is_none_or(|written| written < *at)
            })
        };
        let known = self.pages.borrow().get(&page).filter(is_usable).cloned();
        let cached = known.unwrap_or_else(|| {
            let new = Rc::new(CachedPage::new());
            self.pages.borrow_mut().insert(page, Rc::clone(&new));
            new
        });
        let keys = BTreeSet::from([natural.to_vec()]);
        let read = async || {
            let wanted = Wanted::Only(&keys);
            let cell = read(door, services, located.kind, &located.session, wanted, made).await;
            (Instant::now(), cell)
        };
        cached.get_or_init(read).await.1.clone()
    }
}

/// The part of a natural key by which one reading is asked for.
fn covered(info: &KindInfo, natural: &[String]) -> Vec<String> {
    natural.iter().take(info.reads.parts).cloned().collect()
}

/// Who else owns something by now.
fn taken(info: &KindInfo, live: &Live<Json>, address: &Address, services: &Services) -> Option<String> {
    match owner_of(info, live, &services.organization) {
        Owner::Nobody => None,
        Owner::Ours(owned) if owned == *address => None,
        owner => Some(format!("it is owned by {}", owner.describe())),
    }
}

fn difference(info: &KindInfo, before: Option<&Json>, now: Option<&Json>) -> String {
    match (before, now) {
        (None, _) => "it is there by now".to_owned(),
        (Some(_), None) => "it is not there any more".to_owned(),
        _ if info.document.is_some() => "its text is another one".to_owned(),
        (Some(before), Some(now)) => format!("{} is another", changed(before, now).join(", ")),
    }
}

/// The reads that come before each change: one for each thing, or one page for several that are changed within the time for which it counts, which then
/// comes before the first of them.
pub fn calls(services: &Services, changes: &[Change]) -> Vec<Vec<PlannedCall>> {
    let mut left: BTreeMap<Page, u32> = BTreeMap::new();
    let outputs = services.outputs();
    let each = changes.iter().map(|change| {
        let located = services.locate(&change.address);
        let located = located.filter(|_| services.has_area(&change.area))?;
        let info = located.kind.info();
        let cell = services.cells.get(&(info.name, located.session.clone()));
        let Some(Cell::Read(reading)) = cell else { return None };
        let natural = known(&fill_all(&located.natural, &outputs)).unwrap_or_default();
        let page = (info.name, located.session.clone(), covered(info, &natural));
        if let Some(left) = left.get_mut(&page).filter(|left| **left > 0) {
            *left -= 1;
            return None;
        }
        let on_page = if page.2.len() < natural.len() {
            let mut live = reading.live.iter();
            live.by_ref()
                .filter(|live| covered(info, &live.natural) == page.2)
                .count()
        } else {
            1
        };
        let requests = on_page.div_ceil(info.reads.page).max(1);
        left.insert(page, changes_covered(change).saturating_sub(1));
        Some(PlannedCall {
            count: u32::try_from(requests).unwrap_or(u32::MAX),
            ..PlannedCall::once(info.reads.by.to_string(), located.session)
        })
    });
    each.map(|read| read.into_iter().collect()).collect()
}
