//! A circuit breaker for endpoints and operations that have stopped answering: they are given up as a whole, so that not every call waits for them anew.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use super::lock::lock;
use crate::facts::op::{Access, Op};
use crate::facts::service::{Reach, Service};

/// How long something that has never answered is tried: three attempts that time out.
const NEVER: Duration = Duration::from_secs(90);
/// How long something that has answered before is tried: five attempts that time out, as many as one call has.
const NO_MORE: Duration = Duration::from_secs(150);

/// What has a circuit of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    /// All endpoints together.
    All,
    /// The endpoint of a service in a Region.
    Endpoint(&'static Service, String),
    /// The reads or the changes of one endpoint.
    Access(&'static Service, String, Access),
    /// One operation of one endpoint.
    Operation(&'static Service, String, &'static str),
}

impl Target {
    /// All that an answer to `op` in `region` is an answer of, the widest first.
    fn each(op: &'static Op, region: &str) -> [Self; 4] {
        let region = || region.to_owned();
        [
            Self::All,
            Self::Endpoint(op.service, region()),
            Self::Access(op.service, region(), op.access),
            Self::Operation(op.service, region(), op.name),
        ]
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (service, region) = match self {
            Self::All => return f.write_str("the endpoint"),
            Self::Endpoint(service, region) | Self::Access(service, region, _) => {
                write!(f, "the endpoint of `{}`", service.prefix)?;
                (service, region)
            }
            Self::Operation(service, region, name) => {
                write!(f, "`{}:{name}`", service.prefix)?;
                (service, region)
            }
        };
        if service.reach == Reach::Regional {
            write!(f, " in `{region}`")?;
        }
        match self {
            Self::Access(_, _, Access::Read) => f.write_str(", asked to read,"),
            Self::Access(_, _, Access::Write) => f.write_str(", asked for changes,"),
            _ => Ok(()),
        }
    }
}

#[derive(Debug, Default, Clone, Copy)]
struct Circuit {
    has_answered: bool,
    /// When the first attempt was sent that has no answer, and after which nothing was answered.
    since: Option<Instant>,
    attempts: u32,
    /// For how long it had not answered when it was given up: the circuit is open.
    given_up: Option<Duration>,
}

#[derive(Debug, Default)]
pub(super) struct CircuitBreakers(Mutex<BTreeMap<Target, Circuit>>);

impl CircuitBreakers {
    /// A call of `op` to `region` was answered, however.
    pub(super) fn answered(&self, op: &'static Op, region: &str) {
        let mut all = lock(&self.0);
        for target in Target::each(op, region) {
            let closed = Circuit {
                has_answered: true,
                ..Circuit::default()
            };
            all.insert(target, closed);
        }
    }

    /// An attempt that was sent to `region` at `sent` got no answer.
    pub(super) fn unanswered(&self, op: &'static Op, region: &str, sent: Instant) {
        let mut all = lock(&self.0);
        for target in Target::each(op, region) {
            let (is_all, is_operation) = (target == Target::All, matches!(target, Target::Operation(..)));
            let circuit = all.entry(target).or_default();
            circuit.attempts += 1;
            let since = *circuit.since.get_or_insert(sent);
            // Of all endpoints together only this is known: that nobody has ever answered. And one operation has as many tries as it always had.
            let patience = match (is_all, circuit.has_answered) {
                (true, true) => continue,
                (false, true) => NO_MORE,
                _ if is_operation => NO_MORE,
                _ => NEVER,
            };
            let lasted = since.elapsed();
            if lasted >= patience {
                circuit.given_up = Some(lasted);
            }
        }
    }

    /// Why `op` is not sent to `region`, if what it asks was given up.
    pub(super) fn open(&self, op: &'static Op, region: &str) -> Option<String> {
        let all = lock(&self.0);
        Target::each(op, region).iter().find_map(|target| {
            let circuit = all.get(target)?;
            let seconds = circuit.given_up?.as_secs();
            let attempts = circuit.attempts;
            Some(format!(
                "{target} has answered nothing for {seconds} seconds and {attempts} attempts, and is given up"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;
    use crate::facts::op::PAGES;
    use crate::facts::service::{ORGANIZATIONS, STS};

    static LIST: Op = Op::read(&ORGANIZATIONS, "ListRoots", PAGES, &[]);
    static MOVE: Op = Op::write(&ORGANIZATIONS, "MoveAccount", &[]);
    static TAG: Op = Op::write(&ORGANIZATIONS, "TagResource", &[]);
    static WHO: Op = Op::read(&STS, "GetCallerIdentity", PAGES, &[]);

    async fn times_out(breakers: &CircuitBreakers, op: &'static Op, region: &str) {
        let sent = Instant::now();
        advance(Duration::from_secs(31)).await;
        breakers.unanswered(op, region, sent);
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_never_answered_is_given_up_after_three_attempts_for_all_calls() {
        let breakers = CircuitBreakers::default();
        for _ in 0..2 {
            times_out(&breakers, &WHO, "us-east-1").await;
            assert_eq!(breakers.open(&WHO, "us-east-1"), None);
        }
        times_out(&breakers, &WHO, "us-east-1").await;
        let why = breakers.open(&LIST, "us-east-1").unwrap();
        assert_eq!(
            why,
            "the endpoint has answered nothing for 93 seconds and 3 attempts, and is given up"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn changes_alone_can_be_given_up_and_an_answer_closes_the_circuit() {
        let breakers = CircuitBreakers::default();
        breakers.answered(&WHO, "us-east-1");
        breakers.answered(&LIST, "us-east-1");
        breakers.answered(&MOVE, "us-east-1");
        for _ in 0..4 {
            times_out(&breakers, &MOVE, "us-east-1").await;
            breakers.answered(&LIST, "us-east-1");
        }
        assert_eq!(breakers.open(&TAG, "us-east-1"), None);
        times_out(&breakers, &TAG, "us-east-1").await;
        assert!(breakers.open(&MOVE, "us-east-1").unwrap().contains("asked for changes"));
        assert_eq!(breakers.open(&LIST, "us-east-1"), None);
        breakers.answered(&TAG, "us-east-1");
        assert_eq!(breakers.open(&MOVE, "us-east-1"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn one_operation_alone_can_be_given_up() {
        let breakers = CircuitBreakers::default();
        for _ in 0..5 {
            times_out(&breakers, &TAG, "us-east-1").await;
            breakers.answered(&MOVE, "us-east-1");
        }
        assert!(
            breakers
                .open(&TAG, "us-east-1")
                .unwrap()
                .starts_with("`organizations:TagResource`")
        );
        assert_eq!(breakers.open(&MOVE, "us-east-1"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn one_region_alone_can_be_given_up() {
        let breakers = CircuitBreakers::default();
        breakers.answered(&WHO, "us-east-1");
        for _ in 0..3 {
            times_out(&breakers, &WHO, "me-south-1").await;
        }
        let why = breakers.open(&WHO, "me-south-1").unwrap();
        assert!(
            why.starts_with("the endpoint of `sts` in `me-south-1` has answered nothing"),
            "{why}"
        );
        assert_eq!(breakers.open(&WHO, "us-east-1"), None);
    }
}
