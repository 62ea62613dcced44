//! What an account keeps in S3 Control.

use serde::{Deserialize, Serialize};

/// Amazon S3 Control.
pub(in crate::sandbox) struct S3Control;

/// What an account keeps in S3 Control, for all its Regions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct S3AccountSettings {
    /// The public access block; none until one is set.
    pub public_access_block: Option<PublicAccessBlock>,
}

/// A public access block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicAccessBlock {
    /// `BlockPublicAcls`.
    pub block_public_acls: bool,
    /// `IgnorePublicAcls`.
    pub ignore_public_acls: bool,
    /// `BlockPublicPolicy`.
    pub block_public_policy: bool,
    /// `RestrictPublicBuckets`.
    pub restrict_public_buckets: bool,
}
