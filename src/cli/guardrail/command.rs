//! The words after `groundline guardrail`.

use clap::{Args, Subcommand};

use super::{evaluate, explain, lint, list, pack, show, test};
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
    List(list::List),
    Lint(lint::Lint),
    Explain(explain::Explain),
    Evaluate(evaluate::Evaluate),
    Pack(pack::Pack),
    Show(show::Show),
    Test(test::Test),
}

pub(in crate::cli) fn run(context: &Context, args: &Guardrail) -> Result<Exit, Stop> {
    match &args.command {
        Command::List(args) => list::run(context, args),
        Command::Lint(args) => lint::run(context, args),
        Command::Explain(args) => explain::run(context, args),
        Command::Evaluate(args) => evaluate::run(context, args),
        Command::Pack(args) => pack::run(context, args),
        Command::Show(args) => show::run(context, args),
        Command::Test(args) => test::run(context, args),
    }
}
