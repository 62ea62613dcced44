//! What a change that waits for AWS is asked about by.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// All that is needed to ask AWS how far it is, as data: nobody works on the change meanwhile. Only the area that made it can read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ticket(Value);

impl Ticket {
    /// A ticket that says this.
    pub fn new(ticket: &impl Serialize) -> Self {
        Self(serde_json::to_value(ticket).unwrap_or_default())
    }

    /// What it says.
    ///
    /// # Errors
    /// If it is a ticket of another kind.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(&self.0)
    }
}

/// The ticket of one call of a change that makes several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallTicket {
    /// The place of the call among those of its change.
    pub place: usize,
    /// Its own ticket.
    pub ticket: Ticket,
}
