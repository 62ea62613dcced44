//! Everything the sandbox remembers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::clock::Moment;
use super::super::setup::{Seed, Setup};
use super::super::token_buckets::Buckets;
use super::organization::Organization;

/// Everything the sandbox remembers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// What it started from.
    pub seed: Seed,
    /// Whose Organization it is.
    pub setup: Setup,
    /// Virtual now.
    pub now: Moment,
    /// The Organization, once it exists.
    pub organization: Option<Organization>,
    /// What accounts keep for themselves, by account; accounts that never changed any of it are absent.
    pub settings: BTreeMap<String, Settings>,
    /// Temporary credentials, by access key id.
    pub sessions: BTreeMap<String, Session>,
    /// How many temporary credentials were ever given out.
    pub sessions_issued: u64,
    /// How much may be called right now.
    pub buckets: Buckets,
}

impl State {
    /// Does what is due by `now`, in the order of its times.
    pub(in crate::sandbox) fn run_due(&mut self, now: Moment) {
        self.now = now;
        if let Some(organization) = &mut self.organization {
            organization.run_due(now);
        }
    }

    /// Makes the look-ups that are not stored, and forgets credentials that have run out. No call was later than now: older versions saved a
    /// clock that had stood still while they ran.
    pub(in crate::sandbox) fn wake(&mut self) {
        self.now = self.buckets.latest().map_or(self.now, |latest| latest.max(self.now));
        if let Some(organization) = &mut self.organization {
            organization.reindex();
        }
        let now = self.now;
        self.sessions.retain(|_, session| now < session.expires);
    }

    /// A role of an account: one that was made there, or the one that Organizations made with the account.
    pub(in crate::sandbox) fn role(&self, account: &str, name: &str) -> Option<Role> {
        let made = self.settings.get(account).and_then(|settings| settings.roles.get(name));
        made.cloned()
            .or_else(|| self.access_role(account).filter(|role| role.name == name))
    }

    /// The role that Organizations made with the account.
    pub(in crate::sandbox) fn access_role(&self, account: &str) -> Option<Role> {
        let organization = self.organization.as_ref()?;
        let found = organization.accounts.get(account)?;
        Some(Role {
            name: found.access_role.clone()?,
            path: "/".to_owned(),
            trust: format!(
                r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{}:root"}},"Action":"sts:AssumeRole"}}]}}"#,
                organization.management_account
            ),
            description: String::new(),
            created: found.joined,
        })
    }
}

/// What an account keeps for itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Alternate contacts, by type: `BILLING`, `OPERATIONS`, `SECURITY`.
    pub contacts: BTreeMap<String, Contact>,
    /// IAM roles, by name, besides the one that came with the account.
    pub roles: BTreeMap<String, Role>,
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

/// An IAM role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Its path: `/` or `/…/`.
    pub path: String,
    /// Its trust policy, as JSON.
    pub trust: String,
    /// Its description.
    pub description: String,
    /// When it was made.
    pub created: Moment,
}

/// Temporary credentials that `AssumeRole` gave out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The account whose role it is.
    pub account: String,
    /// The role.
    pub role: String,
    /// `RoleSessionName`.
    pub name: String,
    /// When they run out.
    pub expires: Moment,
}
