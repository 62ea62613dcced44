//! AWS services as data: one file a service.

mod account;
mod all;
mod definition;
mod iam;
mod organizations;
mod s3_control;
mod sts;
mod tagging;

pub use account::ACCOUNT;
pub use all::{ALL, asynchronous, find, rates_of};
pub use definition::{Asynchronous, HostLabel, Protocol, Quota, Reach, Service};
pub use iam::IAM;
pub use organizations::ORGANIZATIONS;
pub use s3_control::S3_CONTROL;
pub use sts::STS;
pub use tagging::TAGGING;
