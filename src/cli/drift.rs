//! `groundline drift`.

use clap::{Args, ValueEnum};

use super::context::{Context, Read};
use super::exits::Exits;
use super::stop::Stop;
use super::{session, survey};
use crate::areas::kit::purpose::Purpose;
use crate::areas::planner::{self, PlanOptions};
use crate::aws::Door;
use crate::exit::Exit;
use crate::views::{html, json, junit, markdown, sarif, text};

/// Say whether the live Organization is as the baseline says
///
/// Reads the Organization and changes nothing. Exits with 0 if it is in sync, 2 if it differs, 3 if something could not
/// be read: that is never clean.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline drift
  groundline drift --format markdown >> \"$GITHUB_STEP_SUMMARY\"
  groundline drift --format sarif > drift.sarif
  groundline drift --format junit > drift.xml")]
pub(super) struct Drift {
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Forms of a drift report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// The document of `groundline plan`
    Json,
    /// For pull requests, issues and job summaries
    Markdown,
    /// For code scanning
    Sarif,
    /// For test reports
    Junit,
    /// A page for a browser
    Html,
}

pub(super) fn run(context: &Context, args: &Drift) -> Result<Exit, Stop> {
    let read = context.read_baseline()?;
    session::with_door(context, &read.baseline, async |door| {
        drift(context, args, &door, &read).await
    })
}

async fn drift(context: &Context, args: &Drift, door: &Door, read: &Read) -> Result<Exit, Stop> {
    let mut stop_signals = context.stop_signals();
    let progress = context.ui.progress();
    let inventory = survey::read(
        door,
        read.baseline.clone(),
        Purpose::Compare,
        &progress,
        &mut stop_signals,
    )
    .await?;
    let options = PlanOptions {
        latency: door.latency(),
        ..PlanOptions::default()
    };
    let plan = planner::plan(&inventory, &options);
    let exits = Exits::drift(&plan);
    context.ui.data(&match args.format {
        Format::Text => text::drift(&plan, &context.ui.style()),
        Format::Json => json::plan(&plan, &exits.codes()),
        Format::Markdown => markdown::drift(&plan),
        Format::Sarif => sarif::drift(&plan, &read.file),
        Format::Junit => junit::drift(&plan),
        Format::Html => html::drift(&plan),
    });
    Ok(exits.first())
}
