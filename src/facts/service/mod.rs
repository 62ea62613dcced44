//! AWS services as data: one file a service.

mod account;
mod iam;
mod organizations;
mod service;
mod sts;
mod tagging;

pub use account::ACCOUNT;
pub use iam::IAM;
pub use organizations::ORGANIZATIONS;
pub use service::{Protocol, Quota, Reach, Service, find, rates_of};
pub use sts::STS;
pub use tagging::TAGGING;

/// Every service.
pub static ALL: &[&Service] = &[&ACCOUNT, &IAM, &ORGANIZATIONS, &STS, &TAGGING];
