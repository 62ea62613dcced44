//! `groundline guardrail lint`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::linted::{Linted, actions};
use super::policy_kind::PolicyKind;
use crate::cli::context::Context;
use crate::cli::stop::Stop;
use crate::diagnostics::{Diagnostic, Severity};
use crate::engine::plan::FORMAT_VERSION;
use crate::exit::Exit;
use crate::guardrails::lint::{Options, catalogue};
use crate::views::lint::{About, junit, sarif};
use crate::views::{diagnostics, json};

/// Look for mistakes in policies, offline
///
/// Checks policy documents for what AWS refuses, what does not do what it says, and what stops more than is meant. Without
/// files it checks every policy of the baseline, as `validate` does. Each finding has a code that `guardrail explain` explains.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline guardrail lint                               every policy of baseline.toml
  groundline guardrail lint policies/*.json
  groundline guardrail lint --type rcp perimeter.json
  groundline guardrail lint --actions newer.toml policies/*.json
  aws organizations describe-policy … | groundline guardrail lint -
  groundline guardrail lint --format sarif > lint.sarif")]
pub(super) struct Lint {
    /// Policy documents, `-` is stdin; without any, every policy of the baseline
    #[arg(value_name = "FILE|-")]
    files: Vec<PathBuf>,

    /// The type of all files: `scp`, `rcp`, `delegation`, or AWS's name of another; else it is told by the text
    #[arg(long = "type", value_name = "TYPE", requires = "files")]
    kind: Option<PolicyKind>,

    /// Take actions, services and keys that are not known for newer than this version: warn of them
    #[arg(long, requires = "files")]
    allow_unknown: bool,

    /// Actions and condition keys that AWS has since added, as TOML: `[[action]]` with `name`, `access`, `condition-keys`, …
    #[arg(long, value_name = "FILE", requires = "files")]
    actions: Option<PathBuf>,

    /// The files are all the SCPs that are attached at one level: something must be allowed there
    #[arg(long, requires = "files")]
    whole_level: bool,

    /// Fail on warnings as well
    #[arg(long)]
    deny_warnings: bool,

    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: LintFormat,
}

/// Forms of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum LintFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For code scanning
    Sarif,
    /// For tools that read test results
    Junit,
}

pub(super) fn run(context: &Context, args: &Lint) -> Result<Exit, Stop> {
    let linted = if args.files.is_empty() {
        Linted::of_baseline(context)
    } else {
        let options = Options {
            allow_unknown: args.allow_unknown,
            ..Options::default()
        };
        let table = actions(context, args.actions.as_deref())?;
        Linted::of_files(
            context,
            &args.files,
            args.kind.as_ref(),
            options,
            args.whole_level,
            &table,
        )?
    };
    let fails = if args.deny_warnings {
        Severity::Warning
    } else {
        Severity::Error
    };
    let exit = if linted.found.iter().any(|found| found.severity <= fails) {
        Exit::Baseline
    } else {
        Exit::Done
    };
    match args.format {
        LintFormat::Text => text(context, &linted),
        LintFormat::Json => {
            let document = json!({
                "format_version": FORMAT_VERSION,
                "diagnostics": diagnostics::to_json(&linted.found, &linted.sources),
                "exit_codes": [exit.code()],
            });
            context.ui.data(&json::document(&document));
        }
        LintFormat::Sarif => {
            let about: Vec<About<'_>> = catalogue().map(about).collect();
            context.ui.data(&sarif::sarif(&linted.found, &linted.sources, &about));
        }
        LintFormat::Junit => {
            let report = junit::junit(&linted.found, &linted.sources, &linted.files, fails);
            context.ui.data(&report);
        }
    }
    Ok(exit)
}

fn about(rule: &'static crate::guardrails::lint::Rule) -> About<'static> {
    About {
        code: rule.code,
        summary: rule.summary,
        text: rule.why,
    }
}

fn text(context: &Context, linted: &Linted) {
    let shown = diagnostics::folded(
        &linted.found,
        &linted.sources,
        context.ui.stderr_color(),
        "--format json",
    );
    if !shown.is_empty() {
        context.ui.notify(shown.trim_end());
        context.ui.notify("");
    }
    context.ui.data(&summary(linted.policies, &linted.found));
    if let Some(first) = linted
        .found
        .iter()
        .find(|found| crate::guardrails::lint::find(found.code).is_some())
    {
        context
            .ui
            .say(format!("`groundline guardrail explain {}` explains a code", first.code));
    }
}

/// `2 policies: 1 error, 3 warnings`.
fn summary(policies: usize, found: &[Diagnostic]) -> String {
    let count = |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let of = |severity| found.iter().filter(|found| found.severity == severity).count();
    let counts = [
        (of(Severity::Error), "error", "errors"),
        (of(Severity::Warning), "warning", "warnings"),
        (of(Severity::Note), "note", "notes"),
    ];
    let words: Vec<String> = counts
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| count(number, one, many))
        .collect();
    let words = if words.is_empty() {
        "nothing found".to_owned()
    } else {
        words.join(", ")
    };
    format!("{}: {words}\n", count(policies, "policy", "policies"))
}

/// How a file is called in messages.
pub(super) fn shown(path: &Path) -> String {
    if path.as_os_str() == "-" {
        "stdin".to_owned()
    } else {
        path.display().to_string()
    }
}
