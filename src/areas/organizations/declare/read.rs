//! Typed tables from the document, entry by entry: what does not fit is left out, and the rest is still checked.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::areas::organizations::model::policy::KINDS;
use crate::areas::organizations::schema::Tables;
use crate::baseline::{NodeKind, Table, decode};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::facts::policy_types;
use crate::facts::quotas::{ACCOUNTS, UNITS};

/// Everything of the document that fits its table.
pub(super) fn read(document: &Table, out: &mut Diagnostics) -> Tables {
    let mut reader = Reader { document, out };
    Tables {
        format: reader.one("format"),
        required_version: reader.one("required-version"),
        // Whoever loaded the document has taken these two out and followed them.
        extends: Vec::new(),
        include: Vec::new(),
        allow_unknown: reader.list("allow-unknown"),
        organization: reader.one("organization"),
        regions: reader.one("regions"),
        roles: reader.one("roles").unwrap_or_default(),
        ownership: reader.one("ownership").unwrap_or_default(),
        values: reader.each("values"),
        units: reader.each("units"),
        accounts: reader.each("accounts"),
        scps: reader.each("scps"),
        rcps: reader.each("rcps"),
        declarative_policies: reader.each("declarative-policies"),
        tag_policies: reader.each("tag-policies"),
        ai_services: reader.one("ai-services"),
        policies: reader.each("policies"),
        trusted_access: reader.one("trusted-access"),
        delegated_admins: reader.each("delegated-admins"),
        delegation_policy: reader.one("delegation-policy"),
        moved: reader.list("moved"),
        removed: reader.list("removed"),
        guardrail_tests: reader.list("guardrail-tests"),
    }
}

/// How many entries of a table are read.
#[derive(Debug, Clone, Copy)]
enum Most {
    /// As many as AWS keeps in one Organization.
    Quota(usize, &'static str),
    /// Far more than anybody keeps by hand.
    Ours(usize),
}

/// The tables that may have more entries than [`OTHERS`]; those of one type of policy have as many as AWS keeps of it.
const ENTRIES: &[(&str, Most)] = &[
    ("accounts", Most::Quota(ACCOUNTS, "accounts")),
    ("guardrail-tests", Most::Ours(5_000)),
    ("policies", Most::Ours(10_000)),
    ("removed", Most::Ours(5_000)),
    ("units", Most::Quota(UNITS, "units")),
    ("values", Most::Ours(20_000)),
];
/// So many of every other table.
const OTHERS: usize = 1_000;

fn most(table: &str) -> Most {
    if let Some((.., policy_type)) = KINDS.iter().find(|(own, ..)| *own == table) {
        return Most::Quota(
            policy_types::policy_type(policy_type).max_policies,
            "policies of the type",
        );
    }
    let known = ENTRIES.iter().find(|(known, _)| *known == table);
    known.map_or(Most::Ours(OTHERS), |(_, most)| *most)
}

struct Reader<'a> {
    document: &'a Table,
    out: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn one<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        let entry = self.document.get(key)?;
        self.keep(decode(&entry.value))
    }

    fn each<T: DeserializeOwned>(&mut self, key: &str) -> BTreeMap<String, T> {
        let table = self.document.get(key).and_then(|entry| entry.value.as_table());
        let entries = table.into_iter().flat_map(Table::iter);
        let most = self.most(key, table.map_or(0, |table| table.iter().count()));
        entries
            .take(most)
            .filter_map(|(key, entry)| Some((key.to_owned(), self.keep(decode(&entry.value))?)))
            .collect()
    }

    fn list<T: DeserializeOwned>(&mut self, key: &str) -> Vec<T> {
        let items = match self.document.get(key).map(|entry| &entry.value.kind) {
            Some(NodeKind::Array(items)) => items.as_slice(),
            _ => &[],
        };
        let most = self.most(key, items.len());
        items
            .iter()
            .take(most)
            .filter_map(|item| self.keep(decode(item)))
            .collect()
    }

    /// How many entries of a table are read. That there are more is reported.
    fn most(&mut self, key: &str, count: usize) -> usize {
        let (most, refused, help) = match most(key) {
            Most::Quota(most, what) => (
                most,
                format!("AWS keeps at most {most} {what} in one Organization, which is its quota"),
                "what goes beyond the quota needs an Organization of its own",
            ),
            Most::Ours(most) => (
                most,
                format!("a baseline takes {most}"),
                "keep what belongs together in one baseline, and the rest in another",
            ),
        };
        if count > most {
            let at = self.document.get(key).map(|entry| entry.key);
            let message = format!("`{key}` has {count} entries: {refused}");
            self.out
                .push(Diagnostic::error("too-many-entries", message).at(at).help(help));
        }
        most
    }

    fn keep<T>(&mut self, decoded: Result<T, crate::diagnostics::Diagnostic>) -> Option<T> {
        decoded.map_err(|wrong| self.out.push(wrong)).ok()
    }
}
