//! Resource policies that several areas contribute statements to: bucket, key, topic and queue policies, the delegation policy.
//!
//! An area writes a [`Statement`] for the document of another; who owns the document merges all of them into the live one ([`merge`]), checks the
//! [`Limit`], and compares once more just before the write ([`unchanged_since`]). Statements of others stay as they are written.

mod build;
mod canonical;
mod contribution;
mod contributor;
mod json;
mod limit;
mod merge;
mod merged;
mod policy;
mod resource;
mod statement;
#[cfg(test)]
mod tests;
mod text;

pub use build::{Principal, StatementBuilder};
pub use canonical::Canonical;
pub use contribution::Contributions;
pub use contributor::{Contributor, Mark};
pub use limit::{Limit, TooLarge, Unit};
pub use merge::merge;
pub use merged::{Changes, MergeError, Merged};
pub use policy::{Document, unchanged_since};
pub use resource::{Content, Policy};
pub use statement::Statement;
pub use text::Text;
