//! AWS Organizations (awsJson 1.1). Shapes, error codes and reasons: the service model of botocore 1.44; limits: `crate::facts`.

mod accounts;
mod attachments;
mod creation;
mod delegation;
mod effective;
mod listing;
mod marker;
mod merging;
mod operations;
mod organization;
mod policies;
mod policy_grammar;
mod policy_types;
mod resource_policy;
mod roots;
mod rules;
mod service_access;
mod tags;
mod units;

pub(in crate::sandbox) use marker::Organizations;
