//! AWS as data: services, rates, page sizes, quotas, policy types, Regions. Each with its source; no behaviour.

pub mod access;
pub mod account_states;
pub mod accounts;
pub mod answer;
pub mod integrated_services;
pub mod op;
pub mod partitions;
pub mod policy_types;
pub mod principals;
pub mod quotas;
pub mod rates;
pub mod resource_policies;
pub mod role_needs;
pub mod service;
pub mod suggest;
pub mod typical;
