//! AWS services as data: one file a service.

mod account;
mod all;
mod definition;
mod iam;
mod organizations;
mod sts;
mod tagging;

pub use account::ACCOUNT;
pub use all::{ALL, asynchronous, find, rates_of};
pub use definition::{Asynchronous, Protocol, Quota, Reach, Service};
pub use iam::IAM;
pub use organizations::ORGANIZATIONS;
pub use sts::STS;
pub use tagging::TAGGING;
