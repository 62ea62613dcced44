//! `groundline guardrail show`.

mod chain;
mod command;
mod declared;
mod effective;
mod kinds;
mod levels;
mod live;
mod named;
mod statements;

pub(super) use command::{Show, run};
