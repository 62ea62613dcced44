//! The command line as a whole.

use std::sync::LazyLock;

use clap::{Parser, Subcommand};

use super::globals::Globals;
use super::{apply, completions, demo, drift, guardrail, man, plan, sandbox, schema, validate};
use crate::exit::Exit;

/// Keeps an AWS Organization on its security baseline
///
/// You write the baseline as TOML. `groundline plan` shows how the live Organization differs from it, field by field;
/// `groundline apply` makes it so, and can be run again at any time; `groundline drift` says the same in a pipeline.
/// There is no state file: the live Organization is the truth, and ownership is a tag.
#[derive(Debug, Parser)]
#[command(name = "groundline", bin_name = "groundline", version, max_term_width = 120)]
#[command(after_help = EXAMPLES, after_long_help = AFTER_LONG.as_str())]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,

    #[command(flatten)]
    pub(super) globals: Globals,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Demo(demo::Demo),
    Validate(validate::Validate),
    Plan(plan::Plan),
    Apply(apply::Apply),
    Drift(drift::Drift),
    Guardrail(guardrail::Guardrail),
    Sandbox(sandbox::Sandbox),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

const EXAMPLES: &str = "\
Examples:
  groundline demo --baseline examples/acme/baseline.toml   see it work, without AWS
  groundline validate                                      check baseline.toml, offline
  groundline plan                                          see what would change
  groundline apply                                         see it, say `yes`, and have it done
  groundline drift --format markdown                       report differences in a pipeline";

static AFTER_LONG: LazyLock<String> = LazyLock::new(|| {
    let codes = Exit::ALL.map(|exit| format!("\n  {:>3}  {}", exit.code(), exit.meaning()));
    let order = Exit::ORDER.map(|exit| exit.code().to_string()).join(", ");
    format!(
        "{EXAMPLES}\n\nExit codes:{}\n\nOf several that apply, the first in the order {order} wins; JSON carries all.\n\n{ENVIRONMENT}",
        codes.concat()
    )
});

const ENVIRONMENT: &str = "\
Environment:
  AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL, …  where the AWS SDK finds credentials and endpoints
  GROUNDLINE_PACE=FACTOR|off                    scales the rates and waits of AWS, for emulators
  NO_COLOR, CLICOLOR_FORCE                      colours, where `--color` says nothing";
