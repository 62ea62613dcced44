//! The words after `groundline guardrail`.

use clap::{Args, Subcommand};

use super::evaluate;
use crate::cli::context::Context;
use crate::cli::stop::Stop;
use crate::exit::Exit;

/// The policies that bind accounts: what they say, and where they apply
#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(in crate::cli) struct Guardrail {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Evaluate(evaluate::Evaluate),
}

pub(in crate::cli) fn run(context: &Context, args: &Guardrail) -> Result<Exit, Stop> {
    match &args.command {
        Command::Evaluate(args) => evaluate::run(context, args),
    }
}
