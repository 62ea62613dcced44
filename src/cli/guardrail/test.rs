//! `groundline guardrail test`.

use clap::{Args, ValueEnum};

use crate::areas::organizations::guardrail_tests::run::{self, Failure, Ran};
use crate::cli::context::Context;
use crate::cli::stop::Stop;
use crate::exit::Exit;
use crate::views::guardrail_tests::{self as view, Tested};

/// Run the guardrail tests of the baseline, offline
///
/// Every `[[guardrail-tests]]` says a request and whether it must be denied. The request is decided by the policies that
/// the baseline attaches above the account or unit, as AWS would decide it. `validate`, `plan` and `apply` run them too.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline guardrail test
  groundline guardrail test --format junit > guardrail-tests.xml")]
pub(super) struct Test {
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: TestFormat,
}

/// Forms of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum TestFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For pipelines that show test results
    Junit,
}

pub(super) fn run(context: &Context, args: &Test) -> Result<Exit, Stop> {
    let checked = context.check_baseline_untested();
    context.show(&checked);
    let Some(baseline) = checked.baseline else {
        return Err(context.wrong());
    };
    let tests: Vec<Tested> = run::run(&baseline.core).iter().map(tested).collect();
    let exit = if tests.iter().all(|test| test.failures.is_empty()) {
        Exit::Done
    } else {
        Exit::Baseline
    };
    context.ui.data(&match args.format {
        TestFormat::Text => view::text(&tests, &context.ui.style()),
        TestFormat::Json => view::json(&tests, &[exit.code()]),
        TestFormat::Junit => view::junit(&tests),
    });
    if tests.is_empty() {
        context.ui.say("the baseline has no `[[guardrail-tests]]`");
    }
    Ok(exit)
}

fn tested(ran: &Ran<'_>) -> Tested {
    Tested {
        name: ran.test.name.clone(),
        place: ran.test.place.to_string(),
        failures: ran.failures.iter().map(Failure::words).collect(),
    }
}
