//! Virtual time: what the sandbox calls now.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// A point of virtual time, in nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(u64);

impl Moment {
    /// Where every seed starts: 2026-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(1_767_225_600_000_000_000);

    /// This moment, later by `duration`.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(nanoseconds(duration)))
    }

    /// This moment, earlier by `duration`.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(nanoseconds(duration)))
    }

    /// How long after `earlier` this is; zero if it is not after it.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }

    /// As AWS's JSON has it: seconds, with milliseconds after the point.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of this millennium fit a double exactly"
    )]
    pub fn seconds(self) -> f64 {
        (self.0 / 1_000_000) as f64 / 1_000.0
    }

    /// From the basic form of a signature's date: `20260101T000000Z`.
    pub(super) fn from_basic(text: &str) -> Option<Self> {
        let timestamp: jiff::Timestamp = text.parse().ok()?;
        let seconds = u64::try_from(timestamp.as_second()).ok()?;
        Some(Self(seconds.checked_mul(1_000_000_000)?))
    }

    /// As AWS's XML has it: `2026-01-01T00:00:00Z`.
    #[must_use]
    pub fn iso(self) -> String {
        let seconds = i64::try_from(self.0 / 1_000_000_000).unwrap_or(i64::MAX);
        jiff::Timestamp::from_second(seconds)
            .unwrap_or(jiff::Timestamp::MAX)
            .to_string()
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// Turns Tokio's time into virtual time. It never goes back, also where Tokio's does: outside a runtime whose time is paused, that is the wall's.
#[derive(Debug)]
pub(super) struct Clock {
    base: Moment,
    /// The latest moment that was told.
    reached: Moment,
    /// Set by the first call, not on opening: what passes before it (on the wall, outside a paused runtime) is not part of the run.
    running_since: Option<Instant>,
    speed: f64,
}

impl Clock {
    pub(super) fn at(base: Moment) -> Self {
        Self {
            base,
            reached: base,
            running_since: None,
            speed: 1.0,
        }
    }

    /// Starts the clock, if it does not run yet.
    pub(super) fn start(&mut self) {
        self.running_since.get_or_insert_with(Instant::now);
    }

    pub(super) fn now(&mut self) -> Moment {
        let now = match self.running_since {
            None => self.base,
            Some(since) => {
                let passed = since.elapsed();
                let fast = Duration::try_from_secs_f64(passed.as_secs_f64() * self.speed).unwrap_or(Duration::MAX);
                // Exact at the normal speed: a pacer that waits precisely as long as it must is not refused for a rounding.
                let exact = (self.speed - 1.0).abs() < f64::EPSILON;
                self.base.plus(if exact { passed } else { fast })
            }
        };
        self.reached = self.reached.max(now);
        self.reached
    }

    /// Stands still from now on, until it is started again. To be called where it ran: in the runtime whose time it followed.
    pub(super) fn rest(&mut self) {
        self.base = self.now();
        self.running_since = None;
    }

    pub(super) fn advance(&mut self, by: Duration) {
        self.base = self.base.plus(by);
        self.reached = self.reached.plus(by);
    }

    /// From now on the clock runs `speed` times as fast as Tokio's.
    pub(super) fn set_speed(&mut self, speed: f64) {
        self.base = self.now();
        if self.running_since.is_some() {
            self.running_since = Some(Instant::now());
        }
        self.speed = speed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_goes_back_whatever_the_runtime() {
        let mut clock = Clock::at(Moment::EPOCH);
        let virtually = |work: &mut dyn FnMut()| {
            let mut builder = tokio::runtime::Builder::new_current_thread();
            let runtime = builder.enable_all().start_paused(true).build().unwrap();
            runtime.block_on(async {
                work();
                tokio::time::sleep(Duration::from_secs(1_000)).await;
                work();
            });
        };
        virtually(&mut || {
            clock.start();
            clock.now();
        });
        // The wall says that no time has passed.
        assert_eq!(clock.now().since(Moment::EPOCH).as_secs(), 1_000);
        clock.advance(Duration::from_secs(60));
        clock.rest();
        virtually(&mut || {
            clock.start();
            clock.now();
        });
        let passed = clock.now().since(Moment::EPOCH).as_secs();
        assert!((2_060..2_065).contains(&passed), "{passed}");
    }

    #[test]
    fn starts_at_the_epoch() {
        assert_eq!(Moment::EPOCH.iso(), "2026-01-01T00:00:00Z");
        assert_eq!(Moment::from_basic("20260101T000000Z"), Some(Moment::EPOCH));
        assert_eq!(Moment::from_basic("yesterday"), None);
        assert!((Moment::EPOCH.plus(Duration::from_millis(1_500)).seconds() - 1_767_225_601.5).abs() < 1e-6);
    }

    #[tokio::test(start_paused = true)]
    async fn runs_only_from_the_first_call_and_at_its_speed() {
        let mut clock = Clock::at(Moment::EPOCH);
        tokio::time::sleep(Duration::from_secs(5)).await;
        clock.start();
        assert_eq!(clock.now(), Moment::EPOCH);
        tokio::time::sleep(Duration::from_secs(2)).await;
        clock.set_speed(10.0);
        tokio::time::sleep(Duration::from_secs(3)).await;
        assert_eq!(clock.now().since(Moment::EPOCH).as_secs(), 32);
        clock.advance(Duration::from_secs(60));
        assert_eq!(clock.now().since(Moment::EPOCH).as_secs(), 92);
    }
}
