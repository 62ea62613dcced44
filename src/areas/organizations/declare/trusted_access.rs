//! `[trusted-access]`.

use std::collections::{BTreeMap, BTreeSet};

use super::exists::wrong_service;
use super::keys::Keys;
use super::words::listed_twice;
use crate::areas::organizations::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::facts::services;

/// The services that the baseline names; nothing without the table.
pub(super) fn declared(tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Option<BTreeSet<String>> {
    let table = tables.trusted_access.as_ref()?;
    let mut first = BTreeMap::new();
    for service in &table.services {
        if let Some(wrong) = wrong_service(service, keys).or_else(|| own_enable(service)) {
            out.push(wrong);
        } else if let Some(first) = first.get(&service.value) {
            out.push(listed_twice(service, service.span, *first));
        } else {
            first.insert(service.value.clone(), service.span);
        }
    }
    Some(first.into_keys().collect())
}

/// Whether a text has the shape of a service principal.
pub(super) fn is_principal(text: &str) -> bool {
    let name = text
        .strip_suffix(".amazonaws.com")
        .or_else(|| text.strip_suffix(".amazonaws.com.cn"));
    let label = |label: &str| {
        let plain = label
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        plain && !label.is_empty()
    };
    text.len() <= 128 && name.is_some_and(|name| name.split('.').all(label))
}

fn own_enable(service: &Spanned<String>) -> Option<Diagnostic> {
    let operation = services::own_enable(service)?;
    let message = format!("`{service}` is not enabled through Organizations but by its own call, `{operation}`");
    Some(
        Diagnostic::error("own-enable-call", message)
            .at(service.span)
            .help("make that call once, which also makes the roles that the service needs, and remove the line"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principals_have_a_shape() {
        for good in [
            "ram.amazonaws.com",
            "storage-lens.s3.amazonaws.com",
            "x.amazonaws.com.cn",
        ] {
            assert!(is_principal(good), "{good}");
        }
        for bad in [
            "",
            "ram",
            ".amazonaws.com",
            "RAM.amazonaws.com",
            "a..b.amazonaws.com",
            "ram.amazonaws.com.evil.org",
        ] {
            assert!(!is_principal(bad), "{bad}");
        }
    }
}
