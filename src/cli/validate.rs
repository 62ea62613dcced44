//! `groundline validate`.

use clap::Args;
use serde_json::json;

use super::context::Context;
use super::formats::Format;
use super::stop::Stop;
use crate::areas::baseline::Baseline;
use crate::areas::declare::Checked;
use crate::diagnostics::Severity;
use crate::engine::plan::FORMAT_VERSION;
use crate::exit::Exit;
use crate::views::{diagnostics, json};

/// Check the baseline, offline
///
/// Reads the baseline and every file that it names, and reports everything that is wrong, each with its place. AWS is
/// not asked.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline validate
  groundline validate --baseline prod/baseline.toml --format json")]
pub(super) struct Validate {
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(context: &Context, args: &Validate) -> Result<Exit, Stop> {
    let checked = context.check_baseline();
    let exit = if checked.baseline.is_some() {
        Exit::Done
    } else {
        Exit::Baseline
    };
    if args.format == Format::Json {
        let document = json!({
            "format_version": FORMAT_VERSION,
            "diagnostics": diagnostics::to_json(&checked.diagnostics.sorted(), &checked.sources),
            "exit_codes": [exit.code()],
        });
        context.ui.data(&json::document(&document));
        return Ok(exit);
    }
    context.show(&checked);
    match &checked.baseline {
        Some(baseline) => context.ui.data(&summary(baseline, &checked)),
        None => return Err(context.wrong()),
    }
    Ok(exit)
}

fn summary(baseline: &Baseline, checked: &Checked) -> String {
    let organization = &baseline.core.organization;
    let count = |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let warnings = checked.diagnostics.sorted();
    let warnings = warnings
        .iter()
        .filter(|found| found.severity == Severity::Warning)
        .count();
    let mut text = format!(
        "valid: {}, {}, {}, {}",
        count(organization.units.len(), "unit", "units"),
        count(organization.accounts.len(), "account", "accounts"),
        count(baseline.core.policies.len(), "policy", "policies"),
        count(
            baseline.wants.administrators.len(),
            "delegated service",
            "delegated services"
        ),
    );
    if warnings > 0 {
        text.push_str(&format!("; {}", count(warnings, "warning", "warnings")));
    }
    text.push('\n');
    text
}
