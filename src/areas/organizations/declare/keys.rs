//! The keys of the document: where they stand, and which may stand there.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::compiled::Outcomes;
use crate::baseline::{Node, NodeKind, Table};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Span};
use crate::facts::partitions::{Partition, is_name, of_region};
use crate::guardrails::Finding;
use crate::guardrails::lint::{COMPARED, may_compare};
use crate::organization::{MANAGEMENT, ROOT};

/// The key of the names that are newer than the tables.
pub(super) const ALLOW: &str = "allow-unknown";

/// Tables whose keys are names that a person gives.
const NAMED: &[&str] = &[
    "units",
    "accounts",
    "scps",
    "rcps",
    "declarative-policies",
    "tag-policies",
    "policies",
    "values",
];

/// Where every key of a document stands, and its value. Items of lists go by their index. What is counted over all rules is here too.
#[derive(Debug, Default)]
pub(super) struct Keys {
    document: Option<Rc<Table>>,
    /// The names in `allow-unknown`.
    allowed: BTreeSet<String>,
    /// The approved Regions, none twice.
    approved: Vec<String>,
    approved_set: OnceCell<BTreeSet<String>>,
    /// The domains of accounts, in lower case.
    domains: BTreeSet<String>,
    /// What says first which partition the Organization is in.
    partition: OnceCell<InPartition>,
    /// Whether all of the approved Regions exist.
    approved_exist: OnceCell<bool>,
    /// What stands in for the id of each account that AWS is yet to give.
    stand_ins: OnceCell<BTreeMap<String, String>>,
    /// The roles that every guardrail spares.
    exempt: OnceCell<Vec<String>>,
    /// What came of guardrails.
    outcomes: Outcomes,
    /// How many names were compared for hints.
    compared: Cell<usize>,
    /// How many bytes the texts of policies have so far.
    policies: Cell<usize>,
    /// What was linted so far.
    linted_cost: Cell<usize>,
    /// What the linter found in texts of the library, which many policies may share.
    linted: RefCell<BTreeMap<String, Rc<Vec<Finding>>>>,
    /// What was found in files, by file and type, which many policies may name.
    of_files: RefCell<BTreeMap<(FileId, String), SharedFindings>>,
}

/// What the linter found in one text: all policies with that text share it.
type SharedFindings = Rc<Vec<Finding>>;

/// Something that is in a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InPartition {
    /// What it is: `the home Region`.
    pub(super) what: &'static str,
    /// As it was written.
    pub(super) text: String,
    pub(super) partition: &'static Partition,
    pub(super) at: Option<Span>,
}

/// So many texts are kept with what the linter found.
const LINTED: usize = 500;

/// So many approved Regions are looked at: AWS has a quarter of that.
pub(super) const APPROVED: usize = 200;

/// So many bytes all policies of a baseline may have together.
pub(super) const POLICIES: usize = 12 * 1024 * 1024;

/// So much is linted in all, in bytes of short policies: two hundred different policies of the largest size, or 1,280 of 4,096 bytes.
const LINTED_COST: usize = 5 * 1024 * 1024;

impl Keys {
    /// The keys of a document.
    pub(super) fn of(document: Rc<Table>) -> Self {
        let mut keys = Self::default();
        keys.look_at(&document);
        keys.document = Some(document);
        keys
    }

    /// Notes what many rules ask for.
    fn look_at(&mut self, document: &Table) {
        if let Some(NodeKind::Array(names)) = document.get(ALLOW).map(|entry| &entry.value.kind) {
            self.allowed = names
                .iter()
                .filter_map(|name| name.as_str())
                .map(str::to_owned)
                .collect();
        }
        let organization = document.get("organization").and_then(|entry| entry.value.as_table());
        if let Some(NodeKind::Array(names)) = organization
            .and_then(|table| table.get("account-email-domains"))
            .map(|entry| &entry.value.kind)
        {
            self.domains = names
                .iter()
                .filter_map(|name| name.as_str())
                .map(str::to_lowercase)
                .collect();
        }
        let regions = document.get("regions").and_then(|entry| entry.value.as_table());
        let home = regions.and_then(|table| table.get("home")).map(|entry| &entry.value);
        // What is no Region has its own error, and says nothing of partitions.
        if let Some((home, region)) = home.and_then(|home| Some((home, home.as_str()?)))
            && let Some(partition) = of_region(region).filter(|_| is_name(region))
        {
            self.in_partition(InPartition {
                what: "the home Region",
                text: region.to_owned(),
                partition,
                at: Some(home.span),
            });
        }
        if let Some(NodeKind::Array(names)) = regions
            .and_then(|table| table.get("approved"))
            .map(|entry| &entry.value.kind)
        {
            let mut seen = BTreeSet::new();
            let names = names
                .iter()
                .filter_map(|name| name.as_str())
                .filter(|name| seen.insert(*name))
                .take(APPROVED);
            self.approved = names.map(str::to_owned).collect();
        }
    }

    /// The domains that e-mails of accounts must be under, in lower case.
    pub(super) fn domains(&self) -> &BTreeSet<String> {
        &self.domains
    }

    /// What says which partition the Organization is in: the home Region, or without `[regions]` what was asked about first.
    pub(super) fn in_partition(&self, asked: InPartition) -> &InPartition {
        self.partition.get_or_init(|| asked)
    }

    /// The partition that the Organization is in, as far as that is known by now.
    pub(super) fn partition(&self) -> Option<&'static Partition> {
        self.partition.get().map(|known| known.partition)
    }

    /// The roles that every guardrail spares, found once.
    pub(super) fn exempt(&self, find: impl FnOnce() -> Vec<String>) -> &[String] {
        self.exempt.get_or_init(find)
    }

    /// The approved Regions, none twice.
    pub(super) fn approved(&self) -> &[String] {
        &self.approved
    }

    /// Whether a Region is approved.
    pub(super) fn is_approved(&self, region: &str) -> bool {
        let set = || self.approved.iter().cloned().collect();
        self.approved_set.get_or_init(set).contains(region)
    }

    /// Whether all of the approved Regions are known, found once.
    pub(super) fn approved_exist(&self, is_known: impl Fn(&str) -> bool) -> bool {
        *self
            .approved_exist
            .get_or_init(|| self.approved.iter().all(|region| is_known(region)))
    }

    /// What stands in for the ids of accounts, numbered once.
    pub(super) fn stand_ins(&self, number: impl FnOnce() -> BTreeMap<String, String>) -> &BTreeMap<String, String> {
        self.stand_ins.get_or_init(number)
    }

    /// The names that the baseline says are newer than this version's tables.
    pub(super) fn allowed(&self) -> &BTreeSet<String> {
        &self.allowed
    }

    /// Whether the baseline says that there is such a Region or service.
    pub(super) fn is_allowed(&self, name: &str) -> bool {
        self.allowed.contains(name)
    }

    /// Where a key stands.
    pub(super) fn at(&self, path: &[&str]) -> Option<Span> {
        self.find(path).map(|(key, _)| key)
    }

    /// Where the value of a key stands.
    pub(super) fn value(&self, path: &[&str]) -> Option<Span> {
        self.find(path).map(|(_, value)| value.span)
    }

    /// Whether there is such a key.
    pub(super) fn has(&self, path: &[&str]) -> bool {
        self.find(path).is_some()
    }

    /// The keys of a table at the top, in order.
    pub(super) fn of_table<'a>(&'a self, table: &str) -> impl Iterator<Item = &'a str> {
        let entry = self.document.as_ref().and_then(|document| document.get(table));
        let under = entry.and_then(|entry| entry.value.as_table());
        under.into_iter().flat_map(Table::iter).map(|(key, _)| key)
    }

    /// The same for hints; none any more once [`COMPARED`] keys were compared.
    pub(super) fn close_in(&self, table: &str) -> Vec<&str> {
        let left = COMPARED.saturating_sub(self.compared.get());
        let known: Vec<&str> = self.of_table(table).take(left).collect();
        self.compared.set(self.compared.get() + known.len());
        known
    }

    /// Whether another name may be compared with `count` known ones for a hint.
    pub(super) fn may_compare(&self, count: usize) -> bool {
        may_compare(&self.compared, count)
    }

    /// How many names were compared for hints so far.
    pub(super) fn compared(&self) -> &Cell<usize> {
        &self.compared
    }

    /// What came of guardrails so far.
    pub(super) fn outcomes(&self) -> &Outcomes {
        &self.outcomes
    }

    /// Whether policies may still have texts.
    pub(super) fn has_room(&self) -> bool {
        self.policies.get() <= POLICIES
    }

    /// Counts the text of a policy. Says whether it is the first one that is too much.
    pub(super) fn fills(&self, bytes: usize) -> bool {
        let had_room = self.has_room();
        self.policies.set(self.policies.get().saturating_add(bytes));
        had_room && !self.has_room()
    }

    /// Whether a text of some weight is still linted, which is counted.
    pub(super) fn may_lint(&self, weight: usize) -> bool {
        // Each Region that a text names may have to be looked for among those that the tables lack.
        let cost = weight.saturating_mul(1 + self.allowed.len() / 100);
        self.linted_cost.set(self.linted_cost.get().saturating_add(cost));
        self.linted_all()
    }

    /// Notes that something could not be linted.
    pub(super) fn stop_linting(&self) {
        self.linted_cost.set(usize::MAX);
    }

    /// Whether everything could be linted that was to be.
    pub(super) fn linted_all(&self) -> bool {
        self.linted_cost.get() <= LINTED_COST
    }

    /// What the linter finds in a text of the library, found once for all policies with that text.
    pub(super) fn linted(&self, text: &str, lint: impl FnOnce() -> Vec<Finding>) -> Rc<Vec<Finding>> {
        if let Some(known) = self.linted.borrow().get(text) {
            return known.clone();
        }
        let found = Rc::new(lint());
        let mut linted = self.linted.borrow_mut();
        if linted.len() < LINTED {
            linted.insert(text.to_owned(), found.clone());
        }
        found
    }

    /// What the linter finds in a file that is of a type, found once for all policies that name it.
    pub(super) fn linted_file(
        &self,
        file: FileId,
        policy_type: &str,
        lint: impl FnOnce() -> Vec<Finding>,
    ) -> Rc<Vec<Finding>> {
        let key = (file, policy_type.to_owned());
        let known = self.of_files.borrow().get(&key).cloned();
        known.unwrap_or_else(|| {
            let found = Rc::new(lint());
            self.of_files.borrow_mut().insert(key, found.clone());
            found
        })
    }

    /// Where a key stands, and its value. An item of a list stands where its value does.
    fn find(&self, path: &[&str]) -> Option<(Span, &Node)> {
        let (first, rest) = path.split_first()?;
        let entry = self.document.as_ref()?.get(first)?;
        rest.iter()
            .try_fold((entry.key, &entry.value), |(_, under), step| match &under.kind {
                NodeKind::Table(table) => table.get(step).map(|entry| (entry.key, &entry.value)),
                NodeKind::Array(items) => {
                    let item = items.get(step.parse::<usize>().ok()?)?;
                    Some((item.span, item))
                }
                _ => None,
            })
    }
}

/// Checks the grammar of every key that a person chose, and that none is reserved.
pub(super) fn check(keys: &Keys, out: &mut Diagnostics) {
    for table in NAMED {
        for key in keys.of_table(table) {
            if let Some(wrong) = wrong_key(table, key) {
                out.push(wrong.at(keys.at(&[table, key])));
            }
        }
    }
}

fn wrong_key(table: &str, key: &str) -> Option<Diagnostic> {
    let reserved = match table {
        "units" => key == ROOT || key == MANAGEMENT,
        "accounts" => key == ROOT,
        _ => false,
    };
    if reserved {
        let message = format!("`{key}` is reserved and cannot be a key of `{table}`");
        let help = match key {
            ROOT => "`root` is the root of the Organization, which is always there: choose another key",
            _ => "`management` is the management account: choose another key",
        };
        return Some(Diagnostic::error("reserved-key", message).help(help));
    }
    (!is_key(key)).then(|| {
        let help = "a key is 1 to 64 lower-case letters, digits and `-`, and begins with a letter or digit";
        Diagnostic::error("invalid-key", format!("`{key}` cannot be a key of `{table}`")).help(help)
    })
}

/// Whether a text is a key: `[a-z0-9][a-z0-9-]{0,63}`.
pub(super) fn is_key(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=64).contains(&text.len()) && !text.starts_with('-') && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_their_grammar() {
        for key in ["a", "0", "log-archive", "a-", &"x".repeat(64)] {
            assert!(is_key(key), "{key}");
        }
        for key in ["", "-a", "A", "a_b", "account:x", "a.b", "é", &"x".repeat(65)] {
            assert!(!is_key(key), "{key}");
        }
    }

    #[test]
    fn some_keys_are_reserved() {
        assert_eq!(wrong_key("units", "management").unwrap().code, "reserved-key");
        assert_eq!(wrong_key("accounts", "root").unwrap().code, "reserved-key");
        assert_eq!(wrong_key("accounts", "management"), None);
        assert_eq!(wrong_key("scps", "root"), None);
    }

    #[test]
    fn the_first_policy_that_is_too_much_says_so() {
        let keys = Keys::default();
        assert!(!keys.fills(POLICIES) && keys.has_room());
        assert!(keys.fills(1) && !keys.has_room());
        assert!(!keys.fills(usize::MAX) && !keys.has_room());
    }

    #[test]
    fn a_text_is_linted_once() {
        let keys = Keys::default();
        assert!(keys.linted("{}", Vec::new).is_empty());
        keys.linted("{}", || panic!("it is known"));
    }
}
