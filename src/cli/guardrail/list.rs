//! `groundline guardrail list`.

use clap::Args;
use serde_json::{Value, json};

use super::library::of_guardrail;
use crate::cli::context::Context;
use crate::cli::formats::Format;
use crate::cli::stop::Stop;
use crate::engine::plan::FORMAT_VERSION;
use crate::exit::Exit;
use crate::guardrails::library::{Guardrail, all};
use crate::views::json;

/// List the guardrails of the library
///
/// A baseline names one as `guardrail = "NAME@VERSION"`. A released version never changes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline guardrail list
  groundline guardrail list --format json")]
pub(in crate::cli) struct List {
    /// How to show them
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(context: &Context, args: &List) -> Result<Exit, Stop> {
    let text = match args.format {
        Format::Text => text(),
        Format::Json => {
            let guardrails: Vec<Value> = all().iter().map(of_guardrail).collect();
            json::document(&json!({ "format_version": FORMAT_VERSION, "guardrails": guardrails }))
        }
    };
    context.ui.data(&text);
    Ok(Exit::Done)
}

fn text() -> String {
    let width = |column: fn(&Guardrail) -> String| all().iter().map(column).map(|text| text.len()).max().unwrap_or(0);
    let (names, kinds) = (width(ToString::to_string), width(kind));
    let mut text = String::new();
    for guardrail in all() {
        let (name, kind) = (guardrail.to_string(), kind(guardrail));
        text.push_str(&format!("{name:names$}  {kind:kinds$}  {}\n", guardrail.title));
        let parameters: Vec<&str> = guardrail.parameters.iter().map(|one| one.name.as_str()).collect();
        if !parameters.is_empty() {
            text.push_str(&format!(
                "{:names$}  {:kinds$}  with {}\n",
                "",
                "",
                parameters.join(", ")
            ));
        }
    }
    text
}

fn kind(guardrail: &Guardrail) -> String {
    guardrail.kind.words().to_owned()
}
