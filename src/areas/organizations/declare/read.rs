//! Typed tables from the document, entry by entry: what does not fit is left out, and the rest is still checked.

use crate::areas::organizations::model::policy::KINDS;
use crate::areas::organizations::schema::Tables;
use crate::areas::tables::{Most, OTHERS, TableReader};
use crate::baseline::Table;
use crate::diagnostics::Diagnostics;
use crate::facts::policy_types;
use crate::facts::quotas::{ACCOUNTS, UNITS};

/// Everything of the document that fits its table.
pub(super) fn read(document: &Table, out: &mut Diagnostics) -> Tables {
    let mut reader = TableReader::limited(document, most, out);
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
        moved: reader.list("moved"),
        removed: reader.list("removed"),
        guardrail_tests: reader.list("guardrail-tests"),
    }
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
