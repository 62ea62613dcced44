//! `[delegated-admins]`.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::Keys;
use super::known_names::wrong_service;
use super::messages::{listed_twice, unknown};
use crate::areas::organizations::model::checked::DelegatedService;
use crate::areas::organizations::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::facts::integrated_services::{DELEGABLE, Delegable, delegable};
use crate::organization::MANAGEMENT;

const TABLE: &str = "delegated-admins";

/// The administrators by service principal: a key may stand for more than one principal.
pub(super) fn declared(tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> BTreeMap<String, DelegatedService> {
    let mut declared: BTreeMap<String, DelegatedService> = BTreeMap::new();
    for (key, administrators) in &tables.delegated_admins {
        let at = keys.at(&[TABLE, key]);
        let service = match service(key, at, keys) {
            Ok(service) => service,
            Err(wrong) => {
                out.push(wrong);
                continue;
            }
        };
        let accounts = accounts(&administrators.0, keys, out);
        // Of a service that this version does not know, nothing says how many accounts it takes.
        let most = service.most.unwrap_or_else(|| accounts.len().max(1));
        if accounts.len() > most {
            out.push(too_many(key, &administrators.0, most, at));
        }
        for principal in service.principals {
            let entry = DelegatedService {
                key: key.clone(),
                accounts: accounts.clone(),
                most,
            };
            if let Some(other) = declared.insert(principal.clone(), entry) {
                out.push(twice(&principal, &other.key, key, keys));
            }
        }
    }
    declared
}

struct Service {
    principals: Vec<String>,
    most: Option<usize>,
}

fn service(key: &str, at: Option<Span>, keys: &Keys) -> Result<Service, Diagnostic> {
    if let Some(known) = delegable(key) {
        return through_organizations(key, known, at);
    }
    if !key.contains('.') {
        let known = DELEGABLE
            .iter()
            .filter(|known| known.own_operation.is_none())
            .map(|known| known.key);
        return Err(unknown("unknown-service", "service", key, at, known));
    }
    if let Some(wrong) = wrong_service(key, at, keys) {
        return Err(wrong);
    }
    match DELEGABLE.iter().find(|known| known.principals.contains(&key)) {
        Some(known) => {
            let service = through_organizations(key, known, at)?;
            Ok(Service {
                principals: vec![key.to_owned()],
                ..service
            })
        }
        None => Ok(Service {
            principals: vec![key.to_owned()],
            most: None,
        }),
    }
}

fn through_organizations(key: &str, known: &Delegable, at: Option<Span>) -> Result<Service, Diagnostic> {
    if let Some(operation) = known.own_operation {
        let message =
            format!("the administrator of `{key}` is not registered through Organizations but by `{operation}`");
        return Err(Diagnostic::error("own-delegation-call", message)
            .at(at)
            .help("this version does not make that call: make it yourself, and remove the line"));
    }
    Ok(Service {
        principals: known
            .principals
            .iter()
            .map(|principal| (*principal).to_owned())
            .collect(),
        most: Some(known.most),
    })
}

fn accounts(written: &[Spanned<String>], keys: &Keys, out: &mut Diagnostics) -> BTreeSet<String> {
    let mut first: BTreeMap<&str, Option<Span>> = BTreeMap::new();
    for account in written {
        if account.value == MANAGEMENT {
            out.push(
                Diagnostic::error(
                    "management-delegated",
                    "the management account cannot be a delegated administrator",
                )
                .at(account.span)
                .help("name a member account: delegation is there to keep work out of the management account"),
            );
        } else if !keys.has(&["accounts", account]) {
            let known = keys.close_in("accounts").into_iter().filter(|key| *key != MANAGEMENT);
            out.push(unknown("unknown-account", "account", account, account.span, known));
        } else if let Some(first) = first.get(account.as_str()) {
            out.push(listed_twice(account, account.span, *first));
        } else {
            first.insert(account, account.span);
        }
    }
    first.into_keys().map(str::to_owned).collect()
}

fn too_many(key: &str, written: &[Spanned<String>], most: usize, at: Option<Span>) -> Diagnostic {
    let accounts = if most == 1 { "account" } else { "accounts" };
    let message = format!(
        "`{key}` names {} accounts: the service takes {most} {accounts}",
        written.len()
    );
    let at = written.get(most).and_then(|account| account.span).or(at);
    Diagnostic::error("too-many-administrators", message).at(at)
}

fn twice(principal: &str, one: &str, other: &str, keys: &Keys) -> Diagnostic {
    let message = format!("`{one}` and `{other}` are one service, `{principal}`");
    Diagnostic::error("duplicate-service", message)
        .at(keys.at(&[TABLE, other]))
        .also(keys.at(&[TABLE, one]), "first written here")
        .help("keep one of the two")
}
