//! One difference between what is wanted and what is live, and what it takes to mend it.

use std::collections::BTreeMap;

use crate::areas::lifecycle::Waiting;
use crate::engine::address::Address;
use crate::engine::change::{Action, Label};
use crate::engine::late::Value;
use crate::engine::risk::RiskNote;
use crate::engine::session::Session;

/// One difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Step<R> {
    /// Of what.
    pub address: Address,
    /// Where it is mended.
    pub session: Session,
    /// By what AWS knows it in that session.
    pub natural: Vec<Value>,
    /// AWS's id of what is live.
    pub id: Option<String>,
    /// What is done about it.
    pub action: Action,
    /// Why.
    pub cause: Cause,
    /// All fields as they are; absent where it is not there.
    pub before: Option<R>,
    /// All fields as they will be; absent where it goes.
    pub after: Option<R>,
    /// The fields that differ, as paths: `tags.owner`.
    pub changed: Vec<String>,
    /// Of a document, how it is written.
    pub writing: Option<Writing>,
}

/// How a document is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Writing {
    /// Its text, with statements of others as they are written there; absent where it waits for what is made first, or goes.
    pub text: Option<String>,
    /// What is done to it, in words.
    pub summary: String,
    /// Whether all that is done is that statements go which nobody wants any more.
    pub withdraws: bool,
    /// The statements that are in it from then on.
    pub granted: Vec<Label>,
}

/// Why something differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// It is not there.
    Missing,
    /// Fields of it differ.
    Differs,
    /// It is there, and not tagged as ours.
    Untagged,
    /// It is ours, and not declared any more.
    Undeclared,
    /// It is not declared, and its kind is exclusive.
    Exclusive,
    /// It is in the place of one that is declared, and there is no room for both.
    Displaced,
    /// `[[removed]]` names it.
    Removed,
}

impl<R> Step<R> {
    /// One part of the natural key.
    #[must_use]
    pub fn key(&self, part: usize) -> Value {
        let none = || Value::Known(String::new());
        self.natural.get(part).cloned().unwrap_or_else(none)
    }

    /// The same with other fields.
    ///
    /// # Errors
    /// What `to` says.
    pub(super) fn with<T, E>(&self, to: impl Fn(&R) -> Result<T, E>) -> Result<Step<T>, E> {
        Ok(Step {
            address: self.address.clone(),
            session: self.session.clone(),
            natural: self.natural.clone(),
            id: self.id.clone(),
            action: self.action,
            cause: self.cause,
            before: self.before.as_ref().map(&to).transpose()?,
            after: self.after.as_ref().map(&to).transpose()?,
            changed: self.changed.clone(),
            writing: self.writing.clone(),
        })
    }
}

/// On what terms a difference is mended.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Terms {
    /// Why it differs, where the kind has better words than the kit.
    pub reason: Option<String>,
    /// What it waits for, besides what it refers to.
    pub needs: Vec<Label>,
    /// What it brings about, besides being there.
    pub provides: Vec<Label>,
    /// What makes it dangerous.
    pub risks: Vec<RiskNote>,
    /// What starts to be metered.
    pub spend: Option<String>,
    /// Why it cannot be mended by a call; then a person has to.
    pub left_out: Option<String>,
}

/// What came of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// AWS's id of what was made.
    pub id: Option<String>,
    /// What others can refer to, besides the id.
    pub outputs: BTreeMap<String, String>,
    /// What AWS goes on with alone. Then the rest is what is known already, and the answer to the last [`Kind::poll`] has what is not.
    ///
    /// [`Kind::poll`]: super::kind::Kind::poll
    pub waits: Option<Waiting>,
}
