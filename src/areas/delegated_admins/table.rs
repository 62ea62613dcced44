//! `[delegated-admins]`.

use std::collections::{BTreeMap, BTreeSet};

use super::administrator::{Administers, Administrator, KIND};
use crate::areas::kit::prelude::*;
use crate::areas::messages::unknown;
use crate::areas::texts::Texts;
use crate::diagnostics::{Diagnostic, Span};
use crate::facts::integrated_services::{DELEGABLE, Delegable, delegable};
use crate::organization::MANAGEMENT;

/// The area.
pub struct DelegatedAdmins;

/// The account, or accounts, that administer one service, by their keys.
pub type Administrators = Texts;

impl Area for DelegatedAdmins {
    type Table = Administrators;
    const INFO: &'static AreaInfo = &AreaInfo::each(
        "delegated-admins",
        "Delegated administrators by service: `guardduty`, `access-analyzer`, …, or a service principal.",
    )
    .exclusive();

    const KINDS: &'static [&'static dyn AnyKind] = &[&Administrator];

    fn declare(&self, table: &Written<Administrators>, declaring: &mut Declaring<'_>) {
        let mut first: BTreeMap<String, (&str, Span)> = BTreeMap::new();
        for (key, at, administrators) in table.each() {
            let service = match service(key, at, declaring.names) {
                Ok(service) => service,
                Err(wrong) => {
                    declaring.out.push(wrong);
                    continue;
                }
            };
            let accounts = declaring.account_keys(&administrators.0, delegated_to_management);
            // Of a service that this version does not know, nothing says how many accounts it takes.
            let most = service.most.unwrap_or_else(|| accounts.len().max(1));
            if accounts.len() > most {
                declaring.out.push(too_many(key, &administrators.0, most, at));
            }
            for principal in service.principals {
                if let Some((other, there)) = first.insert(principal.clone(), (key, at)) {
                    declaring.out.push(twice(&principal, (other, there), (key, at)));
                }
                want(&principal, &accounts, most, declaring);
            }
        }
    }
}

/// Wants accounts to administer a service, which then needs access.
fn want(principal: &str, accounts: &BTreeSet<&str>, most: usize, declaring: &mut Declaring<'_>) {
    declaring.claim(Address::new("trusted-access", principal));
    for key in accounts {
        let account = Value::late(Late::id(Address::new("account", *key)));
        let wanted = Administers {
            account: account.clone(),
            service: principal.to_owned(),
        };
        let address = Address::new(KIND, principal).part(*key);
        let wanted = Desired::new(address, Session::management(), wanted);
        let wanted = wanted.natural([Value::Known(principal.to_owned()), account]);
        declaring.want(&Administrator, wanted.most(most));
        let administrators = &mut declaring.wants.administrators;
        administrators
            .entry(principal.to_owned())
            .or_insert_with(|| (*key).to_owned());
    }
}

struct Service {
    principals: Vec<String>,
    most: Option<usize>,
}

fn service(key: &str, at: Span, names: &dyn Names) -> Result<Service, Diagnostic> {
    if let Some(known) = delegable(key) {
        return through_organizations(key, known, at);
    }
    if !key.contains('.') {
        let known = DELEGABLE
            .iter()
            .filter(|known| known.own_operation.is_none())
            .map(|known| known.key);
        return Err(unknown("unknown-service", "service", key, Some(at), known));
    }
    if let Some(wrong) = names.wrong_service(key, Some(at)) {
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

fn through_organizations(key: &str, known: &Delegable, at: Span) -> Result<Service, Diagnostic> {
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

fn delegated_to_management(account: &Spanned<String>) -> Option<Diagnostic> {
    let message = "the management account cannot be a delegated administrator";
    let wrong = Diagnostic::error("management-delegated", message).at(account.span);
    let help = "name a member account: delegation is there to keep work out of the management account";
    (account.value == MANAGEMENT).then(|| wrong.help(help))
}

fn too_many(key: &str, written: &[Spanned<String>], most: usize, at: Span) -> Diagnostic {
    let accounts = if most == 1 { "account" } else { "accounts" };
    let message = format!(
        "`{key}` names {} accounts: the service takes {most} {accounts}",
        written.len()
    );
    let account = written.get(most).and_then(|account| account.span);
    Diagnostic::error("too-many-administrators", message).at(account.unwrap_or(at))
}

fn twice(principal: &str, (one, first): (&str, Span), (other, at): (&str, Span)) -> Diagnostic {
    let message = format!("`{one}` and `{other}` are one service, `{principal}`");
    Diagnostic::error("duplicate-service", message)
        .at(at)
        .also(first, "first written here")
        .help("keep one of the two")
}
