//! The connections that are open at once, and which of them give way to new ones.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// So many connections are open at once. The SDKs keep some tens.
const MOST: usize = 256;

/// The connections that are open.
#[derive(Default)]
pub(super) struct Connections {
    open: Vec<(Connection, AbortHandle)>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// Counts what happens on all connections.
    moment: Mutex<u64>,
    changed: Notify,
}

/// One of them.
#[derive(Clone)]
pub(super) struct Connection {
    state: Arc<Mutex<State>>,
    shared: Arc<Shared>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// A whole request came, and its answer is not made yet.
    Working,
    /// Since this moment it sends nothing, or parts of a request.
    Idle(u64),
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
            state: Arc::new(Mutex::new(State::Idle(self.shared.next()))),
            shared: Arc::clone(&self.shared),
        }
    }

    /// Keeps what a new one is served by.
    pub(super) fn holds(&mut self, connection: Connection, task: AbortHandle) {
        self.open.push((connection, task));
    }

    /// Closes the one that is idle for the longest time, if any is.
    pub(super) fn close_longest_idle(&mut self) {
        if let Some(at) = self.longest_idle() {
            let (_, task) = self.open.swap_remove(at);
            task.abort();
        }
    }

    /// Waits until one that worked is idle.
    pub(super) fn changed(&self) -> impl Future<Output = ()> + use<> {
        let shared = Arc::clone(&self.shared);
        async move { shared.changed.notified().await }
    }

    fn longest_idle(&self) -> Option<usize> {
        let idle = self.open.iter().enumerate().filter_map(|(at, (connection, _))| {
            let State::Idle(since) = *lock(&connection.state) else {
                return None;
            };
            Some((since, at))
        });
        idle.min().map(|(_, at)| at)
    }
}

impl Shared {
    fn next(&self) -> u64 {
        let mut moment = lock(&self.moment);
        *moment += 1;
        *moment
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
        let now = self.0.shared.next();
        *lock(&self.0.state) = State::Idle(now);
        self.0.shared.changed.notify_one();
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
