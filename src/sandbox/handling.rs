//! One call from arrival to answer: faults, credentials, rates, the operation, the observers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::caller::{self, Caller};
use super::clock::{Clock, Moment};
use super::corruption::{Corruption, corrupt};
use super::faults::{Fault, FaultKind};
use super::input::Input;
use super::model::State;
use super::operation::{Ask, Operation};
use super::options::{Call, CallCount, Options};
use super::refusal::Refusal;
use super::seed;
use super::service::Service;
use super::services::account;
use super::setup::{Seed, Setup};
use super::wire::{self, Incoming, Reply};
use crate::facts::op::Access;

type Observer = Box<dyn FnMut(&Call, &State) + Send>;

/// A simulated Organization. Clones are handles on the same one.
#[derive(Clone)]
pub struct Sandbox(Arc<Mutex<Inner>>);

struct Inner {
    state: State,
    clock: Clock,
    options: Options,
    faults: Vec<Fault>,
    observers: Vec<Observer>,
    calls: BTreeMap<String, CallCount>,
    number: u64,
    /// Writes to the Organization that have arrived and are not answered yet.
    writing: usize,
}

/// A call that has been let in, or is known to fail.
struct Admitted {
    incoming: Incoming,
    call: Call,
    operation: Option<&'static Operation>,
    caller: Option<Caller>,
    disposition: Disposition,
    latency: Duration,
}

/// What was decided on arrival.
enum Disposition {
    Run,
    RunAndDrop,
    RunAndCorrupt(String, Corruption),
    Refuse(Refusal),
    Drop,
    TimeOut,
}

/// Holds the place of a write to the Organization while it takes its time; given back also when the caller hangs up.
struct Writing<'a>(&'a Sandbox);

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        let mut inner = self.0.lock();
        inner.writing = inner.writing.saturating_sub(1);
    }
}

impl Sandbox {
    /// A sandbox that starts from `seed`.
    #[must_use]
    pub fn new(seed: &Seed, setup: &Setup) -> Self {
        Self::from_state(seed::grow(seed, setup))
    }

    /// A sandbox that goes on where another one stood.
    #[must_use]
    pub fn from_state(mut state: State) -> Self {
        state.wake();
        Self(Arc::new(Mutex::new(Inner {
            clock: Clock::at(state.now),
            state,
            options: Options::default(),
            faults: Vec::new(),
            observers: Vec::new(),
            calls: BTreeMap::new(),
            number: 0,
            writing: 0,
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything it remembers, as of now.
    #[must_use]
    pub fn state(&self) -> State {
        let mut inner = self.lock();
        inner.run_due();
        inner.state.clone()
    }

    /// Virtual now.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.lock().clock.now()
    }

    /// Has its clock stand still until the next call. At the end of a run, in the runtime that the run was in: then what was waited for
    /// without a call counts too, and another runtime can go on from there.
    pub fn rest(&self) {
        self.lock().clock.rest();
    }

    /// Changes how it behaves, from now on.
    pub fn set_options(&self, options: Options) {
        let mut inner = self.lock();
        inner.clock.set_speed(options.speed);
        inner.options = options;
    }

    /// Orders a fault. Of several that hit one call the first ordered counts.
    pub fn add_fault(&self, fault: Fault) {
        self.lock().faults.push(fault);
    }

    /// Has `observer` told of every call, with the state after it. It must not call the sandbox.
    pub fn observe(&self, observer: Observer) {
        self.lock().observers.push(observer);
    }

    /// Changes what it remembers, as somebody does who works in the Organization by other ways.
    pub fn change<T>(&self, by_hand: impl FnOnce(&mut State) -> T) -> T {
        let mut inner = self.lock();
        inner.run_due();
        let result = by_hand(&mut inner.state);
        inner.state.wake();
        result
    }

    /// How often each operation was called.
    #[must_use]
    pub fn calls(&self) -> BTreeMap<String, CallCount> {
        self.lock().calls.clone()
    }

    /// Lets virtual time pass.
    pub fn advance(&self, by: Duration) {
        let mut inner = self.lock();
        inner.clock.advance(by);
        inner.run_due();
    }

    /// Handles one request. The effect comes half-way through the latency, so that a caller who gives up early may have changed something or not.
    pub async fn handle(&self, request: http::Request<Bytes>) -> Reply {
        let incoming = wire::read(&request);
        let admitted = self.lock().admit(incoming);
        let _held = admitted.holds().then(|| Writing(self));
        wait(admitted.latency / 2).await;
        let reply = self.lock().finish(&admitted);
        wait(admitted.latency / 2).await;
        reply
    }
}

async fn wait(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

impl Admitted {
    /// Whether it goes on to write to the Organization.
    fn writes(&self) -> bool {
        let runs = matches!(
            self.disposition,
            Disposition::Run | Disposition::RunAndDrop | Disposition::RunAndCorrupt(..)
        );
        runs && self.call.write && self.incoming.service == Some(Service::Organizations)
    }

    /// Whether other writes to the Organization are refused until it is answered.
    fn holds(&self) -> bool {
        self.writes() && !self.latency.is_zero()
    }
}

impl Inner {
    fn run_due(&mut self) {
        let now = self.clock.now();
        self.state.run_due(now);
    }

    fn admit(&mut self, incoming: Incoming) -> Admitted {
        self.clock.start();
        self.run_due();
        self.number += 1;
        let operation = incoming.service.and_then(|service| {
            service
                .operations()
                .iter()
                .find(|known| known.name == incoming.operation)
        });
        let caller = caller::identify(&self.state, &incoming.access_key, self.state.now);
        let call = Call {
            operation: label(&incoming, operation),
            account: caller.as_ref().map(|caller| caller.account.clone()).unwrap_or_default(),
            number: self.number,
            write: operation.is_some_and(|operation| operation.access == Access::Write),
            status: 0,
            answer: None,
        };
        let count = self.calls.entry(call.operation.clone()).or_default();
        count.total += 1;
        let nth = count.total;
        let mut admitted = Admitted {
            incoming,
            call,
            operation,
            caller,
            disposition: Disposition::Run,
            latency: self.options.latency,
        };
        admitted.disposition = self.decide(&admitted, nth);
        self.writing += usize::from(admitted.holds());
        admitted
    }

    fn decide(&mut self, admitted: &Admitted, nth: u64) -> Disposition {
        let Admitted { incoming, call, .. } = admitted;
        let (Some(service), Some(operation)) = (incoming.service, admitted.operation) else {
            return Disposition::Refuse(unknown(incoming));
        };
        let Some(caller) = &admitted.caller else {
            let (code, status) = service.expired();
            let message = "The security token included in the request is expired";
            return Disposition::Refuse(Refusal::new(code, message).with_status(status));
        };
        if service.is_regional() && account::is_off(&incoming.region) {
            let (code, status) = service.unknown_caller();
            let message = "The security token included in the request is invalid.";
            return Disposition::Refuse(Refusal::new(code, message).with_status(status));
        }
        let fault = self
            .faults
            .iter()
            .find(|fault| fault.when.hits(&call.operation, call.number, nth));
        let after = match fault.map(|fault| fault.kind.clone()) {
            None => Disposition::Run,
            Some(FaultKind::DropAfter) => Disposition::RunAndDrop,
            Some(FaultKind::Corruption { path, how }) => Disposition::RunAndCorrupt(path, how),
            Some(FaultKind::DropBefore) => return Disposition::Drop,
            Some(FaultKind::Timeout) => return Disposition::TimeOut,
            Some(FaultKind::Throttle) => return Disposition::Refuse(self.throttle(service, call)),
            Some(FaultKind::ServerError) => {
                let message = "The service can't complete your request because of an internal error. Try again later.";
                return Disposition::Refuse(Refusal::new(service.failed(), message).with_status(500));
            }
            Some(FaultKind::Error { code, message }) => return Disposition::Refuse(Refusal::new(code, message)),
        };
        let (now, rates) = (self.state.now, service.rates(operation));
        let allowed = rates.is_none_or(|rates| {
            let buckets = &mut self.state.buckets;
            let region = service.is_regional().then_some(incoming.region.as_str());
            buckets.take((&call.operation, &caller.account, region), rates, &self.options, now)
        });
        if !allowed {
            return Disposition::Refuse(self.throttle(service, call));
        }
        if admitted.writes() && self.writing > 0 {
            let message = "AWS Organizations can't complete your request because it conflicts with another attempt to modify the same entity. Try again later.";
            return Disposition::Refuse(Refusal::new("ConcurrentModificationException", message));
        }
        after
    }

    fn throttle(&mut self, service: Service, call: &Call) -> Refusal {
        self.calls.entry(call.operation.clone()).or_default().throttled += 1;
        let (code, status) = service.throttled();
        Refusal::new(code, "Rate exceeded").with_status(status)
    }

    fn finish(&mut self, admitted: &Admitted) -> Reply {
        self.run_due();
        let number = admitted.call.number;
        let result = match &admitted.disposition {
            Disposition::Run | Disposition::RunAndDrop => Some(self.run(admitted)),
            Disposition::RunAndCorrupt(path, how) => Some(self.run(admitted).map(|mut body| {
                corrupt(&mut body, path, *how);
                body
            })),
            Disposition::Refuse(refusal) => Some(Err(refusal.clone())),
            Disposition::Drop | Disposition::TimeOut => None,
        };
        let told = result.as_ref().filter(|_| !self.observers.is_empty());
        let told = told.and_then(|result| result.as_ref().ok()).cloned();
        let response = result.map(|result| match result {
            Ok(body) => wire::answer(admitted.incoming.protocol, &admitted.incoming.operation, &body, number),
            Err(refusal) => wire::refuse(admitted.incoming.protocol, &refusal, number),
        });
        let call = Call {
            status: response.as_ref().map_or(0, |response| response.status().as_u16()),
            answer: told,
            ..admitted.call.clone()
        };
        for observer in &mut self.observers {
            observer(&call, &self.state);
        }
        match (response, &admitted.disposition) {
            (Some(response), Disposition::Run | Disposition::RunAndCorrupt(..) | Disposition::Refuse(_)) => {
                Reply::Answer(response)
            }
            (_, Disposition::TimeOut) => Reply::TimedOut,
            _ => Reply::Dropped,
        }
    }

    fn run(&mut self, admitted: &Admitted) -> Result<Value, Refusal> {
        let incoming = &admitted.incoming;
        let (Some(operation), Some(caller)) = (admitted.operation, &admitted.caller) else {
            return Err(unknown(incoming));
        };
        let input = incoming.input.as_ref().map_err(Clone::clone)?;
        let ask = Ask {
            input: Input::of(input),
            caller,
            now: self.state.now,
            sent: incoming.sent.unwrap_or(self.state.now),
            region: &incoming.region,
        };
        operation.run(&mut self.state, &ask)
    }
}

/// `organizations:ListAccounts`; words that are no operation are only repeated if they are harmless.
fn label(incoming: &Incoming, operation: Option<&Operation>) -> String {
    let harmless =
        |word: &str| (1..=64).contains(&word.len()) && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let signed_for = Some(incoming.signed_for.as_str())
        .filter(|word| harmless(word))
        .unwrap_or("unknown");
    let prefix = incoming.service.map_or(signed_for, |service| service.prefix());
    let asked = Some(incoming.operation.as_str())
        .filter(|word| harmless(word))
        .unwrap_or("Unknown");
    let name = operation.map_or(asked, |known| known.name);
    format!("{prefix}:{name}")
}

fn unknown(incoming: &Incoming) -> Refusal {
    let message = format!("the sandbox does not simulate `{}`", label(incoming, None));
    Refusal::new("UnknownOperationException", message).with_status(404)
}
