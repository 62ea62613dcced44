//! `groundline plan`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::context::Context;
use super::exits::Exits;
use super::formats::Format;
use super::selection::{Allowed, Selection};
use super::stop::Stop;
use super::{session, survey};
use crate::areas::baseline::Baseline;
use crate::areas::inventory::Inventory;
use crate::areas::kit::purpose::Purpose;
use crate::areas::planner::{self, PlanOptions};
use crate::areas::saved;
use crate::aws::Door;
use crate::engine::plan::{Filter, Plan as PlanDocument};
use crate::exit::Exit;
use crate::files::Readers;
use crate::views::{json, text};

/// Show how the live Organization differs from the baseline, and what apply would do
///
/// Reads the Organization and changes nothing. What the plan shows is what `groundline apply` does, in that order, and
/// nothing else. A change that carries a risk is refused until the risk is allowed by name.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline plan
  groundline plan --only units --only policies
  groundline plan --account security
  groundline plan --allow replace-unit=unit.sandbox --out plan.json
  groundline plan --format json --detailed-exitcode")]
pub(super) struct Plan {
    /// Keep the plan in a file, to be applied with `groundline apply FILE`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    selection: Selection,

    #[command(flatten)]
    allowed: Allowed,

    /// Exit with 2 if there are differences
    #[arg(long)]
    detailed_exitcode: bool,
}

pub(super) fn run(context: &Context, args: &Plan) -> Result<Exit, Stop> {
    let read = context.read_baseline()?;
    let filter = args.selection.filter(&read.baseline)?;
    if let Some(path) = &args.out {
        session::claim(context, path, session::OUT)?;
    }
    let baseline = read.baseline.clone();
    session::with_door(context, &read.baseline, async |door| {
        plan(context, args, &door, baseline, filter).await
    })
}

async fn plan(context: &Context, args: &Plan, door: &Door, baseline: Baseline, filter: Filter) -> Result<Exit, Stop> {
    let mut stop_signals = context.stop_signals();
    let progress = context.ui.progress();
    let inventory = survey::read(door, baseline, Purpose::Compare, &progress, &mut stop_signals).await?;
    let options = PlanOptions {
        filter,
        allow: args.allowed.allow.clone(),
        latency: door.latency(),
    };
    let mut plan = planner::plan(&inventory, &options);
    let exits = Exits::plan(&plan, args.detailed_exitcode);
    let kept = match &args.out {
        // A plan that cannot be applied is not worth keeping.
        Some(path) if plan.refused.is_empty() => {
            keep(context, path, &inventory, &mut plan, &options)?;
            Some(path)
        }
        _ => None,
    };
    context.ui.data(&match args.format {
        Format::Text => text::plan(&plan, &context.ui.style()),
        Format::Json => json::plan(&plan, &exits.codes()),
    });
    hint(context, args, &plan, kept);
    Ok(exits.first())
}

fn hint(context: &Context, args: &Plan, plan: &PlanDocument, kept: Option<&PathBuf>) {
    match kept {
        Some(path) => {
            let path = path.display();
            let apply = context.typed(&format!("apply {path}"));
            context.ui.say(format!("kept in `{path}`: apply it with `{apply}`"));
        }
        None if args.out.is_some() => context.ui.notify("not kept: a plan with refusals cannot be applied"),
        None if args.format == Format::Text && plan.refused.is_empty() && !plan.changes.is_empty() => {
            context.ui.say(format!("apply it with `{}`", context.typed("apply")));
        }
        None => {}
    }
}

/// Writes the plan for its owner alone, whole or not at all.
fn keep(
    context: &Context,
    path: &Path,
    inventory: &Inventory,
    plan: &mut PlanDocument,
    options: &PlanOptions,
) -> Result<(), Stop> {
    let text = saved::write(plan, inventory, &options.allow);
    session::write(context, path, session::OUT, &text, Readers::Owner)
}
