//! `groundline man`.

use clap::{Args, Command, CommandFactory as _};

use super::args::Cli;
use super::context::Context;
use super::stop::Stop;
use crate::exit::Exit;

/// Print the manual page of groundline, or of one command
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline man | man -l -
  groundline man plan > groundline-plan.1
  groundline man sandbox serve | man -l -")]
pub(super) struct Man {
    /// The command
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

pub(super) fn run(context: &Context, args: &Man) -> Result<Exit, Stop> {
    let mut whole = Cli::command();
    // Options that all commands take reach the commands only now.
    whole.build();
    let mut command = &whole;
    for word in &args.command {
        command = command.find_subcommand(word).ok_or_else(|| unknown(command, word))?;
    }
    let name = command.get_bin_name().unwrap_or("groundline").replace(' ', "-");
    let page = clap_mangen::Man::new(command.clone().display_name(&name).version(env!("CARGO_PKG_VERSION")))
        .source(concat!("groundline ", env!("CARGO_PKG_VERSION")))
        .manual("groundline");
    page.render(&mut context.ui.stdout.clone())
        .map_err(|error| Stop::new(Exit::Error, format!("cannot write the page: {error}")))?;
    Ok(Exit::Done)
}

fn unknown(above: &Command, word: &str) -> Stop {
    let known = above
        .get_subcommands()
        .map(Command::get_name)
        .collect::<Vec<_>>()
        .join(", ");
    let help = (!known.is_empty()).then(|| format!("the commands are {known}"));
    Stop::new(Exit::Usage, format!("there is no command `{word}`")).help(help)
}
