//! AWS services as data: one file a service.

mod account;
mod all;
mod iam;
mod organizations;
mod service;
mod sts;
mod tagging;

pub use account::ACCOUNT;
pub use all::{ALL, find, rates_of};
pub use iam::IAM;
pub use organizations::ORGANIZATIONS;
pub use service::{Protocol, Quota, Reach, Service};
pub use sts::STS;
pub use tagging::TAGGING;
