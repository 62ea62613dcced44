//! `groundline sandbox reset`.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::session::{keep_out_of_git, sandbox_path, setup};
use crate::cli::stop::Stop;
use crate::exit::Exit;
use crate::sandbox::{Seed, Setup, file};

/// Start the simulated Organization anew
///
/// It gets the Organization's id and the management account from the baseline, if that can be read.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline sandbox reset
  groundline sandbox reset --seed empty:accounts=100
  groundline sandbox reset --seed org:1000
  groundline sandbox reset --seed empty:accounts=100,member-role=GroundlineMember")]
pub(in crate::cli) struct Reset {
    /// What it starts from: `empty`, `empty:accounts=N`, `small`, `org:N` or `control-tower`; with `,member-role=NAME` behind it a role in every account
    #[arg(long, value_name = "SEED", default_value = "empty")]
    seed: Seed,
}

pub(super) fn run(context: &Context, args: &Reset) -> Result<Exit, Stop> {
    let path = sandbox_path(context);
    let setup = setup_or_default(context);
    let _opened = file::reset(&path, &args.seed, &setup)?;
    keep_out_of_git(&path);
    context.ui.say(format!(
        "`{}` starts from `{}`: management account {}",
        path.display(),
        args.seed,
        setup.management_account
    ));
    Ok(Exit::Done)
}

/// The Organization of the baseline, or any where there is no good baseline.
pub(super) fn setup_or_default(context: &Context) -> Setup {
    let baseline = context.check_baseline().baseline;
    if baseline.is_none() {
        let path = context.globals.baseline.display();
        context.ui.say(format!(
            "`{path}` is missing or wrong (see `groundline validate`), so that the sandbox has an Organization of its own"
        ));
    }
    baseline.as_ref().map(setup).unwrap_or_default()
}
