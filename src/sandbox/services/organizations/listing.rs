//! What all lists of Organizations have in common.

use serde_json::{Map, Value};

use crate::sandbox::ask::Ask;
use crate::sandbox::model::Organization;
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;

/// `{"<name>": […], "NextToken": …}`
pub(super) fn answer(name: &str, (items, token): (Vec<Value>, Option<String>)) -> Value {
    let mut members = Map::new();
    members.insert(name.to_owned(), Value::Array(items));
    if let Some(token) = token {
        members.insert("NextToken".to_owned(), Value::String(token));
    }
    Value::Object(members)
}

/// `ListHandshakesForOrganization`: nobody was ever invited.
pub(super) fn no_handshakes(_: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    Page::of(ask, "handshakes".to_owned())?;
    Ok(answer("Handshakes", (Vec::new(), None)))
}
