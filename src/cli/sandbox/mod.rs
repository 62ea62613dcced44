//! `groundline sandbox`: the simulated Organization behind `--sandbox`.

mod command;
mod operations;
mod reset;
mod serve;
mod show;

pub(super) use command::{Sandbox, run};
