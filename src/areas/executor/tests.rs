//! Changes that wait for AWS, on virtual time.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use async_trait::async_trait;

use super::*;
use crate::areas::lifecycle::Waiting;
use crate::aws::{HttpChoice, Pace, Settings};
use crate::engine::address::Address;
use crate::engine::change::{Action, Facet, Label, Phase, PlannedCall};
use crate::engine::session::Session;
use crate::engine::ticket::Ticket;
use crate::sandbox::{Sandbox, Seed, Setup};
use tokio::time::Instant;

const HOUR: Duration = Duration::from_secs(3_600);
const MINUTE: Duration = Duration::from_secs(60);

/// AWS takes a minute for everything that is enabled, and is asked every ten seconds. All else is done at once.
struct Slow {
    begun: Instant,
    /// When each change was started, asked about, and had ended or was left.
    log: RefCell<BTreeMap<String, Vec<(&'static str, u64)>>>,
    /// How many questions are under way, and how many were at most.
    asking: Cell<(usize, usize)>,
}

impl Slow {
    fn new() -> Self {
        Self {
            begun: Instant::now(),
            log: RefCell::default(),
            asking: Cell::default(),
        }
    }

    fn write(&self, change: &Change, what: &'static str) {
        let mut log = self.log.borrow_mut();
        let of_it = log.entry(change.address.key.clone()).or_default();
        of_it.push((what, self.begun.elapsed().as_secs()));
    }

    fn of(&self, key: &str) -> Vec<(&'static str, u64)> {
        self.log.borrow().get(key).cloned().unwrap_or_default()
    }
}

fn done() -> Step {
    Step::Ended(End::Done { id: None, note: None })
}

#[async_trait(?Send)]
impl Run for Slow {
    async fn start(&self, change: &Change) -> Step {
        self.write(change, "started");
        if change.action != Action::Enable {
            return done();
        }
        Step::Waits(Waiting {
            ticket: Ticket::new(&self.begun.elapsed().as_secs()),
            after: Duration::from_secs(10),
            why: "AWS is at it".to_owned(),
        })
    }

    async fn poll(&self, change: &Change, ticket: &Ticket) -> Poll<Step> {
        self.write(change, "asked");
        let since = Duration::from_secs(ticket.read().unwrap());
        let (now, most) = self.asking.get();
        self.asking.set((now + 1, most.max(now + 1)));
        tokio::time::sleep(Duration::from_millis(1)).await;
        let (now, most) = self.asking.get();
        self.asking.set((now - 1, most));
        if self.begun.elapsed() - since >= MINUTE {
            Poll::Done(done())
        } else {
            Poll::Again(Duration::from_secs(10), "AWS is at it".to_owned())
        }
    }

    async fn leave(&self, change: &Change, _: &Ticket) -> End {
        self.write(change, "left");
        End::Pending {
            what: format!("enabling of {}", change.address),
            since: String::new(),
            until: String::new(),
        }
    }

    fn account_creation_time(&self) -> Duration {
        MINUTE
    }

    async fn verify(&self, _: &Plan, _: &mut Applied) {}
}

async fn door(pace: Pace) -> Door {
    let settings = Settings {
        http: HttpChoice::InProcess(Sandbox::new(&Seed::default(), &Setup::default())),
        pace,
        ..Settings::default()
    };
    Door::open(settings).await.unwrap()
}

/// They all wait for one rate, so that they have the same places.
fn change(action: Action, key: &str) -> Change {
    let address = Address::new("thing", key);
    let mut change = Change::new("things", Phase::Units, action, address.clone());
    change
        .calls
        .push(PlannedCall::once("things:Put", Session::management()));
    change.provides.insert(Label::new(&address, Facet::Enabled));
    change
}

fn needing(mut change: Change, other: &Change) -> Change {
    change.needs.extend(other.provides.clone());
    change
}

#[tokio::test(start_paused = true)]
async fn a_hundred_changes_that_wait_do_not_delay_one_that_writes() {
    let mut changes: Vec<Change> = (0..100)
        .map(|key| change(Action::Enable, &format!("{key:03}")))
        .collect();
    changes.push(change(Action::Update, "write"));
    changes.push(needing(change(Action::Update, "behind"), &changes[7]));
    let (door, work) = (door(Pace::Published).await, Slow::new());
    let ends = run(&door, &work, &changes, HOUR, &|_| {}).await;
    assert!(ends.iter().all(|end| matches!(end, End::Done { .. })), "{ends:?}");
    assert_eq!(work.of("write"), [("started", 0)]);
    assert_eq!(work.of("behind"), [("started", 60)]);
    let asked = (1..=6).map(|time| ("asked", time * 10));
    assert_eq!(
        work.of("050"),
        [("started", 0)].into_iter().chain(asked).collect::<Vec<_>>()
    );
    assert_eq!(work.asking.get(), (0, 100));
}

#[tokio::test(start_paused = true)]
async fn a_change_is_asked_about_a_last_time_when_the_time_is_over_and_then_left() {
    let enables = change(Action::Enable, "slow");
    let changes = [enables.clone(), needing(change(Action::Update, "behind"), &enables)];
    let (door, work) = (door(Pace::Published).await, Slow::new());
    let said = RefCell::new(Vec::new());
    let events = |event| {
        if let Event::ChangeWaiting { seconds, why, .. } = event {
            assert_eq!(why, "AWS is at it");
            said.borrow_mut().push(seconds);
        }
    };
    let ends = run(&door, &work, &changes, Duration::from_secs(25), &events).await;
    let pending = |what: &str| End::Pending {
        what: what.to_owned(),
        since: String::new(),
        until: String::new(),
    };
    assert_eq!(
        ends,
        [
            pending("enabling of thing.slow"),
            pending("waits for enabling of thing.slow")
        ]
    );
    let log = [
        ("started", 0),
        ("asked", 10),
        ("asked", 20),
        ("asked", 25),
        ("left", 25),
    ];
    assert_eq!(work.of("slow"), log);
    assert_eq!(*said.borrow(), [0, 10, 20]);
    // With no time to wait it is asked about once.
    let work = Slow::new();
    run(&door, &work, &changes, Duration::ZERO, &|_| {}).await;
    assert_eq!(work.of("slow"), [("started", 0), ("asked", 0), ("left", 0)]);
}

#[tokio::test(start_paused = true)]
async fn a_stop_leaves_at_once_what_waits_and_starts_nothing() {
    let enables = change(Action::Enable, "slow");
    let changes = [enables.clone(), needing(change(Action::Update, "behind"), &enables)];
    let (door, work) = (door(Pace::Published).await, Slow::new());
    let stop = async {
        tokio::time::sleep(Duration::from_secs(13)).await;
        door.stop();
    };
    let (ends, ()) = tokio::join!(run(&door, &work, &changes, HOUR, &|_| {}), stop);
    assert!(ends.iter().all(|end| matches!(end, End::Pending { .. })), "{ends:?}");
    assert_eq!(work.of("slow"), [("started", 0), ("asked", 10), ("left", 13)]);
    assert_eq!(work.of("behind"), []);
}

#[tokio::test(start_paused = true)]
async fn a_factor_divides_the_intervals_and_leaves_the_time_to_wait() {
    let changes = [change(Action::Enable, "slow")];
    let (door, work) = (door(Pace::Factor(5.0)).await, Slow::new());
    run(&door, &work, &changes, Duration::from_secs(5), &|_| {}).await;
    let log = [("started", 0), ("asked", 2), ("asked", 4), ("asked", 5), ("left", 5)];
    assert_eq!(work.of("slow"), log);
}
