//! Endpoints and operations that have stopped answering: they are given up as a whole, so that not every call waits for them anew.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use super::lock::lock;
use crate::facts::op::{Access, Op, Service};

/// How long something that has never answered is tried: three attempts that time out.
const NEVER: Duration = Duration::from_secs(90);
/// How long something that has answered before is tried: five attempts that time out, as many as one call has.
const NO_MORE: Duration = Duration::from_secs(150);

/// What can fall silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    /// All endpoints together.
    All,
    /// One service.
    Service(Service),
    /// The reads or the changes of one service.
    Access(Service, Access),
    /// One operation.
    Operation(Service, &'static str),
}

impl Of {
    /// All that an answer to `op` is an answer of, the widest first.
    fn each(op: &'static Op) -> [Self; 4] {
        [
            Self::All,
            Self::Service(op.service),
            Self::Access(op.service, op.access),
            Self::Operation(op.service, op.name),
        ]
    }
}

impl fmt::Display for Of {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("the endpoint"),
            Self::Service(service) => write!(f, "the endpoint of `{}`", service.prefix()),
            Self::Access(service, Access::Read) => write!(f, "the endpoint of `{}`, asked to read,", service.prefix()),
            Self::Access(service, Access::Write) => {
                write!(f, "the endpoint of `{}`, asked for changes,", service.prefix())
            }
            Self::Operation(service, name) => write!(f, "`{}:{name}`", service.prefix()),
        }
    }
}

#[derive(Debug, Default, Clone, Copy)]
struct Silence {
    has_answered: bool,
    /// When the first attempt was sent that has no answer, and after which nothing was answered.
    since: Option<Instant>,
    attempts: u32,
    /// For how long it was silent when it was given up.
    given_up: Option<Duration>,
}

/// Who has been silent since when.
#[derive(Debug, Default)]
pub(super) struct Silences(Mutex<BTreeMap<Of, Silence>>);

impl Silences {
    /// A call of `op` was answered, however.
    pub(super) fn answered(&self, op: &'static Op) {
        let mut all = lock(&self.0);
        for of in Of::each(op) {
            let heard = Silence {
                has_answered: true,
                ..Silence::default()
            };
            all.insert(of, heard);
        }
    }

    /// An attempt that was sent at `sent` got no answer.
    pub(super) fn unanswered(&self, op: &'static Op, sent: Instant) {
        let mut all = lock(&self.0);
        for of in Of::each(op) {
            let silence = all.entry(of).or_default();
            silence.attempts += 1;
            let since = *silence.since.get_or_insert(sent);
            // Of all endpoints together only this is known: that nobody has ever answered. And one operation has as many tries as it always had.
            let patience = match of {
                Of::All if silence.has_answered => continue,
                Of::Operation(..) => NO_MORE,
                _ if silence.has_answered => NO_MORE,
                _ => NEVER,
            };
            let lasted = since.elapsed();
            if lasted >= patience {
                silence.given_up = Some(lasted);
            }
        }
    }

    /// Why `op` is not sent, if what it asks was given up.
    pub(super) fn given_up(&self, op: &'static Op) -> Option<String> {
        let all = lock(&self.0);
        Of::each(op).iter().find_map(|of| {
            let silence = all.get(of)?;
            let seconds = silence.given_up?.as_secs();
            let attempts = silence.attempts;
            Some(format!(
                "{of} has answered nothing for {seconds} seconds and {attempts} attempts, and is given up"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;
    use crate::facts::op::PAGES;

    static LIST: Op = Op::read(Service::Organizations, "ListRoots", PAGES, &[]);
    static MOVE: Op = Op::write(Service::Organizations, "MoveAccount", &[]);
    static TAG: Op = Op::write(Service::Organizations, "TagResource", &[]);
    static WHO: Op = Op::read(Service::Sts, "GetCallerIdentity", PAGES, &[]);

    async fn times_out(silences: &Silences, op: &'static Op) {
        let sent = Instant::now();
        advance(Duration::from_secs(31)).await;
        silences.unanswered(op, sent);
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_never_answered_is_given_up_after_three_attempts_for_all_calls() {
        let silences = Silences::default();
        for _ in 0..2 {
            times_out(&silences, &WHO).await;
            assert_eq!(silences.given_up(&WHO), None);
        }
        times_out(&silences, &WHO).await;
        let why = silences.given_up(&LIST).unwrap();
        assert_eq!(
            why,
            "the endpoint has answered nothing for 93 seconds and 3 attempts, and is given up"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn changes_can_fall_silent_alone_and_an_answer_ends_a_silence() {
        let silences = Silences::default();
        silences.answered(&WHO);
        silences.answered(&LIST);
        silences.answered(&MOVE);
        for _ in 0..4 {
            times_out(&silences, &MOVE).await;
            silences.answered(&LIST);
        }
        assert_eq!(silences.given_up(&TAG), None);
        times_out(&silences, &TAG).await;
        assert!(silences.given_up(&MOVE).unwrap().contains("asked for changes"));
        assert_eq!(silences.given_up(&LIST), None);
        silences.answered(&TAG);
        assert_eq!(silences.given_up(&MOVE), None);
    }

    #[tokio::test(start_paused = true)]
    async fn one_operation_can_fall_silent_alone() {
        let silences = Silences::default();
        for _ in 0..5 {
            times_out(&silences, &TAG).await;
            silences.answered(&MOVE);
        }
        assert!(
            silences
                .given_up(&TAG)
                .unwrap()
                .starts_with("`organizations:TagResource`")
        );
        assert_eq!(silences.given_up(&MOVE), None);
    }
}
