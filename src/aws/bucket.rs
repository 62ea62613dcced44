//! A token bucket as the server keeps it, judged from the caller's side of the network. Pure.
//!
//! The server counts a call when it arrives, which is some time between sending and answer. So a call takes its token when it is sent, but the
//! token begins to come back only when the answer is there: whatever the network does, the server's bucket is never emptier than this one.

use std::time::Duration;

use crate::facts::rates::Rate;

/// A little slower than published, so that rounding can never make us early.
const CAUTION: f64 = 0.998;
/// The runtime's clock has steps of a millisecond.
const STEP: Duration = Duration::from_millis(1);
/// The least share of the published rate that throttling leaves.
const LEAST_SHARE: f64 = 1.0 / 16.0;
/// How much of the published rate comes back after each quiet while.
const EASE: f64 = 0.1;
/// How long a quiet while is.
const QUIET: Duration = Duration::from_secs(10);
/// Sums of fractions are off by less than this.
const ROUNDING: f64 = 1e-9;

/// When the next call may be sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Next {
    /// Now.
    Now,
    /// Not before this.
    At(Duration),
    /// Not before a call that is under way is answered.
    AfterAnswer,
}

/// A token bucket. All its times are counted from one moment of the caller's choice.
#[derive(Debug)]
pub struct Bucket {
    published: Rate,
    /// How much of the published rate we take: 1, less after throttling.
    share: f64,
    level: f64,
    in_flight: u32,
    /// The time that `level` is of.
    at: Duration,
    /// When `share` last changed.
    eased: Duration,
    /// When `share` was last cut.
    cut: Option<Duration>,
}

impl Bucket {
    /// A full one.
    #[must_use]
    pub fn new(published: Rate, now: Duration) -> Self {
        Self {
            published,
            share: 1.0,
            level: published.burst.max(1.0),
            in_flight: 0,
            at: now,
            eased: now,
            cut: None,
        }
    }

    /// When the next call may be sent.
    pub fn next(&mut self, now: Duration) -> Next {
        self.refill(now);
        let needed = f64::from(self.in_flight) + 1.0;
        if self.level + ROUNDING >= needed {
            return Next::Now;
        }
        if needed > self.capacity() + ROUNDING {
            return Next::AfterAnswer;
        }
        let wait = Duration::try_from_secs_f64((needed - self.level) / self.per_second()).unwrap_or(QUIET);
        Next::At(now + wait + STEP)
    }

    /// A call was sent.
    pub fn sent(&mut self) {
        self.in_flight += 1;
    }

    /// A call was answered, or given up.
    pub fn answered(&mut self, now: Duration) {
        self.refill(now);
        self.in_flight = self.in_flight.saturating_sub(1);
        self.level = (self.level - 1.0).max(0.0);
    }

    /// A call that was sent at `sent` was throttled: the server's bucket is empty, so is ours, and we go at half the rate. Calls of one volley
    /// count once: their throttles say nothing about the new rate.
    pub fn throttled(&mut self, sent: Duration, now: Duration) {
        self.refill(now);
        self.in_flight = self.in_flight.saturating_sub(1);
        self.level = 0.0;
        self.eased = now;
        if self.cut.is_none_or(|cut| sent >= cut) {
            self.share = (self.share / 2.0).max(LEAST_SHARE);
            self.cut = Some(now);
        }
    }

    /// The server's bucket is known to be empty, though not by our fault.
    pub fn empty(&mut self, now: Duration) {
        self.answered(now);
        self.level = 0.0;
    }

    fn per_second(&self) -> f64 {
        self.published.per_second * self.share * CAUTION
    }

    fn capacity(&self) -> f64 {
        (self.published.burst * self.share).max(1.0)
    }

    fn refill(&mut self, now: Duration) {
        while self.share < 1.0 && self.eased + QUIET <= now {
            let step = self.eased + QUIET;
            self.pour(step);
            self.share = (self.share + EASE).min(1.0);
            self.eased = step;
        }
        self.pour(now);
    }

    fn pour(&mut self, now: Duration) {
        let seconds = now.saturating_sub(self.at).as_secs_f64();
        self.level = (self.level + seconds * self.per_second()).min(self.capacity());
        self.at = self.at.max(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: Rate = Rate {
        per_second: 10.0,
        burst: 3.0,
    };

    fn after(start: Duration, millis: u64) -> Duration {
        start + Duration::from_millis(millis)
    }

    #[test]
    fn a_full_bucket_gives_its_burst_at_once() {
        let start = Duration::from_secs(7);
        let mut bucket = Bucket::new(TEN, start);
        for _ in 0..3 {
            assert_eq!(bucket.next(start), Next::Now);
            bucket.sent();
        }
        assert_eq!(bucket.next(start), Next::AfterAnswer);
        bucket.answered(start);
        let Next::At(at) = bucket.next(start) else {
            panic!("it must wait")
        };
        assert!(at > after(start, 100) && at < after(start, 103));
    }

    #[test]
    fn a_token_comes_back_from_the_answer_on() {
        let start = Duration::from_secs(7);
        let mut bucket = Bucket::new(
            Rate {
                per_second: 1.0,
                burst: 1.0,
            },
            start,
        );
        bucket.sent();
        bucket.answered(after(start, 5_000));
        assert!(matches!(bucket.next(after(start, 5_900)), Next::At(_)));
        assert_eq!(bucket.next(after(start, 6_010)), Next::Now);
    }

    #[test]
    fn a_volley_of_throttles_halves_once_and_time_restores() {
        let start = Duration::from_secs(7);
        let mut bucket = Bucket::new(TEN, start);
        for _ in 0..3 {
            bucket.sent();
        }
        for _ in 0..3 {
            bucket.throttled(start, after(start, 50));
        }
        assert!((bucket.share - 0.5).abs() < ROUNDING);
        assert!(bucket.level < ROUNDING);
        for round in 1..10 {
            bucket.sent();
            bucket.throttled(after(start, 50 + round), after(start, 50 + round));
        }
        assert!((bucket.share - LEAST_SHARE).abs() < ROUNDING);
        bucket.next(after(start, 200_000));
        assert!((bucket.share - 1.0).abs() < ROUNDING);
    }
}
