//! Temporary credentials, and the identifiers that go with them.

use serde::{Deserialize, Serialize};

use super::super::clock::Moment;
use super::super::hash;

const BASE36: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
const KEY: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Access keys that the sandbox gives out begin so.
pub(in crate::sandbox) const ISSUED_PREFIX: &str = "ASIASANDBOX";

/// Temporary credentials that `AssumeRole` gave out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The account whose role it is.
    pub account: String,
    /// The role.
    pub role: String,
    /// `RoleSessionName`.
    pub name: String,
    /// The session policy: what they may do of what the role may do; everything if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// When they run out.
    pub expires: Moment,
}

impl Session {
    /// The caller's ARN.
    pub(in crate::sandbox) fn arn(&self) -> String {
        format!("arn:aws:sts::{}:assumed-role/{}/{}", self.account, self.role, self.name)
    }

    /// The caller's user id.
    pub(in crate::sandbox) fn user_id(&self) -> String {
        format!("{}:{}", role_id(&self.account, &self.role), self.name)
    }
}

/// The unique id of a role.
pub(in crate::sandbox) fn role_id(account: &str, role: &str) -> String {
    format!(
        "AROA{}",
        hash::letters(hash::of(&format!("role {account} {role}")), KEY, 17)
    )
}

/// An access key id for the n-th credentials given out, its secret, and its token.
pub(super) fn credentials(number: u64) -> (String, String, String) {
    let seed = hash::of(&format!("credentials {number}"));
    let key = format!("{ISSUED_PREFIX}{}", hash::letters(seed, KEY, 9));
    (
        key,
        hash::letters(hash::mix(seed), BASE36, 40),
        hash::letters(seed ^ 1, BASE36, 120),
    )
}
