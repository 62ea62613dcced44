//! A simulated Organization behind the HTTP door.
//!
//! It knows the facts of AWS (`crate::facts`) and HTTP, and nothing of the program that calls it: what it says about AWS is a second, independent
//! opinion. A call goes `wire` (bytes to words) → `handling` (faults, rates) → one of `services` → `wire` (words to bytes). The whole of its memory is
//! [`State`], which settles what is due whenever it is called: there are no background tasks.

mod ask;
mod caller;
mod clock;
mod connections;
mod corruption;
mod erased;
mod faults;
pub mod file;
mod guard;
mod handling;
mod hash;
mod history;
mod input;
mod model;
mod options;
mod page;
mod refusal;
mod registry;
mod seed;
mod serve;
mod service;
mod services;
mod session_policy;
mod setup;
#[cfg(test)]
mod tests;
mod token_buckets;
mod wire;

pub use clock::Moment;
pub use corruption::{Corruption, corrupt};
pub use faults::{Fault, FaultKind, When};
pub use handling::Sandbox;
pub use history::{History, REMEMBERED, RecordedCall};
pub use model::{
    Account, AccountState, Creation, Delegations, Due, Event, JoinedMethod, NoEvent, Organization, Outcome, Place,
    Policy, ResourcePolicy, Root, Scheduled, Services, Session, State, Stored, Tagged, TypeStatus, Unit,
};
pub use options::{Call, CallCount, Competitor, Options};
pub use serve::serve;
pub use services::account::{AccountEvent, AccountSettings, Contact, RegionStatus};
pub use services::iam::{Identities, PasswordPolicy, Role};
pub use services::s3_control::{PublicAccessBlock, S3AccountSettings};
pub use setup::{Seed, SeedError, Setup};
pub use token_buckets::{Bucket, Buckets};
pub use wire::Reply;
