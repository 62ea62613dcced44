//! Holds calls back until the server has room for them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::bucket::{Bucket, Next};
use super::lock::lock;
use super::settings::Pace;
use crate::facts::op::Op;
use crate::facts::rates::Rate;
use crate::facts::service::{Quota, Service};

/// Whose bucket.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Whose {
    /// The caller's own account.
    Caller,
    /// A member account's.
    Member(String),
    /// All accounts of the Organization together.
    Organization,
}

/// Service, operation, whose, in which Region.
type Row = (&'static Service, &'static str, Whose, String);

/// Holds calls back until the server has room for them: a token bucket for each operation, calling account and Region at the published rates, served
/// in the order of asking. Waits on the runtime's clock.
#[derive(Debug)]
pub struct Pacer {
    pace: Pace,
    /// From when on the buckets count.
    opened: Instant,
    lanes: Mutex<BTreeMap<Row, Arc<Lane>>>,
}

#[derive(Debug)]
struct Lane {
    opened: Instant,
    /// Held by the one who is next; the others queue here in order.
    turn: tokio::sync::Mutex<()>,
    bucket: Mutex<Bucket>,
    answered: Notify,
}

/// Leave to send one call. Dropping it says that the call was answered, or given up.
#[derive(Debug)]
#[must_use = "dropping it says that the call was answered"]
pub struct Permit {
    account: Option<Held>,
    organization: Option<Held>,
    waited: Duration,
}

/// One token taken from one bucket.
#[derive(Debug)]
struct Held {
    lane: Arc<Lane>,
    sent: Duration,
    released: bool,
}

impl Pacer {
    /// A pacer whose buckets are all full.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        Self {
            pace,
            opened: Instant::now(),
            lanes: Mutex::new(BTreeMap::new()),
        }
    }

    /// Waits until `op` may be sent to `region` by `account` (`None`: the caller's own). `notify` hears of each wait for a token.
    pub async fn permit(&self, op: &Op, account: Option<&str>, region: &str, notify: impl Fn(Duration)) -> Permit {
        let begun = Instant::now();
        if self.pace == Pace::Off {
            return Permit {
                account: None,
                organization: None,
                waited: Duration::ZERO,
            };
        }
        let rates = op.rates();
        let whose = account.map_or(Whose::Caller, |id| Whose::Member(id.to_owned()));
        let own = self.lane(op, whose, region, rates.account);
        let _own_turn = own.turn.lock().await;
        let own_token = Lane::take(&own, &notify).await;
        let organization = match rates.organization {
            None => None,
            Some(rate) => {
                let all = self.lane(op, Whose::Organization, region, rate);
                let _turn = all.turn.lock().await;
                Some(Lane::take(&all, &notify).await)
            }
        };
        Permit {
            account: Some(own_token),
            organization,
            waited: begun.elapsed(),
        }
    }

    fn lane(&self, op: &Op, whose: Whose, region: &str, published: Rate) -> Arc<Lane> {
        let name = match op.service.quota {
            Quota::Shared(_) => "",
            Quota::PerOperation => op.name,
        };
        let mut lanes = lock(&self.lanes);
        let lane = lanes
            .entry((op.service, name, whose, region.to_owned()))
            .or_insert_with(|| {
                Arc::new(Lane {
                    opened: self.opened,
                    turn: tokio::sync::Mutex::new(()),
                    bucket: Mutex::new(Bucket::new(self.scaled(published), self.opened.elapsed())),
                    answered: Notify::new(),
                })
            });
        Arc::clone(lane)
    }

    fn scaled(&self, published: Rate) -> Rate {
        let factor = match self.pace {
            Pace::Factor(factor) => factor,
            Pace::Published | Pace::Off => 1.0,
        };
        Rate {
            per_second: published.per_second * factor,
            // An endpoint whose clock runs faster still has the same burst.
            burst: (published.burst * factor.min(1.0)).max(1.0),
        }
    }
}

impl Lane {
    async fn take(lane: &Arc<Self>, notify: &impl Fn(Duration)) -> Held {
        loop {
            let now = lane.now();
            let next = lock(&lane.bucket).next(now);
            match next {
                Next::Now => break,
                Next::AfterAnswer => lane.answered.notified().await,
                Next::At(at) => {
                    notify(at.saturating_sub(now));
                    sleep_until(lane.opened + at).await;
                }
            }
        }
        lock(&lane.bucket).sent();
        Held {
            lane: Arc::clone(lane),
            sent: lane.now(),
            released: false,
        }
    }

    fn now(&self) -> Duration {
        self.opened.elapsed()
    }
}

impl Permit {
    /// How long the call had to wait.
    #[must_use]
    pub fn waited(&self) -> Duration {
        self.waited
    }

    /// The call was throttled: the account's bucket goes slower from now on, and both buckets count as empty.
    pub fn throttled(mut self) {
        if let Some(held) = &mut self.account {
            held.release(|bucket, sent, now| bucket.throttled(sent, now));
        }
        if let Some(held) = &mut self.organization {
            held.release(|bucket, _, now| bucket.empty(now));
        }
    }
}

impl Held {
    fn release(&mut self, how: impl FnOnce(&mut Bucket, Duration, Duration)) {
        if !self.released {
            self.released = true;
            how(&mut lock(&self.lane.bucket), self.sent, self.lane.now());
            self.lane.answered.notify_one();
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.release(|bucket, _, now| bucket.answered(now));
    }
}
