//! `groundline sandbox operations`.

use std::collections::BTreeSet;

use clap::Args;

use crate::areas::registry;
use crate::aws::operations::OPS;
use crate::cli::context::Context;
use crate::cli::stop::Stop;
use crate::exit::Exit;

/// List the AWS operations that groundline calls, one `service:Operation` a line
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline sandbox operations")]
pub(in crate::cli) struct Operations {}

pub(super) fn run(context: &Context) -> Result<Exit, Stop> {
    let called = registry::operations().chain(OPS);
    let all: BTreeSet<String> = called.map(|op| format!("{op}\n")).collect();
    context.ui.data(&all.into_iter().collect::<String>());
    Ok(Exit::Done)
}
