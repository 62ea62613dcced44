//! The sandbox's memory.

mod agenda;
mod arn;
mod changes;
mod identifiers;
mod index;
mod organization;
mod state;

pub use agenda::{Due, Event};
pub(super) use arn::Node;
pub(super) use identifiers::credentials;
pub use organization::{
    Account, AccountState, Creation, Delegations, JoinedMethod, Organization, Outcome, Policy, ResourcePolicy, Root,
    Tagged, TypeStatus, Unit,
};
pub use state::{Contact, Role, Session, Settings, State};
