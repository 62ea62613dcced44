//! What a person types: one file per command.

mod apply;
mod applying;
mod args;
mod completions;
mod context;
mod demo;
mod drift;
mod exits;
mod formats;
mod globals;
mod guardrail;
mod host;
mod interrupt;
mod man;
mod plan;
mod reserved_paths;
mod run;
mod sandbox;
mod schema;
mod selection;
mod session;
mod stop;
mod survey;
mod ui;
mod validate;
mod wait;

pub use host::{Host, Input, Interrupts, Stream};
pub use run::run;
