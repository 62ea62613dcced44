//! AWS Account Management (restJson1). Shapes and error codes: the service model of botocore 1.44.

mod contacts;
mod names;
mod regions;
mod service;
mod state;
mod subject;

pub(in crate::sandbox) use regions::is_off;
pub(in crate::sandbox) use state::AccountManagement;
pub use state::{AccountEvent, AccountSettings, Contact, RegionStatus};
