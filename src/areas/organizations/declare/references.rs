//! What `${…}` stands for, as far as it is known before anything is asked of AWS.

use std::cell::Cell;

use crate::areas::messages::did_you_mean;
use crate::baseline::{NodeKind, Table};
use crate::organization::MANAGEMENT;

/// The words that a reference may begin with.
const ROOTS: &[&str] = &["account", "organization", "regions", "unit", "values"];

/// What stands around the mark of a reference: characters of no language and no policy.
pub(super) const MARK: [char; 2] = ['\u{e000}', '\u{e001}'];

/// What stands in a text for a reference that is filled in later.
pub(super) fn mark(words: &[String]) -> String {
    let [open, close] = MARK;
    format!("{open}{}{close}", words.join("."))
}

/// The document that references look into.
pub(super) struct Known {
    document: Table,
    /// How many keys were compared for hints.
    compared: Cell<usize>,
}

/// So many keys are compared for "did you mean" in all.
const COMPARED: usize = 100_000;

/// The tables that references look into.
const LOOKED_INTO: &[&str] = &["accounts", "organization", "regions", "units", "values"];

impl Known {
    /// Looks into a document as it was before references were filled in.
    pub(super) fn of(document: &Table) -> Self {
        let mut document = document.clone();
        let others: Vec<String> = document
            .iter()
            .map(|(key, _)| key.to_owned())
            .filter(|key| !LOOKED_INTO.contains(&key.as_str()))
            .collect();
        for key in others {
            document.remove(&key);
        }
        Self {
            document,
            compared: Cell::new(0),
        }
    }

    /// The text of a reference; in a field that takes late ones, of what only AWS knows, and of lists, the [`mark`] of it.
    ///
    /// # Errors
    /// Says why it has none.
    pub(super) fn resolve(&self, words: &[String], late: bool) -> Result<String, String> {
        // The list itself may be long, and is not wanted here.
        if late && words == ["regions", "approved"] && self.node(&["regions", "approved"]).is_some() {
            return Ok(mark(words));
        }
        match self.written(words) {
            Ok(_) if late && words == ["regions", "approved"] => Ok(mark(words)),
            Err(_) if late && self.is_late(words) => Ok(mark(words)),
            other => other,
        }
    }

    /// Whether AWS gives what a reference stands for, at the latest during the apply.
    fn is_late(&self, words: &[String]) -> bool {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["account", key, "id"] => self.node(&["accounts", key]).is_some(),
            ["organization", "id"] => matches!(self.node(&["organization", "create"]), Some(NodeKind::Boolean(true))),
            _ => false,
        }
    }

    fn written(&self, words: &[String]) -> Result<String, String> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["values", key] => self
                .text(&["values", key])
                .ok_or_else(|| self.no("value", "values", key)),
            ["organization", field @ ("id" | "management-account")] => self
                .text(&["organization", field])
                .ok_or_else(|| format!("`organization.{field}` is not written in this baseline")),
            ["regions", "home"] => self
                .text(&["regions", "home"])
                .ok_or_else(|| "`regions.home` is not written in this baseline".to_owned()),
            ["regions", "approved"] => self
                .texts(&["regions", "approved"])
                .ok_or_else(|| "`regions.approved` is not written in this baseline".to_owned()),
            ["account", MANAGEMENT, "id"] => self
                .text(&["organization", "management-account"])
                .ok_or_else(|| "`organization.management-account` is not written in this baseline".to_owned()),
            ["account", key, "id"] => self.id("account", "accounts", key),
            ["unit", key, "id"] => self.id("unit", "units", key),
            _ => Err(no_reference(&words)),
        }
    }

    fn id(&self, what: &str, table: &str, key: &str) -> Result<String, String> {
        if self.node(&[table, key]).is_none() {
            return Err(self.no(what, table, key));
        }
        self.text(&[table, key, "id"]).ok_or_else(|| {
            format!("the id of {what} `{key}` is not known before it exists: write its `id` under `{table}.{key}`")
        })
    }

    fn no(&self, what: &str, table: &str, key: &str) -> String {
        let known = match self.node(&[table]) {
            Some(NodeKind::Table(table)) if self.compared.get() < COMPARED => {
                table.iter().map(|(key, _)| key).take(COMPARED).collect()
            }
            _ => Vec::new(),
        };
        self.compared.set(self.compared.get().saturating_add(known.len()));
        match did_you_mean(key, known) {
            Some(hint) => format!("there is no {what} `{key}`: {hint}"),
            None => format!("there is no {what} `{key}`"),
        }
    }

    fn text(&self, path: &[&str]) -> Option<String> {
        match self.node(path)? {
            NodeKind::String(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// A list of texts, joined by commas.
    fn texts(&self, path: &[&str]) -> Option<String> {
        let NodeKind::Array(items) = self.node(path)? else {
            return None;
        };
        let texts: Vec<&str> = items.iter().filter_map(|item| item.as_str()).collect();
        Some(texts.join(","))
    }

    fn node(&self, path: &[&str]) -> Option<&NodeKind> {
        let (last, above) = path.split_last()?;
        let mut table = &self.document;
        for step in above {
            table = table.get(step)?.value.as_table()?;
        }
        Some(&table.get(last)?.value.kind)
    }
}

fn no_reference(words: &[&str]) -> String {
    let name = words.join(".");
    let root = words.first().copied().unwrap_or_default();
    if ROOTS.contains(&root) {
        let form = match root {
            "account" => "account.KEY.id",
            "unit" => "unit.KEY.id",
            "organization" => "organization.id` or `organization.management-account",
            "regions" => "regions.home` or `regions.approved",
            _ => "values.KEY",
        };
        return format!("`{name}` is not a reference: write `{form}`");
    }
    match did_you_mean(root, ROOTS.iter().copied()) {
        Some(hint) => format!("`{name}` is not a reference: {hint}"),
        None => format!("`{name}` is not a reference"),
    }
}
