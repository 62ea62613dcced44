//! The words after `groundline guardrail pack`.

use clap::Args;

use super::{json, text};
use crate::areas::kit::purpose::Purpose;
use crate::areas::organizations::{Baseline, Outcome, PolicySet};
use crate::baseline::{closest, list};
use crate::cli::context::{Context, Read};
use crate::cli::formats::Format;
use crate::cli::stop::Stop;
use crate::cli::{session, survey};
use crate::exit::Exit;

/// Show how sets of guardrails are packed into policies, and how much room is left
///
/// A set is a table under `[scps]` or `[rcps]` with `pack = true`. From the baseline alone it is packed as if nothing stood in AWS; with `--live`
/// as the next plan packs it: what stands in a policy stays there, and slots that others have taken count.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline guardrail pack
  groundline guardrail pack root-guardrails --explain
  groundline guardrail pack --live --format json")]
pub(in crate::cli) struct Pack {
    /// Only this set: its key or its address
    #[arg(value_name = "SET")]
    set: Option<String>,

    /// Say where each guardrail's statements stand, and which of them were merged or cut, and why
    #[arg(long)]
    explain: bool,

    /// Read from AWS what is there now; `--sandbox` does so from the sandbox
    #[arg(long)]
    live: bool,

    /// How to show it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(in crate::cli::guardrail) fn run(context: &Context, args: &Pack) -> Result<Exit, Stop> {
    let Read { baseline, .. } = context.read_baseline()?;
    // A name that is wrong is not worth reading AWS.
    chosen(&baseline.core, args)?;
    if args.live || context.globals.sandbox {
        return session::with_door(context, &baseline, async |door| {
            let mut stop_signals = context.stop_signals();
            let progress = context.ui.progress();
            let inventory =
                survey::read(&door, baseline.clone(), Purpose::Compare, &progress, &mut stop_signals).await?;
            let world = &inventory.world;
            let missed = world
                .unread()
                .iter()
                .map(|missed| format!("{}: {}", missed.what, missed.why));
            for missed in missed {
                context.ui.say(format!("could not be read: {missed}"));
            }
            show(context, world.baseline(), args)
        });
    }
    show(context, &baseline.core, args)
}

fn show(context: &Context, baseline: &Baseline, args: &Pack) -> Result<Exit, Stop> {
    let sets = chosen(baseline, args)?;
    let text = match args.format {
        Format::Text => text::text(&sets, args.explain),
        Format::Json => json::json(&sets),
    };
    context.ui.data(&text);
    if sets.is_empty() {
        context.ui.say("the baseline has no set with `pack = true`");
    }
    let is = |wanted: fn(&Outcome) -> bool| sets.iter().any(|set| wanted(&set.outcome));
    if is(|outcome| matches!(outcome, Outcome::NoRoom(_))) {
        return Ok(Exit::Refused);
    }
    if is(|outcome| matches!(outcome, Outcome::Unknown)) {
        return Ok(Exit::Incomplete);
    }
    Ok(Exit::Done)
}

fn chosen<'a>(baseline: &'a Baseline, args: &Pack) -> Result<Vec<&'a PolicySet>, Stop> {
    let all = baseline.sets.values();
    let Some(word) = &args.set else {
        return Ok(all.collect());
    };
    let named = |set: &&PolicySet| set.address.key == *word || set.address.to_string() == *word;
    let found: Vec<&PolicySet> = all.clone().filter(named).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let keys: Vec<&str> = all.map(|set| set.address.key.as_str()).collect();
    let help = match closest(word, keys.iter().copied()) {
        Some(close) => format!("did you mean `{close}`?"),
        None if keys.is_empty() => "the baseline has no set: one is a table with `pack = true`".to_owned(),
        None => format!("known here: {}", list(keys.iter().copied())),
    };
    Err(Stop::new(Exit::Usage, format!("the baseline has no set `{word}`")).help(Some(help)))
}
