//! One call from arrival to answer: faults, credentials, rates, the operation, the observers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::ask::Ask;
use super::caller::{self, Caller};
use super::clock::{Clock, Moment};
use super::corruption::{Corruption, corrupt};
use super::erased::{AnyOperation, AnyService};
use super::faults::{Fault, FaultKind};
use super::history::RecordedCall;
use super::input::Input;
use super::model::State;
use super::options::{Call, CallCount, Options};
use super::refusal::Refusal;
use super::registry;
use super::seed;
use super::services::account;
use super::session_policy;
use super::setup::{Seed, Setup};
use super::wire::{self, Incoming, Reply};
use crate::facts::access::Access;
use crate::facts::rates::Rates;
use crate::facts::service::{Quota, Reach};

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
    /// Of services whose changes exclude each other, by prefix: how many changes have arrived and are not answered yet.
    changing: BTreeMap<&'static str, usize>,
}

/// A call that has been let in, or is known to fail.
struct Admitted {
    incoming: Incoming,
    call: Call,
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

/// Holds the place of a change while it takes its time; given back also when the caller hangs up.
struct Changing<'a>(&'a Sandbox, &'static str);

impl Drop for Changing<'_> {
    fn drop(&mut self) {
        let mut inner = self.0.lock();
        let count = inner.changing.entry(self.1).or_default();
        *count = count.saturating_sub(1);
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
            changing: BTreeMap::new(),
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
        let incoming = wire::read(&request, registry::ALL);
        let admitted = self.lock().admit(incoming);
        let _held = admitted.holds().map(|service| Changing(self, service));
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
    /// The service that it goes on to change, where changes exclude each other.
    fn changes(&self) -> Option<&'static str> {
        let runs = matches!(
            self.disposition,
            Disposition::Run | Disposition::RunAndDrop | Disposition::RunAndCorrupt(..)
        );
        let service = self.incoming.service.filter(|_| runs && self.call.write)?;
        service.errors().conflict.map(|_| service.fact().prefix)
    }

    /// The service whose other changes are refused until it is answered.
    fn holds(&self) -> Option<&'static str> {
        self.changes().filter(|_| !self.latency.is_zero())
    }
}

impl Inner {
    fn run_due(&mut self) {
        let now = self.clock.now();
        registry::run_due(&mut self.state, now);
    }

    fn admit(&mut self, incoming: Incoming) -> Admitted {
        self.clock.start();
        self.run_due();
        self.number += 1;
        let caller = caller::identify(&self.state, &incoming.access_key, self.state.now);
        let call = Call {
            operation: label(&incoming),
            account: caller.as_ref().map(|caller| caller.account.clone()).unwrap_or_default(),
            number: self.number,
            write: incoming
                .operation
                .is_some_and(|operation| operation.access() == Access::Write),
            status: 0,
            answer: None,
        };
        let count = self.calls.entry(call.operation.clone()).or_default();
        count.total += 1;
        let nth = count.total;
        let mut admitted = Admitted {
            incoming,
            call,
            caller,
            disposition: Disposition::Run,
            latency: self.options.latency,
        };
        admitted.disposition = self.decide(&admitted, nth);
        if let Some(service) = admitted.holds() {
            *self.changing.entry(service).or_default() += 1;
        }
        admitted
    }

    fn decide(&mut self, admitted: &Admitted, nth: u64) -> Disposition {
        let Admitted { incoming, call, .. } = admitted;
        let (Some(service), Some(operation)) = (incoming.service, incoming.operation) else {
            return Disposition::Refuse(unknown(incoming));
        };
        let Some(caller) = &admitted.caller else {
            let (code, status) = service.errors().expired;
            let message = "The security token included in the request is expired";
            return Disposition::Refuse(Refusal::new(code, message).with_status(status));
        };
        if let Some(denied) = session_policy::denial(caller, service.fact(), operation.name()) {
            return Disposition::Refuse(denied);
        }
        let region = (service.fact().reach == Reach::Regional).then_some(incoming.region.as_str());
        if region.is_some_and(|region| account::is_off(&self.state, &caller.account, region)) {
            let (code, status) = service.errors().unknown_caller;
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
                return Disposition::Refuse(Refusal::new(service.errors().failed, message).with_status(500));
            }
            Some(FaultKind::Error { code, message }) => return Disposition::Refuse(Refusal::new(code, message)),
        };
        let now = self.state.now;
        let allowed = rates(service, operation).is_none_or(|rates| {
            let buckets = &mut self.state.buckets;
            buckets.take((&call.operation, &caller.account, region), rates, &self.options, now)
        });
        if !allowed {
            return Disposition::Refuse(self.throttle(service, call));
        }
        if let (Some(prefix), Some((code, message))) = (admitted.changes(), service.errors().conflict)
            && self.changing.get(prefix).is_some_and(|changing| *changing > 0)
        {
            return Disposition::Refuse(Refusal::new(code, message));
        }
        after
    }

    fn throttle(&mut self, service: &dyn AnyService, call: &Call) -> Refusal {
        self.calls.entry(call.operation.clone()).or_default().throttled += 1;
        let (code, status) = service.errors().throttled;
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
        if let Some(result) = &result {
            self.record(admitted, result.as_ref().err());
        }
        let told = result.as_ref().filter(|_| !self.observers.is_empty());
        let told = told.and_then(|result| result.as_ref().ok()).cloned();
        let response = result.map(|result| match result {
            Ok(body) => wire::answer(&admitted.incoming, &body, number),
            Err(refusal) => wire::refuse(&admitted.incoming, &refusal, number),
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

    /// Adds the call to the history: those of callers and operations that are known.
    fn record(&mut self, admitted: &Admitted, error: Option<&Refusal>) {
        let Admitted { incoming, call, .. } = admitted;
        let (Some(service), Some(operation), Some(caller)) = (incoming.service, incoming.operation, &admitted.caller)
        else {
            return;
        };
        self.state.history.record(RecordedCall {
            number: 0,
            at: self.state.now,
            service: service.fact().prefix.to_owned(),
            operation: operation.name().to_owned(),
            write: call.write,
            account: caller.account.clone(),
            caller: caller.arn.clone(),
            region: incoming.region.clone(),
            parameters: incoming.input.clone().unwrap_or_default(),
            error: error.map(|refusal| (refusal.code.clone(), refusal.message.clone())),
        });
    }

    fn run(&mut self, admitted: &Admitted) -> Result<Value, Refusal> {
        let incoming = &admitted.incoming;
        let (Some(operation), Some(caller)) = (incoming.operation, &admitted.caller) else {
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

/// The rates of an operation; none where AWS publishes none for the whole service.
fn rates(service: &dyn AnyService, operation: &dyn AnyOperation) -> Option<Rates> {
    let fact = service.fact();
    let publishes = fact.quota != Quota::PerOperation || !fact.rates.is_empty();
    publishes.then(|| fact.rates(operation.name(), operation.access()))
}

/// `organizations:ListAccounts`; words that are no operation are only repeated if they are harmless.
fn label(incoming: &Incoming) -> String {
    let harmless =
        |word: &str| (1..=64).contains(&word.len()) && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let signed_for = Some(incoming.signed_for.as_str())
        .filter(|word| harmless(word))
        .unwrap_or("unknown");
    let prefix = incoming.service.map_or(signed_for, |service| service.fact().prefix);
    let asked = Some(incoming.name.as_str())
        .filter(|word| harmless(word))
        .unwrap_or("Unknown");
    let name = incoming.operation.map_or(asked, |known| known.name());
    format!("{prefix}:{name}")
}

fn unknown(incoming: &Incoming) -> Refusal {
    let message = format!("the sandbox does not simulate `{}`", label(incoming));
    Refusal::new("UnknownOperationException", message).with_status(404)
}
