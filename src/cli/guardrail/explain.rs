//! `groundline guardrail explain`.

use clap::Args;
use serde_json::{Value, json};

use crate::baseline::closest;
use crate::cli::context::Context;
use crate::cli::formats::Format;
use crate::cli::stop::Stop;
use crate::exit::Exit;
use crate::guardrails::lint::{Group, Rule, catalogue, find};
use crate::views::json;

/// How wide explanations are, in characters.
const WIDTH: usize = 100;

/// Explain what the linter finds
///
/// Tells what is wrong, why it hurts and what to write instead, with a bad and a good example. Without a code it lists all of them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline guardrail explain
  groundline guardrail explain services-denied")]
pub(super) struct Explain {
    /// The code in brackets behind `error`, `warning` or `note`
    #[arg(value_name = "CODE")]
    code: Option<String>,

    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(context: &Context, args: &Explain) -> Result<Exit, Stop> {
    let rules: Vec<&Rule> = match &args.code {
        Some(code) => vec![find(code).ok_or_else(|| unknown(code))?],
        None => catalogue().collect(),
    };
    let text = match (args.format, &args.code) {
        (Format::Json, Some(_)) => json::document(&rules.first().map(|rule| object(rule))),
        (Format::Json, None) => json::document(&rules.iter().map(|rule| object(rule)).collect::<Vec<_>>()),
        (Format::Text, Some(_)) => rules.iter().map(|rule| explanation(rule)).collect(),
        (Format::Text, None) => list(&rules),
    };
    context.ui.data(&text);
    Ok(Exit::Done)
}

fn unknown(code: &str) -> Stop {
    let close = closest(code, catalogue().map(|rule| rule.code));
    let help = match close {
        Some(close) => format!("did you mean `{close}`?"),
        None => "`groundline guardrail explain` lists all of them".to_owned(),
    };
    Stop::new(Exit::Usage, format!("the linter has no code `{code}`")).help(help)
}

fn object(rule: &Rule) -> Value {
    let text = |text: &str| {
        if text.is_empty() {
            Value::Null
        } else {
            Value::from(text)
        }
    };
    json!({
        "code": rule.code,
        "severity": rule.severity.to_string(),
        "group": rule.group.title(),
        "can_be_accepted": rule.can_be_accepted(),
        "summary": rule.summary,
        "why": rule.why,
        "instead": text(rule.instead),
        "bad": text(rule.bad),
        "good": text(rule.good),
    })
}

fn explanation(rule: &Rule) -> String {
    let mut text = format!(
        "{} ({})\n{}\n\n{}\n",
        rule.code,
        rule.severity,
        rule.summary,
        wrapped(rule.why)
    );
    if !rule.instead.is_empty() {
        text.push_str(&format!("\n{}\n", wrapped(rule.instead)));
    }
    for (title, example) in [("Bad", rule.bad), ("Good", rule.good)] {
        if !example.is_empty() {
            let indented: Vec<String> = example.lines().map(|line| format!("  {line}")).collect();
            text.push_str(&format!("\n{title}:\n{}\n", indented.join("\n")));
        }
    }
    if rule.can_be_accepted() {
        let accept = format!(
            "To accept it in one policy of the baseline: `lint-allow = [\"{}\"]`.",
            rule.code
        );
        text.push_str(&format!("\n{accept}\n"));
    }
    text
}

fn list(rules: &[&Rule]) -> String {
    let longest = rules.iter().map(|rule| rule.code.len()).max().unwrap_or_default();
    let mut text = String::new();
    for group in Group::ALL {
        text.push_str(&format!("{}\n", group.title()));
        for rule in rules.iter().filter(|rule| rule.group == *group) {
            let severity = rule.severity.to_string();
            text.push_str(&format!("  {:longest$}  {severity:7}  {}\n", rule.code, rule.summary));
        }
        text.push('\n');
    }
    text.push_str("`groundline guardrail explain CODE` explains one of them\n");
    text
}

/// A paragraph in lines of at most [`WIDTH`] characters, as far as its words allow.
fn wrapped(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}
