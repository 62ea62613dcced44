//! The accounts that AWS is making while a plan is applied: so many at a time, watched together, each known by the e-mail it was asked for with.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::sync::{Mutex, Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::read;
use crate::aws::{AwsError, Reader};
use crate::facts::quotas::CREATIONS_IN_FLIGHT;
use crate::organization::Creation;

/// Between two looks at what AWS is making.
pub const POLL: Duration = Duration::from_secs(5);
/// When a creation is first looked at, while it is not known how long AWS takes: about a minute, at times less.
const FIRST_LOOK: Duration = Duration::from_secs(10);
/// A creation is looked at so long after the quickest one so far took to end.
const MARGIN: Duration = Duration::from_millis(200);
/// Looks are never sooner than this.
const SOONEST: Duration = Duration::from_secs(1);
/// A list that was asked for by somebody else after the last look.
const NEXT: Duration = Duration::from_millis(1);

/// What AWS is making, as this run knows it.
#[derive(Debug)]
pub struct Creations {
    slots: Semaphore,
    /// What AWS was making before this run.
    known: Vec<Creation>,
    /// Requests that this run was given for an e-mail, by their ids.
    ours: RefCell<BTreeMap<String, String>>,
    /// Requests that were in progress before this run, and still take a slot.
    before: RefCell<BTreeSet<String>>,
    /// Requests that were waited for as long as `--wait` says, and still take a slot.
    overdue: Cell<usize>,
    /// The requests that are being followed, by their ids.
    followed: RefCell<BTreeMap<String, Followed>>,
    /// The e-mails whose requests of this run take a slot.
    holders: RefCell<BTreeSet<String>>,
    /// The shortest time that AWS took for one.
    quickest: Cell<Option<Duration>>,
    /// Whether AWS has said that no more accounts can be created.
    full: Cell<bool>,
    seen: Mutex<Seen>,
}

/// The requests that were in progress, and when that was asked.
#[derive(Debug, Default)]
struct Seen {
    at: Option<Instant>,
    in_progress: BTreeSet<String>,
}

/// A creation that is being followed.
#[derive(Debug, Clone, Copy)]
struct Followed {
    /// From when on.
    since: Instant,
    /// A list that was asked for then or later tells more than is known.
    news: Instant,
}

impl Creations {
    /// With those that AWS was at before.
    #[must_use]
    pub fn new(known: &[Creation]) -> Self {
        let before: BTreeSet<String> = known.iter().map(|creation| creation.id.clone()).collect();
        Self {
            known: known.to_vec(),
            slots: Semaphore::new(CREATIONS_IN_FLIGHT.saturating_sub(before.len())),
            ours: RefCell::default(),
            before: RefCell::new(before),
            overdue: Cell::new(0),
            followed: RefCell::default(),
            holders: RefCell::default(),
            quickest: Cell::new(None),
            full: Cell::new(false),
            seen: Mutex::default(),
        }
    }

    /// What AWS was making by a name before this run.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Vec<Creation> {
        self.known.iter().filter(|known| known.name == name).cloned().collect()
    }

    /// A place among the requests that AWS takes at once, when there is one. None if all are taken by what was waited for in vain.
    pub async fn slot(&self) -> Option<SemaphorePermit<'_>> {
        self.slots.acquire().await.ok()
    }

    /// A place is for the request of this e-mail, until it is freed or given up.
    pub fn hold(&self, slot: SemaphorePermit<'_>, email: &str) {
        slot.forget();
        self.holders.borrow_mut().insert(email.to_owned());
    }

    /// The request of this e-mail has ended, or is not made.
    pub fn release(&self, email: &str) {
        if self.holders.borrow_mut().remove(email) {
            self.slots.add_permits(1);
        }
    }

    /// Whether slots are taken by requests of others, or from before, so that only AWS can tell when one is free.
    #[must_use]
    pub fn others_hold_slots(&self) -> bool {
        !self.before.borrow().is_empty()
    }

    /// Whether all slots are taken by such requests, and by those that were waited for in vain.
    #[must_use]
    pub fn others_hold_all(&self) -> bool {
        self.before.borrow().len() + self.overdue.get() >= CREATIONS_IN_FLIGHT
    }

    /// Whether every slot is taken by a request that was waited for in vain.
    fn is_stuck(&self) -> bool {
        self.overdue.get() >= CREATIONS_IN_FLIGHT
    }

    /// The request of this e-mail was waited for long enough: its slot stays taken.
    pub fn give_up(&self, email: &str) {
        if !self.holders.borrow_mut().remove(email) {
            return;
        }
        self.overdue.set(self.overdue.get() + 1);
        if self.is_stuck() {
            // Who waits for a slot waits in vain.
            self.slots.close();
        }
    }

    /// AWS has taken a request for `email`.
    pub fn took(&self, id: &str, email: &str) {
        self.ours.borrow_mut().insert(id.to_owned(), email.to_owned());
    }

    /// Whether a request is known to be for another e-mail than this.
    #[must_use]
    pub fn is_of_another(&self, id: &str, email: &str) -> bool {
        self.ours.borrow().get(id).is_some_and(|known| known != email)
    }

    /// No more accounts can be created.
    pub fn fill(&self) {
        self.full.set(true);
    }

    /// Whether AWS has said so.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.full.get()
    }

    /// A creation ended, and AWS took so long.
    pub fn ended(&self, id: &str, took: Option<Duration>) {
        self.unfollow(id);
        self.free(|before| *before == id);
        if let Some(took) = took {
            let quickest = self.quickest.get().map_or(took, |known| known.min(took));
            self.quickest.set(Some(quickest));
        }
    }

    /// How long after it was asked for a creation is first worth a look.
    #[must_use]
    pub fn first_look(&self) -> Duration {
        self.quickest
            .get()
            .map_or(FIRST_LOOK, |quickest| (quickest + MARGIN).max(SOONEST))
    }

    /// From now on a creation is followed, and first looked at in so long.
    pub fn follow(&self, id: &str, first_look: Duration) {
        let since = Instant::now();
        let news = since + first_look;
        self.followed
            .borrow_mut()
            .insert(id.to_owned(), Followed { since, news });
    }

    /// It is not followed any more.
    pub fn unfollow(&self, id: &str) {
        self.followed.borrow_mut().remove(id);
    }

    /// For how long a creation has been followed.
    #[must_use]
    pub fn followed_for(&self, id: &str) -> Duration {
        let followed = self.followed.borrow();
        followed
            .get(id)
            .map_or(Duration::ZERO, |followed| followed.since.elapsed())
    }

    /// Looks whether AWS is still at a request, and says of when that is: one list is for all that are followed, also for who asks a little later.
    /// Nothing where the request has to be asked for itself: it is no longer in the list, or is the only one.
    ///
    /// # Errors
    /// What AWS says.
    pub async fn in_progress(&self, reader: &Reader, id: &str) -> Result<Option<Instant>, AwsError> {
        if self.followed.borrow().len() <= 1 && !self.others_hold_slots() {
            return Ok(None);
        }
        let mut seen = self.seen.lock().await;
        let now = Instant::now();
        let from = self
            .followed
            .borrow()
            .get(id)
            .map_or(now, |followed| followed.news.min(now));
        let at = match seen.at.filter(|at| *at >= from) {
            Some(at) => at,
            None => {
                seen.in_progress = self.list(reader).await?;
                seen.at = Some(now);
                now
            }
        };
        let is_in_progress = seen.in_progress.contains(id);
        if let Some(followed) = self.followed.borrow_mut().get_mut(id).filter(|_| is_in_progress) {
            followed.news = at + NEXT;
        }
        Ok(is_in_progress.then_some(at))
    }

    /// Looks whether requests from before have ended, and frees their slots.
    ///
    /// # Errors
    /// What AWS says.
    pub async fn look_at_others(&self, reader: &Reader) -> Result<(), AwsError> {
        let mut seen = self.seen.lock().await;
        if seen.at.is_none_or(|at| at.elapsed() >= reader.paced(POLL)) {
            let at = Instant::now();
            seen.in_progress = self.list(reader).await?;
            seen.at = Some(at);
        }
        Ok(())
    }

    async fn list(&self, reader: &Reader) -> Result<BTreeSet<String>, AwsError> {
        let creations = read::creations(reader).await?;
        let ids: BTreeSet<String> = creations.into_iter().map(|creation| creation.id).collect();
        self.free(|before| !ids.contains(before));
        Ok(ids)
    }

    /// Frees the slots of requests from before that have ended.
    fn free(&self, has_ended: impl Fn(&String) -> bool) {
        let mut before = self.before.borrow_mut();
        let held = |before: &BTreeSet<String>| before.len().min(CREATIONS_IN_FLIGHT);
        let were = held(&before);
        before.retain(|id| !has_ended(id));
        let freed = were.saturating_sub(held(&before));
        if freed > 0 {
            self.slots.add_permits(freed);
        }
    }
}
