//! What policies are attached to.

use std::collections::BTreeMap;

use super::keys::Keys;
use crate::areas::messages::{listed_twice, unknown};
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::facts::policy_types::{RCP, SCP};
use crate::organization::{MANAGEMENT, Place, ROOT};

/// What an account's key stands behind in `attach`.
const ACCOUNT: &str = "account:";

/// One target of a policy and where it is written.
#[derive(Debug, Clone)]
pub(super) struct Attached {
    pub(super) place: Place,
    pub(super) at: Option<Span>,
}

/// The targets of one policy, each once. Those that do not exist are reported and left out.
pub(super) fn declared(
    targets: &[Spanned<String>],
    policy_type: &str,
    keys: &Keys,
    out: &mut Diagnostics,
) -> Vec<Attached> {
    let mut first: BTreeMap<Place, Option<Span>> = BTreeMap::new();
    for target in targets {
        let place = match place(target, keys) {
            Ok(place) => place,
            Err(wrong) => {
                out.push(wrong);
                continue;
            }
        };
        if let Some(first) = first.get(&place) {
            out.push(listed_twice(target, target.span, *first));
            continue;
        }
        unbound(&place, target, policy_type, out);
        first.insert(place, target.span);
    }
    first.into_iter().map(|(place, at)| Attached { place, at }).collect()
}

fn place(target: &Spanned<String>, keys: &Keys) -> Result<Place, Diagnostic> {
    if let Some(key) = target.strip_prefix(ACCOUNT) {
        if key == MANAGEMENT || keys.has(&["accounts", key]) {
            return Ok(Place::Account(key.to_owned()));
        }
        return Err(unknown(
            "unknown-account",
            "account",
            key,
            target.span,
            keys.close_in("accounts"),
        ));
    }
    if target.value == ROOT {
        return Ok(Place::Root);
    }
    if keys.has(&["units", target]) {
        return Ok(Place::Unit(target.value.clone()));
    }
    let wrong = unknown(
        "unknown-unit",
        "unit",
        target,
        target.span,
        keys.close_in("units").into_iter().chain([ROOT]),
    );
    if target.value == MANAGEMENT || keys.has(&["accounts", target]) {
        return Err(wrong.help(format!("an account is written `{ACCOUNT}{target}`")));
    }
    Err(wrong)
}

/// SCPs and RCPs never bind the management account (AWS Organizations User Guide, "Service control policies").
fn unbound(place: &Place, target: &Spanned<String>, policy_type: &str, out: &mut Diagnostics) {
    if matches!(place, Place::Account(key) if key == MANAGEMENT) && [SCP, RCP].contains(&policy_type) {
        let what = if policy_type == SCP { "an SCP" } else { "an RCP" };
        out.push(
            Diagnostic::warning(
                "management-unbound",
                format!("{what} does not bind the management account"),
            )
            .at(target.span)
            .help("remove the target: no policy of this type has an effect there"),
        );
    }
}
