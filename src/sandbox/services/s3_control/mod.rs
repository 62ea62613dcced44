//! Amazon S3 Control (restXml): what S3 keeps for a whole account. Shapes and error codes: the service model of botocore 1.44.

mod public_access_block;
mod service;
mod state;

pub(in crate::sandbox) use state::S3Control;
pub use state::{PublicAccessBlock, S3AccountSettings};
