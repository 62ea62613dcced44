//! `groundline demo`.

use std::collections::BTreeSet;
use std::time::Duration;

use clap::Args;

use super::context::Context;
use super::exits::Exits;
use super::selection::Allowed;
use super::stop::Stop;
use super::{applying, session, survey};
use crate::areas::baseline::Baseline;
use crate::areas::kit::purpose::Purpose;
use crate::areas::planner::{self, PlanOptions};
use crate::aws::Door;
use crate::engine::plan::Plan;
use crate::exit::Exit;
use crate::sandbox::{Sandbox, Seed};
use crate::views::{safe, text};

/// How long the demo waits for the simulated AWS; no time passes.
const WAIT: Duration = Duration::from_secs(3_600);

/// Plan, apply and plan again on a simulated Organization, in memory
///
/// Nothing here needs or touches AWS, and nothing is kept. Time is simulated: the calls keep to the published rates of
/// AWS, and the last line says how long they would have taken.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline demo --baseline examples/acme/baseline.toml
  groundline demo --seed empty                 with AWS's quota of 10 accounts
  groundline demo --seed org:1000              on an Organization of 1,000 accounts that others made
  groundline demo --seed control-tower         beside AWS Control Tower")]
pub(super) struct Demo {
    /// What the Organization starts from: `empty`, `empty:accounts=N`, `small`, `org:N` or `control-tower`
    #[arg(long, value_name = "SEED", default_value = "empty:accounts=1000")]
    seed: Seed,

    #[command(flatten)]
    allowed: Allowed,
}

pub(super) fn run(context: &Context, args: &Demo) -> Result<Exit, Stop> {
    let path = context.baseline_path();
    if !path.exists() {
        let message = format!("there is no baseline at `{}`", path.display());
        let help = "name one: `groundline demo --baseline examples/acme/baseline.toml`";
        return Err(Stop::new(Exit::Baseline, message).help(Some(help.to_owned())));
    }
    let read = context.read_baseline()?;
    let sandbox = Sandbox::new(&args.seed, &session::setup(&read.baseline));
    session::with_simulated(context, &sandbox, async |door| {
        demo(context, args, &door, &read.baseline).await
    })
}

async fn demo(context: &Context, args: &Demo, door: &Door, baseline: &Baseline) -> Result<Exit, Stop> {
    let ui = &context.ui;
    let style = ui.style();
    let mut stop_signals = context.stop_signals();
    // A demo is one story, so that all of it goes to one stream.
    let progress = ui.story();
    let options = PlanOptions {
        allow: args.allowed.allow.clone(),
        ..PlanOptions::default()
    };
    ui.data(&format!(
        "`{}` on a simulated Organization (`{}`), in memory: AWS is not touched, nothing is kept, time is simulated\n\n",
        safe::text(&context.globals.baseline.display().to_string()),
        args.seed
    ));
    let inventory = survey::read(door, baseline.clone(), Purpose::Change, &progress, &mut stop_signals).await?;
    let plan = planner::plan(&inventory, &options);
    ui.data(&format!("\n1. groundline plan\n\n{}", text::plan(&plan, &style)));
    if !plan.refused.is_empty() {
        let stop = Stop::new(Exit::Refused, "the plan is refused, and nothing was written");
        return Err(stop.help(advice(&plan)));
    }
    ui.data("\n2. groundline apply\n\n");
    let applied = applying::apply(ui, door, (&inventory, &plan), WAIT, &progress, &mut stop_signals).await?;
    ui.data(&text::applied(&applied, &style));
    ui.data("\n3. groundline plan, again\n\n");
    let inventory = survey::read(door, baseline.clone(), Purpose::Change, &progress, &mut stop_signals).await?;
    ui.data(&text::plan(&planner::plan(&inventory, &options), &style));
    let ledger = door.ledger();
    ui.data(&format!(
        "\nwith AWS this would have taken {} calls ({} of them throttled) and {:.0} seconds at the published rates\n",
        ledger.total,
        ledger.throttled(),
        ledger.virtual_seconds.ceil()
    ));
    Ok(Exits::applied(&plan, &applied).first())
}

/// How to see the rest all the same, where every refusal is a risk that can be allowed.
fn advice(plan: &Plan) -> Option<String> {
    let risks: Option<BTreeSet<_>> = plan.refused.iter().map(|refusal| refusal.risk).collect();
    let allow = risks?.into_iter().map(|risk| format!(" --allow {risk}"));
    Some(format!(
        "it is only a demo: allow it all with `{}`",
        allow.collect::<String>().trim_start()
    ))
}
