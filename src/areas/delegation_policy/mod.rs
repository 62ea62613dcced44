//! The resource policy of the Organization, by which members manage policies.

mod policy;
mod table;
#[cfg(test)]
mod tests;

pub use policy::address;
pub use table::DelegationPolicy;
