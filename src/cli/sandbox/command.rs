//! The words after `groundline sandbox`.

use clap::{Args, Subcommand};

use super::{operations, reset, serve, show};
use crate::cli::context::Context;
use crate::cli::stop::Stop;
use crate::exit::Exit;

/// The simulated Organization behind `--sandbox`
///
/// It is kept in `.groundline/sandbox.json` beside the baseline, so that plan, apply and drift with `--sandbox` work on
/// the same one in turn. It keeps to AWS's rules, quotas and rates as far as groundline depends on them.
#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(in crate::cli) struct Sandbox {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Reset(reset::Reset),
    Serve(serve::Serve),
    Show(show::Show),
    Operations(operations::Operations),
}

pub(in crate::cli) fn run(context: &Context, args: &Sandbox) -> Result<Exit, Stop> {
    match &args.command {
        Command::Reset(args) => reset::run(context, args),
        Command::Serve(args) => serve::run(context, args),
        Command::Show(_) => show::run(context),
        Command::Operations(_) => operations::run(context),
    }
}
