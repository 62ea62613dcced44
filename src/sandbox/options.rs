//! How a sandbox behaves, and what it tells of the calls it had.

use std::time::Duration;

use serde_json::Value;

/// How the sandbox behaves besides its rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Scales AWS's published rates: `1.0` as published, `0.5` halved, `f64::INFINITY` no throttling.
    pub rate_factor: f64,
    /// How long each call takes, in Tokio's time.
    pub latency: Duration,
    /// The clock, and with it every rate, runs so many times faster than Tokio's time.
    pub speed: f64,
    /// Other tools that call the same operations.
    pub competing: Vec<Competitor>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            rate_factor: 1.0,
            latency: Duration::ZERO,
            speed: 1.0,
            competing: Vec::new(),
        }
    }
}

/// Another tool that eats from the buckets of one operation, in every account.
#[derive(Debug, Clone, PartialEq)]
pub struct Competitor {
    /// `organizations:ListAccounts`.
    pub operation: String,
    /// Its calls per second.
    pub per_second: f64,
}

/// How often one operation was called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallCount {
    /// All calls of it.
    pub total: u64,
    /// Those among them that were refused for being too many.
    pub throttled: u64,
}

/// One call that was handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// `organizations:CreateAccount`.
    pub operation: String,
    /// The calling account.
    pub account: String,
    /// Its place among all calls of this sandbox, from 1.
    pub number: u64,
    /// Whether the operation changes anything.
    pub write: bool,
    /// The HTTP status of the answer, also of one that got lost; 0 if the call had no effect and no answer.
    pub status: u16,
    /// What was answered, where the operation was done.
    pub answer: Option<Value>,
}
