//! Which services may work in the Organization.

mod access;
mod table;

pub use access::{Access, KIND, enabled};
pub use table::TrustedAccess;
