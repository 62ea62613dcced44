//! Everything the sandbox remembers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::clock::Moment;
use super::super::history::History;
use super::super::setup::{Seed, Setup};
use super::super::token_buckets::Buckets;
use super::organization::Organization;
use super::services::Services;
use super::session::{Session, credentials};

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
    /// What each service keeps, by account and Region.
    pub services: Services,
    /// Temporary credentials, by access key id.
    pub sessions: BTreeMap<String, Session>,
    /// How many temporary credentials were ever given out.
    pub sessions_issued: u64,
    /// How much may be called right now.
    pub buckets: Buckets,
    /// The latest calls.
    pub history: History,
}

impl State {
    /// Makes the look-ups that are not stored, and forgets credentials that have run out.
    pub(in crate::sandbox) fn wake(&mut self) {
        if let Some(organization) = &mut self.organization {
            organization.reindex();
        }
        let now = self.now;
        self.sessions.retain(|_, session| now < session.expires);
    }

    /// Gives out temporary credentials: an access key id, a secret and a token.
    pub(in crate::sandbox) fn give_credentials(&mut self, session: Session) -> (String, String, String) {
        self.sessions_issued += 1;
        let (key, secret, token) = credentials(self.sessions_issued);
        self.sessions.insert(key.clone(), session);
        (key, secret, token)
    }
}
