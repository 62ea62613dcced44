//! `groundline guardrail pack`.

mod command;
mod json;
mod text;

pub(super) use command::{Pack, run};
