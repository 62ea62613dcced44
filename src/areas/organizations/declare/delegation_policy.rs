//! `[delegation-policy]`.

use super::document;
use super::keys::Keys;
use super::lint::options;
use crate::areas::organizations::schema::Tables;
use crate::baseline::Loaded;
use crate::diagnostics::Diagnostics;
use crate::guardrails::{Document, check_delegation};

/// The document as written; nothing without the table.
pub(super) fn declared(loaded: &mut Loaded, tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Option<Document> {
    let table = tables.delegation_policy.as_ref()?;
    let read = document::read(loaded, &table.file, out)?;
    for finding in check_delegation(&read.document, options(keys)) {
        out.push(document::diagnostic(read.file, finding).also(read.named, "named here"));
    }
    Some(read.document)
}
