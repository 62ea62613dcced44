//! The connections that are open at once, and which of them give way to new ones.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// So many connections are open at once. The SDKs keep some tens.
const MOST: usize = 256;
/// For so long one that is idle is left alone: the request of a new one is on its way.
pub(super) const GRACE: Duration = Duration::from_millis(300);

/// The connections that are open.
#[derive(Default)]
pub(super) struct Connections {
    open: Vec<(Connection, AbortHandle)>,
    changed: Arc<Notify>,
}

/// One of them.
#[derive(Clone)]
pub(super) struct Connection {
    state: Arc<Mutex<State>>,
    changed: Arc<Notify>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// A whole request came, and its answer is not made yet.
    Working,
    /// Since this moment it sends nothing, or parts of a request.
    Idle(Instant),
}

/// Holds a connection while its request is answered.
pub(super) struct Working<'a>(&'a Connection);

impl Connections {
    /// Whether one more may be opened: there is a place, or one that can be made. Whoever opens connections and does not use them keeps nobody out.
    pub(super) fn has_room(&mut self) -> bool {
        self.open.retain(|(_, task)| !task.is_finished());
        self.open.len() < MOST || self.longest_idle().is_some()
    }

    /// A place for a new one; where there is none, the one that is idle for the longest time is closed.
    pub(super) fn add(&mut self) -> Connection {
        if self.open.len() >= MOST {
            self.close_longest_idle();
        }
        Connection {
            state: Arc::new(Mutex::new(State::Idle(Instant::now()))),
            changed: Arc::clone(&self.changed),
        }
    }

    /// Keeps what a new one is served by.
    pub(super) fn holds(&mut self, connection: Connection, task: AbortHandle) {
        self.open.push((connection, task));
    }

    /// Closes the one that is idle for the longest time, if any is.
    pub(super) fn close_longest_idle(&mut self) {
        if let Some(at) = self.longest_idle() {
            let mut places = 0..;
            self.open.retain(|(_, task)| {
                let closes = places.next() == Some(at);
                if closes {
                    task.abort();
                }
                !closes
            });
        }
    }

    /// Waits until one that worked is idle.
    pub(super) fn changed(&self) -> impl Future<Output = ()> + use<> {
        let changed = Arc::clone(&self.changed);
        async move { changed.notified().await }
    }

    fn longest_idle(&self) -> Option<usize> {
        let idle = self.open.iter().enumerate().filter_map(|(at, (connection, _))| {
            let State::Idle(since) = *lock(&connection.state) else {
                return None;
            };
            Some((since, at))
        });
        let (since, at) = idle.min()?;
        (since.elapsed() >= GRACE).then_some(at)
    }
}

impl Connection {
    /// From now on it works, until what is returned is gone.
    pub(super) fn works(&self) -> Working<'_> {
        *lock(&self.state) = State::Working;
        Working(self)
    }
}

impl Drop for Working<'_> {
    fn drop(&mut self) {
        *lock(&self.0.state) = State::Idle(Instant::now());
        self.0.changed.notify_one();
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
