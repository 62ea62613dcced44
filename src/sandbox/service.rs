//! What a simulated service is: the trait that each one implements, its operations, and what a handler works on.

use std::marker::PhantomData;

use serde_json::Value;

use super::ask::Ask;
use super::clock::Moment;
use super::model::{Organization, Place, Services, Session, State, Stored};
use super::refusal::Refusal;
use super::wire::Route;
use crate::facts::access::Access;
use crate::facts::service::{Reach, Service};

/// A simulated service: a folder or file in `services/`, a field of [`Services`], and a line in `registry.rs`.
pub(super) trait Simulated: Sized + Sync + 'static {
    /// What one account (in one Region, where the service is Regional) keeps.
    type State: Default + 'static;
    /// What happens by itself, later; `NoEvent` where nothing does.
    type Event: Ord + 'static;
    const SERVICE: &'static Service;
    const ERRORS: ErrorCodes;
    /// Every operation that is simulated.
    const OPERATIONS: &'static [Operation<Self>];

    fn stored(services: &Services) -> &Stored<Self::State, Self::Event>;
    fn stored_mut(services: &mut Services) -> &mut Stored<Self::State, Self::Event>;
    /// Does what was scheduled, at the place that it was scheduled for.
    fn happen(spot: &mut Spot<'_, Self>, event: Self::Event);
}

/// The codes of a service's answers to what every service may refuse, with the HTTP status where services differ.
#[derive(Debug, Clone, Copy)]
pub(super) struct ErrorCodes {
    /// To one call too many.
    pub(super) throttled: (&'static str, u16),
    /// When it failed itself; the HTTP status is 500.
    pub(super) failed: &'static str,
    /// To credentials that have run out.
    pub(super) expired: (&'static str, u16),
    /// To credentials that it does not know.
    pub(super) unknown_caller: (&'static str, u16),
    /// To a change while another one is under way, with the message; none where changes do not exclude each other.
    pub(super) conflict: Option<(&'static str, &'static str)>,
}

type Handler<S> = fn(&mut Spot<'_, S>, &Ask<'_>) -> Result<Value, Refusal>;

/// One simulated operation.
pub(super) struct Operation<S: Simulated> {
    pub(super) name: &'static str,
    pub(super) access: Access,
    /// Its HTTP request and answer; none where the protocol has one form for all.
    pub(super) route: Option<Route>,
    /// Does it, or says why not. What is refused changes nothing.
    pub(super) run: Handler<S>,
}

impl<S: Simulated> Operation<S> {
    /// One that is asked for by its name.
    pub(super) const fn new(name: &'static str, access: Access, run: Handler<S>) -> Self {
        Self {
            name,
            access,
            route: None,
            run,
        }
    }

    /// One that is asked for by an HTTP method and path.
    pub(super) const fn at(route: Route, name: &'static str, access: Access, run: Handler<S>) -> Self {
        Self {
            route: Some(route),
            ..Self::new(name, access, run)
        }
    }
}

/// What a handler works on: the service in one place, and a view of everything else.
pub(super) struct Spot<'a, S: Simulated> {
    state: &'a mut State,
    place: Place,
    service: PhantomData<S>,
}

impl<'a, S: Simulated> Spot<'a, S> {
    pub(super) fn new(state: &'a mut State, place: Place) -> Self {
        Self {
            state,
            place,
            service: PhantomData,
        }
    }

    /// Where a caller works: in its own account, and where the service is Regional in the Region the call is signed for.
    pub(super) fn of_caller(state: &'a mut State, ask: &Ask<'_>) -> Self {
        let place = match S::SERVICE.reach {
            Reach::Global => Place::account(&ask.caller.account),
            Reach::Regional => Place::region(&ask.caller.account, ask.region),
        };
        Self::new(state, place)
    }

    /// Which account it is.
    pub(super) fn account(&self) -> &str {
        &self.place.account
    }

    /// The same service in another place.
    pub(super) fn elsewhere(&mut self, place: Place) -> Spot<'_, S> {
        Spot::new(self.state, place)
    }

    /// What the service keeps here; none if it was never used here.
    pub(super) fn get(&self) -> Option<&S::State> {
        S::stored(&self.state.services).at(&self.place)
    }

    /// What the service keeps here, made on first use.
    pub(super) fn get_mut(&mut self) -> &mut S::State {
        S::stored_mut(&mut self.state.services).at_mut(&self.place)
    }

    /// Has something happen here, later.
    pub(super) fn schedule(&mut self, at: Moment, event: S::Event) {
        let place = self.place.clone();
        S::stored_mut(&mut self.state.services).schedule(at, place, event);
    }

    /// Everything that the sandbox remembers, to look at: other services, other accounts, the Organization.
    pub(super) fn all(&self) -> &State {
        self.state
    }

    /// The Organization; none before it is made.
    pub(super) fn organization(&mut self) -> &mut Option<Organization> {
        &mut self.state.organization
    }

    /// Gives out temporary credentials: an access key id, a secret and a token.
    pub(super) fn give_credentials(&mut self, session: Session) -> (String, String, String) {
        self.state.give_credentials(session)
    }
}
