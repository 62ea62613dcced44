//! Applies a plan on paper: in the executor's own order and number, held back by the pacer's buckets and by services that take one change at a time,
//! with the time that AWS is at something by itself. Event after event, without a clock. Pure.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::time::Duration;

use crate::aws::{Bucket, Next};
use crate::engine::change::{Change, PlannedCall};
use crate::engine::event::End;
use crate::engine::session::{Caller, Session};
use crate::facts::op::Access;
use crate::facts::service::{Asynchronous, Quota, Reach, asynchronous, find, rates_of};
use crate::facts::typical::ACCOUNT_CREATION;

use super::concurrency::Concurrency;
use super::queue::Queue;

/// What a change spent its time on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// Other calls: for the rate of the operation, or for a service that takes one change at a time.
    Queue,
    /// AWS: for its answer, and for what it is at after that.
    Aws,
}

/// A stretch of a change's time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    /// The place of its call in [`Simulation::calls`].
    pub call: usize,
    pub wait: Wait,
    pub from: Duration,
    pub to: Duration,
}

/// How one change went.
#[derive(Debug, Default)]
pub(super) struct Course {
    /// The change that had to end, or to be left to AWS, before it could start.
    pub after: Option<usize>,
    pub started: Duration,
    pub stretches: Vec<Stretch>,
    pub ended: Duration,
    /// The place of its next call.
    next: usize,
    /// Since when it waits.
    since: Duration,
}

/// Calls of one operation in one place.
#[derive(Debug)]
pub(super) struct Kind<'a> {
    /// `organizations:CreateAccount`.
    pub operation: &'a str,
    pub access: Access,
    /// How many.
    pub count: u32,
    /// What AWS goes on with after the answer.
    pub asynchronous: Option<&'static Asynchronous>,
    /// The bucket of the calling account.
    pub account: usize,
    /// The bucket of the whole Organization.
    organization: Option<usize>,
    /// The queue of a service that takes one change at a time.
    pub serial: Option<usize>,
}

/// Calls that wait for tokens of one bucket, in the order of asking.
#[derive(Debug)]
struct Paced {
    bucket: Bucket,
    waiting: VecDeque<usize>,
    /// When it is looked at again.
    looks: Option<Duration>,
}

/// Changes of a service that takes one at a time.
#[derive(Debug, Default)]
struct Serial {
    is_busy: bool,
    waiting: VecDeque<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    /// A bucket may have a token.
    Token(usize),
    /// The call of a change is answered.
    Answered(usize),
    /// A change goes on with its next call.
    GoesOn(usize),
}

/// Which bucket: service, operation (none where the service has one for all), account (none for the whole Organization), Region.
type Row<'a> = (&'a str, &'a str, Option<&'a Caller>, Option<&'a str>);

/// A plan that is applied on paper.
pub(super) struct Simulation<'a> {
    pub latency: Duration,
    queue: Queue<'a>,
    concurrency: Concurrency,
    /// The calls that are made.
    pub calls: Vec<Kind<'a>>,
    /// The calls of each change, one after another.
    steps: Vec<Vec<usize>>,
    buckets: Vec<Paced>,
    serial: Vec<Serial>,
    /// How each change went.
    pub courses: Vec<Course>,
    agenda: BinaryHeap<Reverse<(Duration, usize, Happening)>>,
    now: Duration,
    /// How much was put on the agenda: of what is due at the same time, the first comes first.
    number: usize,
}

impl<'a> Simulation<'a> {
    /// Applies these changes; `checks` are the reads before each of them.
    pub(super) fn run(checks: &'a [Vec<PlannedCall>], changes: &'a [Change], latency: Duration) -> Self {
        let queue = Queue::new(changes);
        let concurrency = Concurrency::new(changes, &queue.waits);
        let mut simulation = Self {
            latency,
            queue,
            concurrency,
            calls: Vec::new(),
            steps: Vec::with_capacity(changes.len()),
            buckets: Vec::new(),
            serial: Vec::new(),
            courses: changes.iter().map(|_| Course::default()).collect(),
            agenda: BinaryHeap::new(),
            now: Duration::ZERO,
            number: 0,
        };
        simulation.lay_out(checks, changes);
        simulation.start(None);
        while let Some(Reverse((at, _, happening))) = simulation.agenda.pop() {
            simulation.now = at;
            match happening {
                Happening::Token(bucket) => {
                    if let Some(paced) = simulation.buckets.get_mut(bucket) {
                        paced.looks = None;
                    }
                    simulation.admit(bucket);
                }
                Happening::Answered(change) => simulation.answered(change),
                Happening::GoesOn(change) => simulation.go_on(change),
            }
        }
        simulation
    }

    /// Lists the calls of every change.
    fn lay_out(&mut self, checks: &'a [Vec<PlannedCall>], changes: &'a [Change]) {
        let mut kinds: BTreeMap<(&str, &Session, Access), usize> = BTreeMap::new();
        let mut rows: BTreeMap<Row<'a>, usize> = BTreeMap::new();
        let mut serial: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, change) in changes.iter().enumerate() {
            let reads = checks.get(index).into_iter().flatten().map(|call| (call, Access::Read));
            let writes = change.calls.iter().map(|call| (call, Access::Write));
            let mut steps = Vec::new();
            for (call, access) in reads.chain(writes) {
                let key = (call.operation.as_str(), &call.session, access);
                let kind = match kinds.get(&key) {
                    Some(kind) => *kind,
                    None => {
                        let kind = self.kind(call, access, &mut rows, &mut serial);
                        self.calls.push(kind);
                        kinds.insert(key, self.calls.len() - 1);
                        self.calls.len() - 1
                    }
                };
                if let Some(kind) = self.calls.get_mut(kind) {
                    kind.count += call.count;
                }
                steps.extend((0..call.count).map(|_| kind));
            }
            self.steps.push(steps);
        }
    }

    fn kind(
        &mut self,
        call: &'a PlannedCall,
        access: Access,
        rows: &mut BTreeMap<Row<'a>, usize>,
        serial: &mut BTreeMap<&'a str, usize>,
    ) -> Kind<'a> {
        let (prefix, name) = call.operation.split_once(':').unwrap_or(("", &call.operation));
        let service = find(prefix);
        let rates = rates_of(&call.operation, access);
        let is_shared = service.is_some_and(|service| matches!(service.quota, Quota::Shared(_)));
        let is_global = service.is_some_and(|service| service.reach == Reach::Global);
        let region = call.session.region.as_deref().filter(|_| !is_global);
        let name = if is_shared { "" } else { name };
        let mut bucket = |caller, rate| {
            *rows.entry((prefix, name, caller, region)).or_insert_with(|| {
                self.buckets.push(Paced {
                    bucket: Bucket::new(rate, Duration::ZERO),
                    waiting: VecDeque::new(),
                    looks: None,
                });
                self.buckets.len() - 1
            })
        };
        let account = bucket(Some(&call.session.caller), rates.account);
        let organization = rates.organization.map(|rate| bucket(None, rate));
        let is_serial = access == Access::Write && service.is_some_and(|service| service.serial_writes);
        Kind {
            operation: &call.operation,
            access,
            count: 0,
            asynchronous: asynchronous(&call.operation),
            account,
            organization,
            serial: is_serial.then(|| {
                *serial.entry(prefix).or_insert_with(|| {
                    self.serial.push(Serial::default());
                    self.serial.len() - 1
                })
            }),
        }
    }

    /// How many calls there are of those that `are` chosen.
    pub(super) fn count(&self, are: impl Fn(&Kind<'_>) -> bool) -> u32 {
        let chosen = self.calls.iter().filter(|kind| are(kind));
        chosen.map(|kind| kind.count).sum()
    }

    fn put(&mut self, at: Duration, happening: Happening) {
        self.number += 1;
        self.agenda.push(Reverse((at, self.number, happening)));
    }

    /// Starts what can start, `after` a change has ended or AWS goes on with it alone.
    fn start(&mut self, after: Option<usize>) {
        self.concurrency.enqueue(&mut self.queue.ready);
        while let Some(index) = self.concurrency.next(ACCOUNT_CREATION) {
            let now = self.now;
            if let Some(course) = self.courses.get_mut(index) {
                course.after = after;
                course.started = now;
                course.since = now;
            }
            self.put(now, Happening::GoesOn(index));
        }
    }

    /// The call that a change is at.
    fn call(&self, index: usize) -> Option<(usize, &Kind<'a>)> {
        let course = self.courses.get(index)?;
        let call = *self.steps.get(index)?.get(course.next)?;
        Some((call, self.calls.get(call)?))
    }

    fn go_on(&mut self, index: usize) {
        let Some(bucket) = self.call(index).map(|(_, kind)| kind.account) else {
            return self.end(index);
        };
        self.ask(bucket, index);
    }

    fn ask(&mut self, bucket: usize, index: usize) {
        if let Some(paced) = self.buckets.get_mut(bucket) {
            paced.waiting.push_back(index);
        }
        self.admit(bucket);
    }

    /// Gives out the tokens that a bucket has.
    fn admit(&mut self, bucket: usize) {
        loop {
            let now = self.now;
            let Some(paced) = self.buckets.get_mut(bucket) else {
                return;
            };
            let Some(index) = paced.waiting.front().copied() else {
                return;
            };
            match paced.bucket.next(now) {
                Next::AfterAnswer => return,
                Next::At(at) => {
                    if paced.looks.is_none_or(|looks| at < looks) {
                        paced.looks = Some(at);
                        self.put(at, Happening::Token(bucket));
                    }
                    return;
                }
                Next::Now => {
                    paced.bucket.sent();
                    paced.waiting.pop_front();
                    self.admitted(bucket, index);
                }
            }
        }
    }

    fn admitted(&mut self, bucket: usize, index: usize) {
        let Some((_, kind)) = self.call(index) else { return };
        let (account, organization, serial) = (kind.account, kind.organization, kind.serial);
        if let Some(organization) = organization.filter(|_| bucket == account) {
            return self.ask(organization, index);
        }
        self.spent(index, Wait::Queue);
        match serial.and_then(|serial| self.serial.get_mut(serial)) {
            Some(serial) if serial.is_busy => serial.waiting.push_back(index),
            Some(serial) => {
                serial.is_busy = true;
                self.send(index);
            }
            None => self.send(index),
        }
    }

    fn send(&mut self, index: usize) {
        self.spent(index, Wait::Queue);
        self.put(self.now + self.latency, Happening::Answered(index));
    }

    fn answered(&mut self, index: usize) {
        let Some((_, kind)) = self.call(index) else { return };
        let (buckets, serial) = ([Some(kind.account), kind.organization], kind.serial);
        let work = kind.asynchronous.map(|asynchronous| asynchronous.typical);
        self.spent(index, Wait::Aws);
        for bucket in buckets.into_iter().flatten() {
            let now = self.now;
            if let Some(paced) = self.buckets.get_mut(bucket) {
                paced.bucket.answered(now);
            }
            self.admit(bucket);
        }
        if let Some(serial) = serial.and_then(|serial| self.serial.get_mut(serial)) {
            match serial.waiting.pop_front() {
                Some(next) => self.send(next),
                None => serial.is_busy = false,
            }
        }
        if let Some(work) = work {
            self.lasts(index, Wait::Aws, work);
            self.concurrency.waits(index);
            self.start(Some(index));
        }
        let Some(course) = self.courses.get_mut(index) else {
            return;
        };
        course.next += 1;
        let at = course.since;
        self.put(at, Happening::GoesOn(index));
    }

    /// A change has waited until now.
    fn spent(&mut self, index: usize, wait: Wait) {
        let Some(course) = self.courses.get(index) else { return };
        self.lasts(index, wait, self.now.saturating_sub(course.since));
    }

    fn lasts(&mut self, index: usize, wait: Wait, time: Duration) {
        let Some((call, _)) = self.call(index) else { return };
        let Some(course) = self.courses.get_mut(index) else {
            return;
        };
        let (from, to) = (course.since, course.since + time);
        if from < to {
            course.stretches.push(Stretch { call, wait, from, to });
        }
        course.since = to;
    }

    fn end(&mut self, index: usize) {
        if let Some(course) = self.courses.get_mut(index) {
            course.ended = self.now;
        }
        self.concurrency.release(index);
        for (index, _) in self.queue.end(index, End::Done { id: None, note: None }) {
            self.concurrency.ended(index);
        }
        self.start(Some(index));
    }
}
