//! What AWS takes as a policy.

pub mod rcp;
