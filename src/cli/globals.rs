//! Options that every command takes.

use std::path::PathBuf;

use clap::{ArgAction, Args};

use super::ui::Color;

/// The baseline where none is named.
pub(super) const BASELINE: &str = "baseline.toml";

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Globals {
    /// The baseline
    #[arg(long, global = true, value_name = "FILE", default_value = BASELINE)]
    pub(super) baseline: PathBuf,

    /// Work on the simulated Organization in `.groundline/sandbox.json` beside the baseline, not on AWS
    #[arg(long, global = true)]
    pub(super) sandbox: bool,

    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    pub(super) color: Color,

    /// Say nothing but results, warnings and errors
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,

    /// Log what is done and what is waited for, on stderr; twice: also calls that are sent again
    #[arg(long, short, global = true, action = ArgAction::Count, conflicts_with = "quiet")]
    pub(super) verbose: u8,

    /// Write how often each AWS operation was called, as JSON, to a file, or with `-` to stdout
    #[arg(long, global = true, value_name = "FILE|-")]
    pub(super) calls: Option<PathBuf>,
}
