//! From a text and a table to another table.

use super::draft::Draft;
use super::read;
use crate::guardrails::actions::ActionTable;
use crate::guardrails::document::ParseError;

/// The table with what the text adds.
pub(in crate::guardrails::actions) fn apply(table: ActionTable, text: &str) -> Result<ActionTable, ParseError> {
    let overlay = read::overlay(text)?;
    let mut draft = Draft::of(table);
    for service in &overlay.services {
        draft.add_service(service)?;
    }
    draft.add_keys(&overlay.keys)?;
    for resource in &overlay.resources {
        draft.add_resource_type(resource)?;
    }
    for action in &overlay.actions {
        draft.add_action(action)?;
    }
    Ok(draft.table())
}
