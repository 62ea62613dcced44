//! `[[guardrail-tests]]`: requests that the policies of the baseline must deny or let pass. Nothing of it is made in AWS.

pub mod chain;
pub mod run;
pub mod table;
