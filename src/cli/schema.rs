//! `groundline schema`.

use clap::Args;

use super::context::Context;
use super::stop::Stop;
use crate::areas::registry::AREAS;
use crate::areas::schema::schema;
use crate::exit::Exit;
use crate::views::json;

/// Print the JSON Schema of a baseline, for editors
///
/// Editors that know TOML schemas take the path from the first line of the baseline, `#:schema ./groundline.schema.json`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  groundline schema > groundline.schema.json")]
pub(super) struct Schema {}

pub(super) fn run(context: &Context) -> Result<Exit, Stop> {
    context.ui.data(&json::document(&schema(AREAS)));
    Ok(Exit::Done)
}
