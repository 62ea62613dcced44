//! What was read again in this run and what this run wrote, and whether a change may be made.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_util::stream::{self, StreamExt};
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::areas::freshness::FRESH;
use crate::areas::interference;
use crate::areas::organizations::area::Applying;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::addresses;
use crate::aws::{AwsError, Door, Reader};
use crate::engine::change::Change;
use crate::engine::event::End;
use crate::engine::plan::Plan;
use crate::organization::{Node, PlaceId};

use super::precondition::{Fields, Precondition, preconditions};
use super::refresh::{Found, Page, read};
use super::verdict::Verdict;

/// Pages that are read at the same time before the first write.
const AT_ONCE: usize = 64;

/// Whether a change may be made now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Preflight {
    /// Everything it rests on is as it was.
    Unchanged,
    /// What it would do is so already.
    Done,
    /// Something is neither as it was nor as it is to be: what was found.
    Changed(String),
}

/// A page, and when it was read.
type CachedPage = OnceCell<(Instant, Result<Found, AwsError>)>;

/// What this run wrote to one thing.
#[derive(Debug, Clone)]
struct OwnWrites {
    at: Instant,
    /// How it was found and left each time.
    sides: Vec<Fields>,
}

/// What was read again in this run, and what this run wrote.
#[derive(Debug, Default)]
pub struct Recheck {
    cache: RefCell<BTreeMap<Page, Rc<CachedPage>>>,
    own_writes: RefCell<BTreeMap<(Page, String), OwnWrites>>,
}

impl Recheck {
    /// Reads again what a change rests on, and says whether it may be made. What this run made itself is not read again.
    ///
    /// # Errors
    /// What AWS says to a read: then nothing is known, and the change must not be made.
    async fn preflight(&self, applying: &Applying<'_>, world: &World, change: &Change) -> Result<Preflight, AwsError> {
        let id = |node: &Node| id_of(applying, world, node);
        let preconditions = preconditions(world, &id, change);
        self.judge(&applying.reader(), world, change, &preconditions).await
    }

    /// How a change ends that must not or need not be made; nothing if it is to be made.
    pub async fn check(&self, applying: &Applying<'_>, world: &World, change: &Change) -> Option<End> {
        match self.preflight(applying, world, change).await {
            Ok(Preflight::Unchanged) => None,
            Ok(Preflight::Done) => Some(interference::done()),
            Ok(Preflight::Changed(found)) => Some(interference::changed(&found)),
            Err(error) => Some(interference::unread(&error)),
        }
    }

    async fn judge(
        &self,
        reader: &Reader,
        world: &World,
        change: &Change,
        preconditions: &[Precondition],
    ) -> Result<Preflight, AwsError> {
        let removes = change.action.loses();
        let mut all = Vec::new();
        for precondition in preconditions {
            let found = self.page(reader, precondition).await?;
            let earlier = self.earlier(precondition);
            let decides = precondition.expected.is_set();
            all.push((decides, precondition.verdict(world, &found, removes, &earlier)));
        }
        let mut decisive = all.iter().filter(|(decides, _)| *decides).peekable();
        if decisive.peek().is_some() && decisive.all(|(_, verdict)| *verdict == Verdict::After) {
            return Ok(Preflight::Done);
        }
        let changed = all.into_iter().find_map(|(_, verdict)| match verdict {
            Verdict::Changed(found) => Some(found),
            Verdict::Holds | Verdict::Before | Verdict::After => None,
        });
        Ok(changed.map_or(Preflight::Unchanged, Preflight::Changed))
    }

    /// The page of a condition: one that is fresh and younger than what this run last wrote there, or read now. Who comes while it is read waits for it.
    async fn page(&self, reader: &Reader, precondition: &Precondition) -> Result<Found, AwsError> {
        let key = (precondition.page.clone(), precondition.element().to_owned());
        let written = self.own_writes.borrow().get(&key).map(|own_writes| own_writes.at);
        let is_usable = |cached: &&Rc<CachedPage>| {
            cached.get().is_none_or(|(at, found)| {
                found.is_ok() && at.elapsed() <= FRESH && written.is_none_or(|written| written < *at)
            })
        };
        let known = self.cache.borrow().get(&precondition.page).filter(is_usable).cloned();
        let cached = known.unwrap_or_else(|| {
            let new = Rc::new(CachedPage::new());
            self.cache
                .borrow_mut()
                .insert(precondition.page.clone(), Rc::clone(&new));
            new
        });
        let read = async || {
            let found = read(reader, &precondition.page).await;
            (Instant::now(), found)
        };
        cached.get_or_init(read).await.1.clone()
    }

    fn earlier(&self, precondition: &Precondition) -> Vec<Fields> {
        let key = (precondition.page.clone(), precondition.element().to_owned());
        self.own_writes
            .borrow()
            .get(&key)
            .map(|own_writes| own_writes.sides.clone())
            .unwrap_or_default()
    }

    /// Notes that a change was made: what was read before it is old, and how it left things is no surprise later.
    pub fn record_write(&self, applying: &Applying<'_>, world: &World, change: &Change) {
        let id = |node: &Node| id_of(applying, world, node);
        let mut own_writes = self.own_writes.borrow_mut();
        for precondition in preconditions(world, &id, change) {
            if !precondition.expected.is_set() {
                continue;
            }
            let key = (precondition.page.clone(), precondition.element().to_owned());
            let (at, sides) = (Instant::now(), precondition.sides());
            let of_it = own_writes.entry(key).or_insert(OwnWrites { at, sides: Vec::new() });
            of_it.at = at;
            of_it.sides.extend(sides);
        }
    }
}

/// The id of a node, live before or made meanwhile.
pub(super) fn id_of(applying: &Applying<'_>, world: &World, node: &Node) -> Option<PlaceId> {
    match node {
        Node::Declared(place) => {
            let outputs = applying.outputs.borrow();
            let id = addresses::id(world, place);
            outputs.text(&id).ok().map(|id| PlaceId(id.to_owned()))
        }
        Node::Undeclared(id) => Some(id.clone()),
    }
}

/// What of a plan does not hold any more, by name, before anything is written. Only tags are read: everything else was read just now, and the bulk read of
/// tags is late.
///
/// # Errors
/// What AWS says to a read.
pub async fn stale(door: &Door, world: &World, plan: &Plan) -> Result<Vec<String>, AwsError> {
    let (recheck, reader) = (Recheck::default(), door.reader());
    let id = |node: &Node| -> Option<PlaceId> { node.id(&world.binding).cloned() };
    let (recheck, reader, id) = (&recheck, &reader, &id);
    let asked = plan.changes.iter().map(async |change| {
        let mut preconditions = preconditions(world, id, change);
        preconditions.retain(|precondition| matches!(precondition.page, Page::Tags(_)));
        let preflight = recheck.judge(reader, world, change, &preconditions).await?;
        Ok(match preflight {
            Preflight::Changed(found) => Some(format!("{}: {found}", change.address)),
            Preflight::Unchanged | Preflight::Done => None,
        })
    });
    let answers: Vec<Result<Option<String>, AwsError>> = stream::iter(asked).buffered(AT_ONCE).collect().await;
    let found: Result<Vec<Option<String>>, AwsError> = answers.into_iter().collect();
    let mut stale: Vec<String> = found?.into_iter().flatten().collect();
    stale.dedup();
    Ok(stale)
}
