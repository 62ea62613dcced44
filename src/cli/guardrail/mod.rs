//! `groundline guardrail`: the policies that bind accounts.

mod command;
mod evaluate;
mod explain;
mod library;
mod lint;
mod linted;
mod list;
mod pack;
mod policy_kind;
mod show;
mod test;

pub(super) use command::{Guardrail, run};
