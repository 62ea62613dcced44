//! `groundline guardrail`: the policies that bind accounts.

mod command;
mod evaluate;
mod library;
mod list;
mod show;
mod test;

pub(super) use command::{Guardrail, run};
