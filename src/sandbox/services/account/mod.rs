//! AWS Account Management (restJson1).

mod operations;
mod regions;

pub(in crate::sandbox) use operations::OPERATIONS;
pub(in crate::sandbox) use regions::is_off;
