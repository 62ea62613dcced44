//! AWS Identity and Access Management (awsQuery).

mod roles;

pub(in crate::sandbox) use roles::OPERATIONS;
