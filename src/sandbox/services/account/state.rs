//! What an account keeps in Account Management.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// AWS Account Management.
pub(in crate::sandbox) struct AccountManagement;

/// What an account keeps in Account Management.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AccountSettings {
    /// Alternate contacts, by type: `BILLING`, `OPERATIONS`, `SECURITY`.
    pub contacts: BTreeMap<String, Contact>,
    /// Regions that were ever switched in this account, and how they stand.
    pub regions: BTreeMap<String, RegionStatus>,
}

/// An alternate contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The person's name.
    pub name: String,
    /// The person's title.
    pub title: String,
    /// The e-mail address.
    pub email: String,
    /// The telephone number.
    pub phone: String,
}

/// Where a Region stands that an account may switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RegionStatus {
    /// AWS is still enabling it.
    Enabling,
    /// It can be used.
    Enabled,
    /// AWS is still disabling it; it cannot be used any more.
    Disabling,
    /// It cannot be used.
    Disabled,
}

impl RegionStatus {
    /// In AWS's words.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Enabling => "ENABLING",
            Self::Enabled => "ENABLED",
            Self::Disabling => "DISABLING",
            Self::Disabled => "DISABLED",
        }
    }
}

/// What happens in Account Management by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountEvent {
    /// A Region is enabled.
    RegionEnabled(String),
    /// A Region is disabled.
    RegionDisabled(String),
}
