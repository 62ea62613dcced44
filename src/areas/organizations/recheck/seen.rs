//! What was read again in this run and what this run wrote, and whether a change may be made.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::areas::organizations::area::Applying;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::addresses;
use crate::aws::{AwsError, Door, Reader};
use crate::engine::change::{Action, Change};
use crate::engine::event::End;
use crate::engine::late::{Late, Value};
use crate::engine::plan::Plan;
use crate::organization::{Node, PlaceId};

use super::condition::{Condition, Fields, conditions};
use super::reading::{Found, Page, read};
use super::verdict::Verdict;

/// How old the answer may be by which a change is judged. One page covers several changes, and is read again for those that start later.
pub(super) const FRESH: Duration = Duration::from_secs(3);
/// Pages that are read at the same time before the first write.
const AT_ONCE: usize = 64;

/// Whether a change may be made now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// Everything it rests on is as it was.
    AsBefore,
    /// What it would do is so already.
    Done,
    /// Something is neither as it was nor as it is to be: what was found.
    Changed(String),
}

/// How a change ends that somebody else came before, with what was found.
pub(super) fn changed(found: &str) -> End {
    End::Skipped {
        why: format!("somebody else has changed it since it was read: {found}; plan again"),
    }
}

/// A page, and when it was read.
type Look = OnceCell<(Instant, Result<Found, AwsError>)>;

/// What this run wrote to one thing.
#[derive(Debug, Clone)]
struct Own {
    at: Instant,
    /// How it was found and left each time.
    sides: Vec<Fields>,
}

/// What was read again in this run, and what this run wrote.
#[derive(Debug, Default)]
pub struct Recheck {
    looks: RefCell<BTreeMap<Page, Rc<Look>>>,
    own: RefCell<BTreeMap<(Page, String), Own>>,
}

impl Recheck {
    /// Reads again what a change rests on, and says whether it may be made. What this run made itself is not read again.
    ///
    /// # Errors
    /// What AWS says to a read: then nothing is known, and the change must not be made.
    async fn standing(&self, applying: &Applying<'_>, world: &World, change: &Change) -> Result<Standing, AwsError> {
        let id = |node: &Node| id_of(applying, world, node);
        let conditions = conditions(world, &id, change);
        self.judge(&applying.reader(), world, change, &conditions).await
    }

    /// How a change ends that must not or need not be made; nothing if it is to be made.
    pub async fn spares(&self, applying: &Applying<'_>, world: &World, change: &Change) -> Option<End> {
        match self.standing(applying, world, change).await {
            Ok(Standing::AsBefore) => None,
            Ok(Standing::Done) => Some(End::Done {
                id: None,
                note: Some("was so already, by somebody else: nothing was written".to_owned()),
            }),
            Ok(Standing::Changed(found)) => Some(changed(&found)),
            Err(error) => Some(End::Failed {
                help: error.help(),
                message: format!("it could not be read again before the change: {error}"),
            }),
        }
    }

    async fn judge(
        &self,
        reader: &Reader,
        world: &World,
        change: &Change,
        conditions: &[Condition],
    ) -> Result<Standing, AwsError> {
        let removes = matches!(
            change.action,
            Action::Delete | Action::Detach | Action::Disable | Action::Deregister
        );
        let mut all = Vec::new();
        for condition in conditions {
            let found = self.look(reader, condition).await?;
            let earlier = self.earlier(condition);
            let decides = condition.must.is_set();
            all.push((decides, condition.verdict(world, &found, removes, &earlier)));
        }
        let mut decisive = all.iter().filter(|(decides, _)| *decides).peekable();
        if decisive.peek().is_some() && decisive.all(|(_, verdict)| *verdict == Verdict::After) {
            return Ok(Standing::Done);
        }
        let changed = all.into_iter().find_map(|(_, verdict)| match verdict {
            Verdict::Changed(found) => Some(found),
            Verdict::Holds | Verdict::Before | Verdict::After => None,
        });
        Ok(changed.map_or(Standing::AsBefore, Standing::Changed))
    }

    /// The page of a condition: one that is fresh and younger than what this run last wrote there, or read now. Who comes while it is read waits for it.
    async fn look(&self, reader: &Reader, condition: &Condition) -> Result<Found, AwsError> {
        let key = (condition.page.clone(), condition.element().to_owned());
        let written = self.own.borrow().get(&key).map(|own| own.at);
        let is_usable = |look: &&Rc<Look>| {
            look.get().is_none_or(|(at, found)| {
                found.is_ok() && at.elapsed() <= FRESH && written.is_none_or(|written| written < *at)
            })
        };
        let known = self.looks.borrow().get(&condition.page).filter(is_usable).cloned();
        let look = known.unwrap_or_else(|| {
            let new = Rc::new(Look::new());
            self.looks.borrow_mut().insert(condition.page.clone(), Rc::clone(&new));
            new
        });
        let read = async || {
            let found = read(reader, &condition.page).await;
            (Instant::now(), found)
        };
        look.get_or_init(read).await.1.clone()
    }

    fn earlier(&self, condition: &Condition) -> Vec<Fields> {
        let key = (condition.page.clone(), condition.element().to_owned());
        self.own
            .borrow()
            .get(&key)
            .map(|own| own.sides.clone())
            .unwrap_or_default()
    }

    /// Notes that a change was made: what was read before it is old, and how it left things is no surprise later.
    pub fn wrote(&self, applying: &Applying<'_>, world: &World, change: &Change) {
        let id = |node: &Node| id_of(applying, world, node);
        let mut own = self.own.borrow_mut();
        for condition in conditions(world, &id, change) {
            if !condition.must.is_set() {
                continue;
            }
            let key = (condition.page.clone(), condition.element().to_owned());
            let (at, sides) = (Instant::now(), condition.sides());
            let of_it = own.entry(key).or_insert(Own { at, sides: Vec::new() });
            of_it.at = at;
            of_it.sides.extend(sides);
        }
    }
}

/// The id of a node, live before or made meanwhile.
pub(super) fn id_of(applying: &Applying<'_>, world: &World, node: &Node) -> Option<PlaceId> {
    let place = match node {
        Node::Declared(place) => place,
        Node::Undeclared(id) => return Some(id.clone()),
    };
    if let Some(id) = world.binding.id(place) {
        return Some(id.clone());
    }
    let late = place.address().map_or_else(|| addresses::root(world), Late::id);
    let outputs = applying.outputs.borrow();
    outputs.text(&Value::late(late)).ok().map(|id| PlaceId(id.to_owned()))
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
        let mut conditions = conditions(world, id, change);
        conditions.retain(|condition| matches!(condition.page, Page::Tags(_)));
        let standing = recheck.judge(reader, world, change, &conditions).await?;
        Ok(match standing {
            Standing::Changed(found) => Some(format!("{}: {found}", change.address)),
            Standing::AsBefore | Standing::Done => None,
        })
    });
    let answers: Vec<Result<Option<String>, AwsError>> = stream::iter(asked).buffered(AT_ONCE).collect().await;
    let found: Result<Vec<Option<String>>, AwsError> = answers.into_iter().collect();
    let mut stale: Vec<String> = found?.into_iter().flatten().collect();
    stale.dedup();
    Ok(stale)
}
