//! `groundline guardrail evaluate`.

use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use clap::Args;

use crate::cli::context::Context;
use crate::cli::formats::Format;
use crate::cli::stop::Stop;
use crate::diagnostics::{Diagnostic, SourceMap, Span};
use crate::exit::Exit;
use crate::files;
use crate::guardrails::evaluate::cases::{Answer, CaseError, Cases, LevelAnswer};
use crate::views::{diagnostics, safe};

/// Evaluate requests against SCPs and RCPs, offline
///
/// Reads a file of cases, each a request with its whole context and the policies above its principal and its resource, and tells of
/// each whether they let it pass. Nothing is derived: a condition key that a case does not have is missing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline guardrail evaluate cases.json
  groundline guardrail evaluate - --format json < cases.json",
    after_long_help = AFTER_LONG)]
pub(super) struct Evaluate {
    /// The cases; `-` is stdin
    #[arg(value_name = "CASES|-")]
    cases: PathBuf,

    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

const AFTER_LONG: &str = r##"Examples:
  groundline guardrail evaluate cases.json
  groundline guardrail evaluate - --format json < cases.json

The file:
  {
    "management_account": "999999999999",
    "policies": { "full": { "Version": "2012-10-17", "Statement": [ … ] } },
    "cases": [
      { "id": "a text or a number",
        "request": { "principal": "arn:aws:iam::111111111111:role/x", "action": "s3:GetObject",
                     "resource": "arn:aws:s3:::b/k", "context": { "aws:SecureTransport": false } },
        "scps": [ { "level": "root", "id": "r-1", "policies": [ "full", { "Version": … } ] },
                  { "level": "ou", … }, { "level": "account", … } ],
        "rcps": [ … ],                       levels above the resource; RCPFullAWSAccess is implied at each
        "resource_account": "111111111111",  else the one in the resource's ARN
        "management_account": "…" } ] }      else the file's

The answers with `--format json`, one object a line, in the order of the cases:
  {"id", "decision": "allow|deny", "kind": "allowed|explicit|implicit|exempt", "levels": [
    {"type": "scp|rcp", "level": "root|ou|account", "id", "result": "allowed|explicit|implicit|exempt",
     "policy", "sid", "statement", "why"}, …]}
`policy`, `sid` and `statement` (from 1) tell which statement decided a level; a policy that stands in the case is called
`#1`, `#2`, …; `why` tells what makes a level exempt. A case that cannot be read is told as {"id", "error"}, does not
stop the others, and makes the exit code 65."##;

pub(super) fn run(context: &Context, args: &Evaluate) -> Result<Exit, Stop> {
    let (name, text) = read(context, args)?;
    let cases = match Cases::parse(&text) {
        Ok(cases) => cases,
        Err(error) => return Err(unreadable(context, &name, &text, &error)),
    };
    for wrong in cases.wrong_policies() {
        let position = cases.position(wrong.error);
        let (policy, message) = (safe::text(wrong.name), safe::text(&wrong.error.message));
        context
            .ui
            .notify(format!("error: the policy `{policy}` is wrong: {message} ({position})"));
    }
    let mut wrong = cases.wrong_policies().count();
    let mut out = BufWriter::new(context.ui.stdout.clone());
    for answer in cases.answers() {
        wrong += usize::from(!answer.is_decided());
        let line = match args.format {
            Format::Json => safe::json(&serde_json::to_string(&answer).unwrap_or_default()).into_owned(),
            Format::Text => sentence(&answer),
        };
        // A stream keeps its own failure, which is looked at when the run ends.
        let _ = writeln!(out, "{line}");
    }
    let _ = out.flush();
    Ok(if wrong == 0 { Exit::Done } else { Exit::Baseline })
}

/// The largest file of cases that is read, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// What the file is called, and its text.
fn read(context: &Context, args: &Evaluate) -> Result<(String, String), Stop> {
    let is_stdin = args.cases.as_os_str() == "-";
    let name = if is_stdin {
        "stdin".to_owned()
    } else {
        args.cases.display().to_string()
    };
    let read = if is_stdin {
        context.stdin.bytes(LARGEST)
    } else {
        files::read(&context.directory.join(&args.cases), LARGEST)
    };
    let read = read.map_err(|trouble| trouble.to_string());
    let text = read.and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned()));
    match text {
        Ok(text) => Ok((name, text)),
        Err(error) => Err(Stop::new(Exit::Usage, format!("cannot read `{name}`: {error}"))),
    }
}

/// Shows where a file that cannot be used is wrong.
fn unreadable(context: &Context, name: &str, text: &str, error: &CaseError) -> Stop {
    let mut sources = SourceMap::default();
    let file = sources.add(name, text);
    let range = error.place.offset..error.place.offset + error.place.length;
    let diagnostic = Diagnostic::error("case-file", error.message.as_str()).at(Span::new(file, range));
    let shown = diagnostics::render(&[diagnostic], &sources, context.ui.stderr_color());
    context.ui.notify(shown.trim_end());
    Stop::said(Exit::Baseline)
}

/// An answer in one line for people.
fn sentence(answer: &Answer) -> String {
    match answer {
        Answer::Wrong { id, error } => format!("{}: error: {}", shown(id), safe::text(error)),
        Answer::Decided { id, decision, kind, .. } => {
            let because = answer.because().map(reason).unwrap_or_default();
            format!("{}: {decision} ({kind}){because}", shown(id))
        }
    }
}

fn shown(id: &serde_json::Value) -> String {
    match id.as_str() {
        Some(text) => safe::text(text).into_owned(),
        None => id.to_string(),
    }
}

/// Why a request was denied, or why nothing applied to it.
fn reason(level: &LevelAnswer) -> String {
    let place = format!("{} {}", level.level, safe::text(&level.id));
    match (level.result, level.why, &level.policy) {
        ("explicit", _, Some(policy)) => {
            let statement = match (&level.sid, level.statement) {
                (Some(sid), _) => format!("`{}`", safe::text(sid)),
                (None, number) => number.map(|number| format!("#{number}")).unwrap_or_default(),
            };
            let kind = level.layer.to_uppercase();
            format!(
                ": by the {kind} `{}`, statement {statement}, at {place}",
                safe::text(policy)
            )
        }
        ("implicit", ..) => format!(": no SCP allows it at {place}"),
        (_, Some(why), _) => format!(": {why}"),
        _ => String::new(),
    }
}
