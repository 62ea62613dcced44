//! `groundline apply`.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::context::Context;
use super::exits::Exits;
use super::formats::Format;
use super::interrupt::StopSignals;
use super::selection::{Allowed, Selection};
use super::stop::Stop;
use super::{applying, session, survey, wait};
use crate::areas::baseline::Baseline;
use crate::areas::kit::purpose::Purpose;
use crate::areas::planner::{self, PlanOptions};
use crate::areas::saved;
use crate::aws::Door;
use crate::engine::event::Applied;
use crate::engine::plan::Plan;
use crate::exit::Exit;
use crate::files;
use crate::views::progress::{JsonLines, Progress};
use crate::views::{json, text};

/// Make the live Organization as the baseline says
///
/// Plans, shows the plan, asks, and does it; then reads the Organization again to see whether it is so. With a plan file
/// nothing is asked: what is still to be done of it is done, and if anything it rests on has changed, nothing is. It can
/// be run again at any time: what is done already is not done twice.
///
/// After the first Ctrl-C or SIGTERM no change is sent any more. What has left is waited for, and what AWS goes on with is named; the second ends at once.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline apply
  groundline apply --yes --format json
  groundline apply --account new-team --yes
  groundline apply --allow replace-unit=unit.sandbox
  groundline apply plan.json")]
pub(super) struct Apply {
    /// A plan that `groundline plan --out` kept; it carries its own filter and allowed risks
    #[arg(value_name = "PLAN-FILE", conflicts_with_all = ["only", "account", "allow"])]
    file: Option<PathBuf>,

    /// Do not ask
    #[arg(long, short)]
    yes: bool,

    #[command(flatten)]
    selection: Selection,

    #[command(flatten)]
    allowed: Allowed,

    /// How long to follow each account that AWS makes, and whatever else it does in its own time: `90s`, `30m`, `2h`
    #[arg(long, value_name = "TIME", default_value = "30m", value_parser = wait::parse)]
    wait: Duration,

    /// How to report; with `json`, one event a line
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(context: &Context, args: &Apply) -> Result<Exit, Stop> {
    if !args.yes && args.file.is_none() && !context.stdin_is_terminal {
        let message = "nobody can be asked: stdin is not a terminal";
        let help = "give `--yes`, or a plan file that `groundline plan --out` kept";
        return Err(Stop::new(Exit::Usage, message).help(Some(help.to_owned())));
    }
    let kept = args
        .file
        .as_ref()
        .map(|file| read(&context.directory.join(file)))
        .transpose()?;
    if let Some(file) = &args.file {
        context.take(file, "the plan that is applied");
    }
    let read = context.read_baseline()?;
    let options = match kept.as_ref().and_then(|plan| plan.saved.as_ref().zip(Some(plan))) {
        Some((saved, plan)) => PlanOptions {
            filter: plan.filter.clone(),
            allow: saved.allowed.clone(),
            ..PlanOptions::default()
        },
        None => PlanOptions {
            filter: args.selection.filter(&read.baseline)?,
            allow: args.allowed.allow.clone(),
            ..PlanOptions::default()
        },
    };
    let baseline = read.baseline.clone();
    session::with_door(context, &read.baseline, async |door| {
        let run = Run {
            context,
            args,
            door: &door,
        };
        let options = PlanOptions {
            latency: door.latency(),
            ..options
        };
        run.apply(baseline, kept, &options).await
    })
}

/// What a run leaves behind that is stopped before its first change.
const UNCHANGED: &str = "nothing was changed";

/// The largest plan file that is read, in bytes: the largest Organization's takes about a quarter.
const LARGEST: u64 = 256 * 1024 * 1024;

/// A kept plan.
fn read(path: &Path) -> Result<Plan, Stop> {
    let shown = path.display();
    let cannot = |why: &str| Stop::new(Exit::Usage, format!("cannot read the plan file `{shown}`: {why}"));
    let bytes = files::read(path, LARGEST).map_err(|trouble| cannot(&trouble.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| cannot("it is no text"))?;
    saved::read(&text).map_err(|why| {
        let help = "make a new one with `groundline plan --out`";
        Stop::new(
            Exit::Refused,
            format!("`{shown}` is no plan that can be applied: {why}"),
        )
        .help(Some(help.to_owned()))
    })
}

struct Run<'a> {
    context: &'a Context,
    args: &'a Apply,
    door: &'a Door,
}

impl Run<'_> {
    async fn apply(&self, baseline: Baseline, kept: Option<Plan>, options: &PlanOptions) -> Result<Exit, Stop> {
        let mut stop_signals = self.context.stop_signals();
        let progress = self.progress();
        let inventory = survey::read(self.door, baseline, Purpose::Change, &progress, &mut stop_signals).await?;
        let fresh = planner::plan(&inventory, options);
        let plan = match &kept {
            Some(kept) => {
                let left = saved::check(kept, &inventory, &fresh).map_err(stale)?;
                let look = Box::pin(saved::stale(self.door, &inventory, &left));
                match stop_signals.unless(UNCHANGED, look).await?? {
                    changed if changed.is_empty() => left,
                    changed => return Err(stale(changed)),
                }
            }
            None => fresh,
        };
        self.show(&plan);
        if !plan.refused.is_empty() {
            self.finish(&Applied::default(), &Exits::plan(&plan, false));
            return Err(Stop::new(Exit::Refused, "the plan is refused, and nothing was written"));
        }
        if plan.changes.is_empty() {
            let exits = Exits::applied(&plan, &Applied::default());
            self.finish(&Applied::default(), &exits);
            return Ok(exits.first());
        }
        stop_signals.none_came(UNCHANGED).await?;
        if !self.args.yes && kept.is_none() {
            self.ask(&plan, &mut stop_signals).await?;
        }
        let both = (&inventory, &plan);
        let applied = applying::apply(
            &self.context.ui,
            self.door,
            both,
            self.args.wait,
            &progress,
            &mut stop_signals,
        )
        .await?;
        // The bar goes away before the result is written over it.
        drop(progress);
        let exits = Exits::applied(&plan, &applied);
        if self.args.format == Format::Text {
            self.context.ui.data("\n");
            self.context.ui.data(&text::applied(&applied, &self.context.ui.style()));
        }
        self.finish(&applied, &exits);
        Ok(exits.first())
    }

    fn progress(&self) -> RefCell<Box<dyn Progress>> {
        match self.args.format {
            Format::Text => self.context.ui.progress(),
            Format::Json => RefCell::new(Box::new(JsonLines::new(self.context.ui.stdout.clone()))),
        }
    }

    fn show(&self, plan: &Plan) {
        self.context.ui.data(&match self.args.format {
            Format::Text => text::plan(plan, &self.context.ui.style()),
            Format::Json => json::planned(plan),
        });
    }

    /// The last event; people have read it already.
    fn finish(&self, applied: &Applied, exits: &Exits) {
        if self.args.format == Format::Json {
            self.context.ui.data(&json::applied(applied, &exits.codes()));
        }
    }

    async fn ask(&self, plan: &Plan, stop_signals: &mut StopSignals) -> Result<(), Stop> {
        self.context
            .ui
            .ask(&question(plan.changes.len(), plan.accounts_to_create()));
        let stdin = self.context.stdin.clone();
        let answer = stop_signals.unless(UNCHANGED, tokio::task::spawn_blocking(move || stdin.line()));
        let answer = answer.await.inspect_err(|_| self.context.ui.notify(""))?;
        match answer {
            Ok(Ok(answer)) if answer.trim() == "yes" => Ok(()),
            _ => Err(Stop::new(Exit::Incomplete, "not applied: the answer was not `yes`")),
        }
    }
}

/// What is asked before anything is written. Accounts are counted apart: they cannot be undone.
fn question(changes: usize, accounts: usize) -> String {
    let what = match (changes, accounts) {
        (1, 0) => "this change".to_owned(),
        (1, _) => "this change, a new AWS account".to_owned(),
        (_, 0) => format!("these {changes} changes"),
        (_, 1) => format!("these {changes} changes, 1 of them a new AWS account"),
        (_, accounts) => format!("these {changes} changes, {accounts} of them new AWS accounts"),
    };
    let undone = if accounts > 0 {
        " (accounts cannot be undone)"
    } else {
        ""
    };
    format!("\napply {what}{undone}? only `yes` is taken: ")
}

fn stale(why: Vec<String>) -> Stop {
    let help = "look at what changed, and make a new plan with `groundline plan --out`";
    Stop::new(Exit::Refused, "the plan no longer fits, and nothing was written")
        .details(why)
        .help(Some(help.to_owned()))
}
