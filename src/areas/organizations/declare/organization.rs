//! `format`, `required-version`, `[organization]` and `[ownership]`.

use std::collections::{BTreeMap, BTreeSet};

use super::email::is_domain;
use super::keys::{Keys, is_key};
use crate::areas::messages::{is_lower_alphanumeric, listed_twice};
use crate::areas::organizations::organization::table::{OrganizationTable, UndeclaredAccounts};
use crate::areas::organizations::schema::Tables;
use crate::baseline::check_version;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::facts::accounts::is_id;
use crate::organization::{Declared, Undeclared};

/// The only version of the format so far.
const FORMAT: u32 = 1;

/// The Organization without its units and accounts.
pub(super) fn declared(tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Option<Declared> {
    format(tables, out);
    version(tables, out);
    let table = tables.organization.as_ref()?;
    baseline(table, out);
    management_account(table, out);
    id(table, keys, out);
    Some(Declared {
        baseline: table.baseline.value.clone(),
        management_account: table.management_account.value.clone(),
        id: table.id.as_ref().map(|id| id.value.clone()),
        create: table.create,
        undeclared: match table.undeclared_accounts {
            UndeclaredAccounts::Report => Undeclared::Report,
            UndeclaredAccounts::Ignore => Undeclared::Ignore,
            UndeclaredAccounts::Fail => Undeclared::Fail,
        },
        email_domains: email_domains(table, out),
        full_access: table.full_access.as_ref().map(|said| said.value),
        ..Declared::default()
    })
}

/// The tables of which nothing else may exist.
pub(super) fn exclusive(tables: &Tables, out: &mut Diagnostics) -> BTreeSet<String> {
    let mut first = BTreeMap::new();
    for kind in &tables.ownership.exclusive {
        if let Some(first) = first.get(&kind.value) {
            out.push(listed_twice(kind, kind.span, *first));
        } else {
            first.insert(kind.value.clone(), kind.span);
        }
    }
    first.into_keys().collect()
}

fn format(tables: &Tables, out: &mut Diagnostics) {
    if let Some(format) = tables.format.as_ref().filter(|format| format.value != FORMAT) {
        out.push(
            Diagnostic::error(
                "unknown-format",
                format!("format `{}` is not known to this version", format.value),
            )
            .at(format.span)
            .help("write `format = 1`, or install the version of groundline that this file was written for"),
        );
    }
}

fn version(tables: &Tables, out: &mut Diagnostics) {
    if let Some(required) = &tables.required_version
        && let Err(unmet) = check_version(required, env!("CARGO_PKG_VERSION"))
    {
        out.push(unmet);
    }
}

fn baseline(table: &OrganizationTable, out: &mut Diagnostics) {
    let name = &table.baseline;
    if !is_key(name) {
        out.push(
            Diagnostic::error(
                "invalid-baseline-name",
                format!("`{name}` cannot be the name of a baseline"),
            )
            .at(name.span)
            .help("a name is 1 to 64 lower-case letters, digits and `-`, and begins with a letter or digit"),
        );
    }
}

fn management_account(table: &OrganizationTable, out: &mut Diagnostics) {
    let id = &table.management_account;
    if !is_id(id) {
        out.push(
            Diagnostic::error("invalid-account-id", format!("`{id}` is not an account id"))
                .at(id.span)
                .help("an account id is twelve digits, in quotes"),
        );
    }
}

fn id(table: &OrganizationTable, keys: &Keys, out: &mut Diagnostics) {
    match &table.id {
        Some(id) if !is_organization_id(id) => out.push(
            Diagnostic::error("invalid-organization-id", format!("`{id}` is not the id of an Organization"))
                .at(id.span)
                .help("an id is `o-` and 10 to 32 lower-case letters and digits: `aws organizations describe-organization` shows it"),
        ),
        None if !table.create => out.push(
            Diagnostic::error("missing-organization-id", "`organization.id` is missing")
                .at(keys.at(&["organization"]))
                .help("write the id (`o-…`) that `aws organizations describe-organization` shows, or `create = true` if there is no Organization yet"),
        ),
        _ => {}
    }
}

/// AWS Organizations API Reference, `DescribeOrganization`: `o-[a-z0-9]{10,32}`.
fn is_organization_id(text: &str) -> bool {
    text.strip_prefix("o-")
        .is_some_and(|rest| is_lower_alphanumeric(rest, 10, 32))
}

fn email_domains(table: &OrganizationTable, out: &mut Diagnostics) -> Vec<String> {
    let mut first = BTreeMap::new();
    for domain in &table.account_email_domains {
        let name = domain.to_lowercase();
        if !is_domain(&name) {
            out.push(
                Diagnostic::error("invalid-domain", format!("`{domain}` is not a domain"))
                    .at(domain.span)
                    .help("write what stands behind the `@`: `example.com`"),
            );
        } else if let Some(first) = first.get(&name) {
            out.push(listed_twice(domain, domain.span, *first));
        } else {
            first.insert(name, domain.span);
        }
    }
    first.into_keys().collect()
}
