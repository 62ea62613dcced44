//! Services of every type behind one: what the door needs of a service without knowing what it keeps.

use serde_json::Value;

use super::ask::Ask;
use super::clock::Moment;
use super::model::{Services, State};
use super::refusal::Refusal;
use super::service::{ErrorCodes, Operation, Simulated, Spot};
use super::wire::Route;
use crate::facts::access::Access;
use crate::facts::service::Service;

/// An operation of any service.
pub(super) trait AnyOperation: Sync {
    fn name(&self) -> &'static str;
    fn access(&self) -> Access;
    fn route(&self) -> Option<&Route>;
    fn run(&self, state: &mut State, ask: &Ask<'_>) -> Result<Value, Refusal>;
}

impl<S: Simulated> AnyOperation for Operation<S> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn access(&self) -> Access {
        self.access
    }

    fn route(&self) -> Option<&Route> {
        self.route.as_ref()
    }

    fn run(&self, state: &mut State, ask: &Ask<'_>) -> Result<Value, Refusal> {
        (self.run)(&mut Spot::of_caller(state, ask), ask)
    }
}

/// Any service.
pub(super) trait AnyService: Sync {
    fn fact(&self) -> &'static Service;
    fn errors(&self) -> ErrorCodes;
    fn operations(&self) -> Box<dyn Iterator<Item = &'static dyn AnyOperation>>;
    /// When the next of its events is due.
    fn next_due(&self, services: &Services) -> Option<Moment>;
    /// Has the next of its events happen.
    fn run_next(&self, state: &mut State);
    /// The module it is written in.
    #[cfg(test)]
    fn module(&self) -> &'static str;
}

impl<S: Simulated> AnyService for S {
    fn fact(&self) -> &'static Service {
        S::SERVICE
    }

    fn errors(&self) -> ErrorCodes {
        S::ERRORS
    }

    fn operations(&self) -> Box<dyn Iterator<Item = &'static dyn AnyOperation>> {
        Box::new(S::OPERATIONS.iter().map(|operation| operation as &dyn AnyOperation))
    }

    fn next_due(&self, services: &Services) -> Option<Moment> {
        S::stored(services).next_due()
    }

    fn run_next(&self, state: &mut State) {
        if let Some(next) = S::stored_mut(&mut state.services).take_next() {
            state.now = state.now.max(next.at);
            S::happen(&mut Spot::new(state, next.place), next.event);
        }
    }

    #[cfg(test)]
    fn module(&self) -> &'static str {
        std::any::type_name::<S>()
    }
}
