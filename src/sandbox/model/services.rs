//! What each service keeps.

use serde::{Deserialize, Serialize};

use super::super::services::account::{AccountEvent, AccountSettings};
use super::super::services::iam::Identities;
use super::super::services::s3_control::S3AccountSettings;
use super::stored::{NoEvent, Stored};

/// What each service keeps. The Organization itself stands beside it, in the state: every service looks at it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Services {
    /// AWS Account Management, by account.
    pub account: Stored<AccountSettings, AccountEvent>,
    /// AWS Identity and Access Management, by account.
    pub iam: Stored<Identities, NoEvent>,
    /// AWS Organizations: nothing but the Organization.
    pub organizations: Stored<(), NoEvent>,
    /// Amazon S3 Control, by account.
    pub s3_control: Stored<S3AccountSettings, NoEvent>,
    /// AWS Security Token Service: what it gives out is known to every service, as a session of the state.
    pub sts: Stored<(), NoEvent>,
    /// Resource Groups Tagging API: nothing of its own.
    pub tagging: Stored<(), NoEvent>,
}
