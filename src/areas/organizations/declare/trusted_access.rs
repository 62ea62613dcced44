//! `[trusted-access]`.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::Keys;
use super::known_names::wrong_service;
use super::messages::listed_twice;
use crate::areas::organizations::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::facts::integrated_services;

/// The services that the baseline names; nothing without the table.
pub(super) fn declared(tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Option<BTreeSet<String>> {
    let table = tables.trusted_access.as_ref()?;
    let mut first = BTreeMap::new();
    for service in &table.services {
        if let Some(wrong) = wrong_service(service, service.span, keys).or_else(|| own_enable(service)) {
            out.push(wrong);
        } else if let Some(first) = first.get(&service.value) {
            out.push(listed_twice(service, service.span, *first));
        } else {
            first.insert(service.value.clone(), service.span);
        }
    }
    Some(first.into_keys().collect())
}

fn own_enable(service: &Spanned<String>) -> Option<Diagnostic> {
    let operation = integrated_services::own_enable(service)?;
    let message = format!("`{service}` is not enabled through Organizations but by its own call, `{operation}`");
    Some(
        Diagnostic::error("own-enable-call", message)
            .at(service.span)
            .help("make that call once, which also makes the roles that the service needs, and remove the line"),
    )
}
