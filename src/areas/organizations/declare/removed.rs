//! `[[removed]]`.

use std::collections::BTreeSet;

use super::keys::Keys;
use super::moved::{kinds, table_of};
use crate::areas::kit::catalog::Catalog;
use crate::areas::kit::declaring::Wants;
use crate::areas::kit::names::Removal;
use crate::areas::kit::resource::Removed;
use crate::areas::messages::did_you_mean;
use crate::areas::organizations::model::checked::Baseline;
use crate::areas::organizations::model::policy::{ANY_KIND, DeclaredPolicy, kind_of};
use crate::areas::organizations::organization::table::RemovedTable;
use crate::areas::organizations::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::engine::address::Address;
use crate::engine::owner::{Owner, owner};
use crate::facts::policy_types::KNOWN;
use crate::organization::Tags;

/// Kinds of things that have no key of their own in a table of entries.
const KEYLESS: &[&str] = &["ai-services"];

/// What is to be deleted.
pub(super) fn declared(tables: &Tables, areas: Catalog, keys: &Keys, out: &mut Diagnostics) -> Vec<Removed> {
    let mut removed: BTreeSet<Removed> = BTreeSet::new();
    for (index, table) in tables.removed.iter().enumerate() {
        let index = index.to_string();
        let at = keys.at(&["removed", &index]);
        if !table.destroy {
            let value = keys.value(&["removed", &index, "destroy"]);
            out.push(
                Diagnostic::error("destroy-not-said", "`[[removed]]` deletes, which it must say")
                    .at(value.or(at))
                    .help("write `destroy = true`"),
            );
        }
        match one(table, at, areas, keys) {
            Ok(one) if removed.contains(&one) => out.push(
                Diagnostic::warning("listed-twice", "this is removed twice")
                    .at(at)
                    .help("keep one of the two"),
            ),
            Ok(one) => drop(removed.insert(one)),
            Err(wrong) => out.push(wrong),
        }
    }
    removed.into_iter().collect()
}

fn one(table: &RemovedTable, at: Option<Span>, areas: Catalog, keys: &Keys) -> Result<Removed, Diagnostic> {
    match (&table.address, &table.kind, &table.name) {
        (Some(address), None, None) => owned(address, areas, keys).map(Removed::Address),
        (None, Some(kind), Some(name)) => {
            check_kind(kind, kind.span, areas)?;
            check_name(kind, name, areas, keys)?;
            Ok(Removed::Named {
                kind: kind.value.clone(),
                name: name.value.clone(),
            })
        }
        _ => Err(Diagnostic::error(
            "removed-what",
            "`[[removed]]` names one thing: by `address`, or by `type` and `name`",
        )
        .at(at)
        .help("`address` is for what is ours, `type` and `name` for what does not carry our tag")),
    }
}

fn owned(written: &Spanned<String>, areas: Catalog, keys: &Keys) -> Result<Address, Diagnostic> {
    let address: Address = written.parse().map_err(|_| {
        Diagnostic::error("invalid-address", format!("`{written}` is not an address"))
            .at(written.span)
            .help("write it like `scp.deny-root`")
    })?;
    check_kind(&address.kind, written.span, areas)?;
    check_address(&address, written, areas, keys)?;
    let declared = table_of(&address.kind, areas).and_then(|table| keys.at(&[table, &address.key]));
    match declared {
        Some(declared) => Err(Diagnostic::error(
            "removed-still-there",
            format!("`{address}` is to be removed, but it is still declared"),
        )
        .at(written.span)
        .also(declared, "declared here")
        .help("remove one of the two")),
        None => Ok(address),
    }
}

/// What nothing could be removed by.
fn check_address(address: &Address, written: &Spanned<String>, areas: Catalog, keys: &Keys) -> Result<(), Diagnostic> {
    if let Some(kind) = areas.kind(&address.kind) {
        return kind.check_removed(&Removal::Address(address, written.span), keys);
    }
    let wrong = |message: String, help: String| {
        Err(Diagnostic::error("invalid-address", message)
            .at(written.span)
            .help(help))
    };
    let whole = format!("{}.{}", address.kind, address.key);
    match address.kind.as_str() {
        _ if address.part.is_some() => wrong(
            format!("`{written}` is a part of something: it goes with the whole, or with the line that declares it"),
            format!("write `{whole}`"),
        ),
        _ => Ok(()),
    }
}

/// What nothing could be removed by, or must not.
fn check_name(kind: &str, name: &Spanned<String>, areas: Catalog, keys: &Keys) -> Result<(), Diagnostic> {
    let wrong = |code, message: String, help: &str| Err(Diagnostic::error(code, message).at(name.span).help(help));
    if name.trim().is_empty() {
        return wrong(
            "too-short",
            "the name of what is removed is empty".to_owned(),
            "write its name in AWS",
        );
    }
    if let Some(kind) = areas.kind(kind) {
        return kind.check_removed(&Removal::Name(name, name.span), keys);
    }
    match kind {
        "unit" => wrong(
            "removed-by-name",
            "a unit is not removed by its name, which other units may have".to_owned(),
            "a unit of ours goes when its table does; delete one that is nobody's by hand",
        ),
        _ => check_policy_name(name),
    }
}

fn check_policy_name(name: &Spanned<String>) -> Result<(), Diagnostic> {
    let of_aws = |id: &str| id.strip_prefix("p-") == Some(name.as_str());
    let tool = match owner("", name, &Tags::new()) {
        Owner::Foreign(tool) => tool,
        _ if KNOWN.iter().any(|known| known.full_access.is_some_and(of_aws)) => "AWS".to_owned(),
        _ => return Ok(()),
    };
    let message = format!("`{name}` is a policy of {tool}, which is never removed");
    Err(Diagnostic::error("reserved-policy-name", message)
        .at(name.span)
        .help("remove the entry"))
}

/// Reports entries that name what the baseline declares under another table or name.
pub(super) fn check(
    tables: &Tables,
    baseline: &Baseline,
    wants: &Wants,
    areas: Catalog,
    keys: &Keys,
    out: &mut Diagnostics,
) {
    for (index, table) in tables.removed.iter().enumerate() {
        let at = keys.at(&["removed", &index.to_string()]);
        let Ok(removed) = one(table, at, areas, keys) else {
            continue;
        };
        if let Some(declared) = declared_as(&removed, baseline, wants, areas) {
            let written = table.address.as_ref().or(table.name.as_ref());
            out.push(
                Diagnostic::error(
                    "removed-still-there",
                    format!(
                        "`{}` is to be removed, but the baseline declares it: {declared}",
                        written.map_or("", |written| written.as_str())
                    ),
                )
                .at(written.and_then(|written| written.span).or(at))
                .help("remove one of the two"),
            );
        }
    }
}

/// What of the baseline declares what is to be removed.
fn declared_as(removed: &Removed, baseline: &Baseline, wants: &Wants, areas: Catalog) -> Option<String> {
    if let Some(kind) = areas.kind(removed.kind()) {
        let mut wanted = wants.desired().keys();
        let declared = wanted.find(|address| kind.is_named(removed, address))?;
        return Some(if wants.claims.contains(declared) {
            format!("`{declared}`, by itself or for something that needs it")
        } else {
            format!("`{declared}`")
        });
    }
    match removed {
        Removed::Address(address) => {
            let of_set = baseline.sets.values().any(|set| set.keeps(address));
            (of_set || baseline.policies.contains_key(address)).then(|| format!("`{address}`"))
        }
        Removed::Named { kind, name } => {
            let mut policies = baseline.policies.values();
            let same = |policy: &&DeclaredPolicy| {
                policy.name == *name && (kind == ANY_KIND || kind_of(&policy.policy_type) == kind)
            };
            policies.find(same).map(|policy| format!("`{}`", policy.address))
        }
    }
}

fn check_kind(kind: &str, at: Option<Span>, areas: Catalog) -> Result<(), Diagnostic> {
    if kind == "account" {
        return Err(
            Diagnostic::error("account-removed", "an account is not closed by `[[removed]]`")
                .at(at)
                .help("close it by hand: `groundline account close` is not in this version"),
        );
    }
    let known = || {
        kinds(areas)
            .map(|(kind, _)| kind)
            .chain(KEYLESS.iter().copied())
            .chain(areas.kinds().map(|(_, kind)| kind.info().name))
            .filter(|kind| *kind != "account")
    };
    if known().any(|known| known == kind) {
        return Ok(());
    }
    let mut wrong = Diagnostic::error("unknown-kind", format!("there is no kind `{kind}` that can be removed")).at(at);
    wrong.help = did_you_mean(kind, known());
    Err(wrong)
}
