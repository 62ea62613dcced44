//! `groundline guardrail`: the policies that bind accounts.

mod command;
mod evaluate;
mod explain;
mod lint;
mod linted;
mod policy_kind;
mod show;
mod test;

pub(super) use command::{Guardrail, run};
