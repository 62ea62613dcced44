//! `[delegation-policy]`.

use serde_json::Value;

use super::document;
use crate::areas::schema::Tables;
use crate::baseline::Loaded;
use crate::diagnostics::Diagnostics;
use crate::guardrails::{Language, check_delegation};

/// The statements, canonical; nothing without the table.
pub(super) fn declared(loaded: &mut Loaded, tables: &Tables, out: &mut Diagnostics) -> Option<Vec<Value>> {
    let table = tables.delegation_policy.as_ref()?;
    let read = document::read(loaded, &table.file, out)?;
    for finding in check_delegation(&read.document) {
        out.push(document::diagnostic(read.file, finding).also(read.named, "named here"));
    }
    let canonical = read.document.canonical(Language::Statements);
    let statements = canonical.get("Statement").and_then(Value::as_array);
    Some(statements.cloned().unwrap_or_default())
}
