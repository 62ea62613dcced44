//! The sandbox's memory.

mod agenda;
mod arn;
mod changes;
mod identifiers;
mod index;
mod organization;
mod services;
mod session;
mod state;
mod stored;

pub use agenda::{Due, Event};
pub(super) use arn::Node;
pub use organization::{
    Account, AccountState, Creation, Delegations, JoinedMethod, Organization, Outcome, Policy, ResourcePolicy, Root,
    Tagged, TypeStatus, Unit,
};
pub use services::Services;
pub use session::Session;
pub(super) use session::{ISSUED_PREFIX, role_id};
pub use state::State;
pub use stored::{NoEvent, Place, Scheduled, Stored};
