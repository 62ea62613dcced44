//! `groundline completions`.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::args::Cli;
use super::context::Context;
use super::stop::Stop;
use crate::exit::Exit;

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline completions bash > ~/.local/share/bash-completion/completions/groundline
  groundline completions zsh > ~/.zfunc/_groundline
  groundline completions fish > ~/.config/fish/completions/groundline.fish")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(context: &Context, args: &Completions) -> Result<Exit, Stop> {
    clap_complete::generate(
        args.shell,
        &mut Cli::command(),
        "groundline",
        &mut context.ui.stdout.clone(),
    );
    Ok(Exit::Done)
}
