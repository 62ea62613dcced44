//! `groundline guardrail`: the policies that bind accounts.

mod command;
mod evaluate;

pub(super) use command::{Guardrail, run};
