//! What happens by itself, later: AWS is asynchronous, the sandbox keeps a list.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::super::clock::Moment;
use super::organization::{Account, AccountState, JoinedMethod, Organization, Outcome, TypeStatus};

/// How long a closed account stays visible.
const VISIBLE: Duration = Duration::from_secs(90 * 24 * 3_600);

/// Something that will happen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Due {
    /// When.
    pub at: Moment,
    /// Its place among those of the same time.
    pub order: u64,
    /// What.
    pub event: Event,
}

/// What will happen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// The request with this id to create an account ends.
    Created(String),
    /// A policy type is enabled.
    TypeEnabled(String),
    /// A policy type is disabled.
    TypeDisabled(String),
    /// An account is closed.
    Closed(String),
    /// A closed account is not visible any more.
    Gone(String),
    /// The bulk tag read sees these tags.
    TagsSeen {
        /// On what.
        resource: String,
        /// All its tags.
        tags: BTreeMap<String, String>,
    },
}

impl Organization {
    /// Puts an event on the agenda.
    pub(in crate::sandbox) fn schedule(&mut self, at: Moment, event: Event) {
        let order = self.next_number();
        self.agenda.insert(Due { at, order, event });
    }

    /// When the next event is due; none if nothing is to come.
    pub(in crate::sandbox) fn next_due(&self) -> Option<Moment> {
        self.agenda.first().map(|due| due.at)
    }

    /// Has the next event happen.
    pub(in crate::sandbox) fn run_next(&mut self) {
        if let Some(due) = self.agenda.pop_first() {
            self.run(due);
        }
    }

    fn run(&mut self, due: Due) {
        match due.event {
            Event::Created(request) => self.finish_creation(&request, due.at),
            Event::TypeEnabled(kind) => {
                self.attach_full_access_everywhere(&kind);
                self.root.policy_types.insert(kind, TypeStatus::Enabled);
            }
            Event::TypeDisabled(kind) => {
                self.root.policy_types.remove(&kind);
            }
            Event::Closed(id) => {
                if let Some(account) = self.accounts.get_mut(&id) {
                    account.state = AccountState::Closed;
                    self.schedule(due.at.plus(VISIBLE), Event::Gone(id));
                }
            }
            Event::Gone(id) => self.drop_account(&id),
            Event::TagsSeen { resource, tags } => {
                if let Some(tagged) = self.tags.get_mut(&resource) {
                    tagged.seen = Some(tags);
                }
            }
        }
    }

    fn finish_creation(&mut self, request: &str, at: Moment) {
        let Some(creation) = self.creations.get(request).cloned() else {
            return;
        };
        let failure = match creation.outcome {
            Outcome::InProgress(Some(reason)) => Some(reason),
            Outcome::InProgress(None) => self.why_not(&creation.email),
            Outcome::Succeeded(_) | Outcome::Failed(_) => return,
        };
        let outcome = match failure {
            Some(reason) => Outcome::Failed(reason),
            None => {
                let id = self.new_account_id();
                let account = Account {
                    name: creation.name.clone(),
                    email: creation.email.clone(),
                    state: AccountState::Active,
                    method: JoinedMethod::Created,
                    joined: at,
                    parent: self.root.id.clone(),
                    access_role: Some(creation.role.clone()),
                };
                self.put_account(&id, account);
                if !creation.tags.is_empty() {
                    self.retag(&id, at, |tags| *tags = creation.tags.clone());
                }
                Outcome::Succeeded(id)
            }
        };
        if let Some(creation) = self.creations.get_mut(request) {
            creation.outcome = outcome;
            creation.completed = Some(at);
        }
    }

    fn why_not(&self, email: &str) -> Option<String> {
        if self.account_by_email(email).is_some() {
            Some("EMAIL_ALREADY_EXISTS".to_owned())
        } else if self.accounts.len() >= self.account_quota {
            Some("ACCOUNT_LIMIT_EXCEEDED".to_owned())
        } else {
            None
        }
    }
}
