//! `groundline guardrail`: the policies that bind accounts.

mod command;
mod show;
mod test;

pub(super) use command::{Guardrail, run};
