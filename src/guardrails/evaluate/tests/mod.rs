//! Every sentence on how AWS evaluates SCPs and RCPs, as a table.

mod algorithm;
mod build;
mod cases;
mod exempt;
mod operators;
mod properties;
mod random;
mod unknown;
mod variables;
