//! Whether a failed call is sent again, and when. The only place that retries: the SDK's own retries are off.

use std::time::Duration;

use super::error::ErrorKind;
use super::meaning::{Failure, Reach};
use super::settings::WaitReason;
use crate::facts::op::Op;

/// How often a throttled call is sent in all.
const THROTTLED: u32 = 20;
/// How often a call is sent in all while AWS is at work on another change: about four minutes.
const BUSY: u32 = 10;
/// How often a call is sent in all when faults come between.
const FAULTS: u32 = 5;
/// How often a connection is tried where nobody listens.
const NOBODY: u32 = 3;
/// How long in all to wait for something just made.
const NOT_YET: Duration = Duration::from_secs(60);

/// The attempts of one call so far.
#[derive(Debug)]
pub(super) struct Attempts {
    seed: u64,
    throttled: u32,
    busy: u32,
    faults: u32,
    nobody: u32,
    not_yet: u32,
    waited_not_yet: Duration,
}

impl Attempts {
    /// The attempts of a call of `op` by `account`. The two decide the jitter: the same run waits the same.
    pub(super) fn new(op: &Op, account: Option<&str>) -> Self {
        Self {
            seed: fnv(op.name.bytes().chain(account.unwrap_or_default().bytes())),
            throttled: 0,
            busy: 0,
            faults: 0,
            nobody: 0,
            not_yet: 0,
            waited_not_yet: Duration::ZERO,
        }
    }

    /// How long to wait before sending again, and why; nothing if it is not to be sent again. With `paced`, throttled calls wait at the pacer.
    pub(super) fn next_delay(&mut self, failure: &Failure, paced: bool) -> Option<(Duration, WaitReason)> {
        match failure.error.kind {
            ErrorKind::Throttled => {
                self.throttled += 1;
                let wait = if paced {
                    Duration::ZERO
                } else {
                    self.back_off(self.throttled, 250, 10_000)
                };
                (self.throttled < THROTTLED).then_some((wait, WaitReason::Throttled))
            }
            ErrorKind::Busy => {
                self.busy += 1;
                (self.busy < BUSY).then(|| (self.back_off(self.busy, 1_000, 30_000), WaitReason::Busy))
            }
            ErrorKind::NotYet => {
                self.not_yet += 1;
                let left = NOT_YET.saturating_sub(self.waited_not_yet);
                let wait = self.back_off(self.not_yet, 1_000, 15_000).min(left);
                self.waited_not_yet += wait;
                (!left.is_zero()).then_some((wait, WaitReason::NotYet))
            }
            ErrorKind::Unreachable if failure.reach == Reach::NobodyThere => {
                self.nobody += 1;
                (self.nobody < NOBODY).then_some((Duration::from_millis(200), WaitReason::Fault))
            }
            // A write that may not be sent twice is `Ambiguous` by now, unless it is certain that it did not arrive.
            ErrorKind::Server | ErrorKind::Unreachable | ErrorKind::TimedOut => {
                self.faults += 1;
                (self.faults < FAULTS).then(|| (self.back_off(self.faults, 500, 8_000), WaitReason::Fault))
            }
            ErrorKind::AlreadySo
            | ErrorKind::Exists
            | ErrorKind::Absent
            | ErrorKind::Denied
            | ErrorKind::Constraint
            | ErrorKind::Unsupported
            | ErrorKind::Credentials
            | ErrorKind::RegionOff
            | ErrorKind::Ambiguous
            | ErrorKind::Malformed
            | ErrorKind::Refused
            | ErrorKind::Stopped
            | ErrorKind::Bug => None,
        }
    }

    /// Twice as long each time, from `first` to `most` milliseconds, a fifth more or less.
    fn back_off(&self, time: u32, first: u64, most: u64) -> Duration {
        let plain = first.saturating_mul(1 << time.saturating_sub(1).min(20)).min(most);
        let jitter = fnv(self.seed.to_le_bytes().into_iter().chain(time.to_le_bytes())) % 401;
        Duration::from_millis(plain * (800 + jitter) / 1000)
    }
}

/// The Fowler–Noll–Vo hash, 1a, of 64 bits.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::AwsError;
    use crate::facts::op::PAGES;
    use crate::facts::service::ORGANIZATIONS;

    static LIST: Op = Op::read(&ORGANIZATIONS, "ListAccounts", PAGES, &[]);

    fn attempts(kind: ErrorKind, reach: Reach, paced: bool) -> (usize, Duration) {
        let failure = Failure {
            error: AwsError::new(kind, &LIST, ""),
            reach,
        };
        let mut attempts = Attempts::new(&LIST, None);
        let waits = std::iter::from_fn(|| attempts.next_delay(&failure, paced)).collect::<Vec<_>>();
        (waits.len() + 1, waits.iter().map(|(wait, _)| *wait).sum())
    }

    #[test]
    fn each_kind_has_its_patience() {
        use ErrorKind::*;
        let answered = |kind| attempts(kind, Reach::Answered, true);
        assert_eq!(answered(Throttled), (20, Duration::ZERO));
        assert_eq!(answered(Busy).0, 10);
        assert!((100..260).contains(&answered(Busy).1.as_secs()));
        assert_eq!(answered(NotYet).1, NOT_YET);
        assert_eq!(answered(Server).0, 5);
        assert_eq!(attempts(TimedOut, Reach::Lost, true).0, 5);
        assert_eq!(attempts(Unreachable, Reach::Lost, true).0, 5);
        assert_eq!(
            attempts(Unreachable, Reach::NobodyThere, true),
            (3, Duration::from_millis(400))
        );
        for kind in [
            AlreadySo,
            Exists,
            Absent,
            Denied,
            Constraint,
            Unsupported,
            Credentials,
            Ambiguous,
            Malformed,
            Refused,
            Stopped,
            Bug,
        ] {
            assert_eq!(answered(kind), (1, Duration::ZERO), "{kind:?}");
        }
    }

    #[test]
    fn without_a_pacer_throttled_calls_back_off() {
        let (times, waited) = attempts(ErrorKind::Throttled, Reach::Answered, false);
        assert_eq!(times, 20);
        assert!(waited > Duration::from_secs(60));
    }

    #[test]
    fn waiting_is_the_same_on_every_run_and_differs_between_accounts() {
        let wait = |account| Attempts::new(&LIST, account).back_off(3, 1_000, 30_000);
        assert_eq!(wait(Some("111111111111")), wait(Some("111111111111")));
        assert_ne!(wait(Some("111111111111")), wait(Some("222222222222")));
    }
}
