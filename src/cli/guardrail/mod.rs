//! `groundline guardrail`: the policies that bind accounts.

mod command;
mod show;

pub(super) use command::{Guardrail, run};
