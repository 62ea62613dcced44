//! `[[removed]]`.

use std::collections::BTreeSet;

use super::keys::Keys;
use super::moved::{kinds, table_of};
use super::words::did_you_mean;
use crate::areas::baseline::Removed;
use crate::areas::organization::table::RemovedTable;
use crate::areas::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::engine::address::Address;

/// Kinds of things that have no key of their own in a table of entries.
const KEYLESS: &[&str] = &["ai-services", "delegated-admin", "delegation-policy", "trusted-access"];

/// What is to be deleted.
pub(super) fn declared(tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Vec<Removed> {
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
        match one(table, at, keys) {
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

fn one(table: &RemovedTable, at: Option<Span>, keys: &Keys) -> Result<Removed, Diagnostic> {
    match (&table.address, &table.kind, &table.name) {
        (Some(address), None, None) => owned(address, keys).map(Removed::Address),
        (None, Some(kind), Some(name)) => {
            check_kind(kind, kind.span)?;
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

fn owned(written: &Spanned<String>, keys: &Keys) -> Result<Address, Diagnostic> {
    let address: Address = written.parse().map_err(|_| {
        Diagnostic::error("invalid-address", format!("`{written}` is not an address"))
            .at(written.span)
            .help("write it like `scp.deny-root`")
    })?;
    check_kind(&address.kind, written.span)?;
    let declared = table_of(&address.kind).and_then(|table| keys.at(&[table, &address.key]));
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

fn check_kind(kind: &str, at: Option<Span>) -> Result<(), Diagnostic> {
    if kind == "account" {
        return Err(
            Diagnostic::error("account-removed", "an account is not closed by `[[removed]]`")
                .at(at)
                .help("close it by hand: `groundline account close` is not in this version"),
        );
    }
    let known = || {
        kinds()
            .map(|(kind, _)| kind)
            .chain(KEYLESS.iter().copied())
            .filter(|kind| *kind != "account")
    };
    if known().any(|known| known == kind) {
        return Ok(());
    }
    let mut wrong = Diagnostic::error("unknown-kind", format!("there is no kind `{kind}` that can be removed")).at(at);
    wrong.help = did_you_mean(kind, known());
    Err(wrong)
}
