//! `full-access`: where AWS's policy that allows everything is off, another one has to allow something.

use std::collections::BTreeSet;

use super::policies::Written;
use crate::areas::organizations::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::facts::policy_types::SCP;
use crate::guardrails::policy::{Effect, Policy};
use crate::organization::{MANAGEMENT, Place};

/// What the baseline says of a place, with where it says so.
fn said(tables: &Tables) -> impl Iterator<Item = (Place, &Spanned<bool>)> {
    let root = tables
        .organization
        .iter()
        .map(|table| (Place::Root, &table.full_access));
    let units = tables.units.iter();
    let units = units.map(|(key, unit)| (Place::Unit(key.clone()), &unit.full_access));
    // No SCP binds the management account, and what its table says of it is reported there.
    let accounts = tables.accounts.iter().filter(|(key, _)| *key != MANAGEMENT);
    let accounts = accounts.map(|(key, account)| (Place::Account(key.clone()), &account.full_access));
    let all = root.chain(units).chain(accounts);
    all.filter_map(|(place, said)| Some((place, said.as_ref()?)))
}

/// The places that the baseline keeps AWS's policy off that allows everything.
pub(super) fn off(tables: &Tables) -> BTreeSet<Place> {
    let off = said(tables).filter(|(_, said)| !said.value);
    off.map(|(place, _)| place).collect()
}

/// Takes back what the linter says of policies beside AWS's own, where it is off.
pub(super) fn lint(policies: &mut [Written], tables: &Tables) {
    let off = off(tables);
    for policy in policies.iter_mut().filter(|policy| policy.policy_type == SCP) {
        let mut attached = policy.attached.iter();
        if !policy.attached.is_empty() && attached.all(|attached| off.contains(&attached.place)) {
            policy.linted.on_lists();
        }
    }
}

/// Reports the places where nothing would be allowed. A set of guardrails that is packed allows nothing.
pub(super) fn check(policies: &[Written], tables: &Tables, out: &mut Diagnostics) {
    let allowing = policies
        .iter()
        .filter(|policy| policy.policy_type == SCP && allows(policy));
    let allowing = allowing.flat_map(|policy| &policy.attached);
    let allowed: BTreeSet<&Place> = allowing.map(|attached| &attached.place).collect();
    for (place, said) in said(tables).filter(|(_, said)| !said.value) {
        if allowed.contains(&place) {
            continue;
        }
        let message = format!(
            "nothing would be allowed at `{place}`: without `FullAWSAccess` an SCP attached there has to allow something"
        );
        out.push(
            Diagnostic::error("nothing-allowed", message)
                .at(said.span)
                .help(format!(
                    "attach an SCP with an `Allow` to `{place}`, or remove the line"
                )),
        );
    }
}

/// Whether a policy allows something. One that cannot be read is reported where it stands, and nothing follows from it here.
fn allows(policy: &Written) -> bool {
    let read = policy.document.as_ref().map(Policy::read);
    match read {
        Some(Ok(policy)) => policy.statements.iter().any(|one| one.effect == Effect::Allow),
        Some(Err(_)) | None => true,
    }
}
