//! groundline keeps an AWS Organization on its security baseline.

pub mod areas;
pub mod aws;
pub mod baseline;
pub mod cli;
pub mod diagnostics;
pub mod engine;
pub mod exit;
pub mod facts;
pub mod files;
pub mod guardrails;
pub mod organization;
pub mod sandbox;
pub mod views;

pub use cli::run;
