//! Whom AWS writes to about an account, besides its owner.

mod contact;
mod rules;
mod table;

pub use contact::{Contact, KIND};
pub use table::AlternateContacts;
