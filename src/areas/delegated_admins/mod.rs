//! Which account administers a service for the whole Organization.

mod administrator;
mod read;
mod table;

pub use administrator::Administrator;
pub use table::DelegatedAdmins;
