//! The way from files to a baseline.

use std::path::{Path, PathBuf};

use super::keys::Keys;
use super::policies::Written;
use super::read::read;
use super::references::Known;
use super::sets::WrittenSet;
use super::{
    accounts, ai_services, delegated_admins, delegation_policy, full_access, guardrail_tests, inherit, keys,
    known_names, limits, lint, moved, organization, policies, regions, removed, roles, sets, trusted_access, units,
};
use crate::areas::organizations::guardrail_tests::run;
use crate::areas::organizations::model::checked::Baseline;
use crate::areas::organizations::schema::{Tables, schema};
use crate::baseline::{Loaded, Table, check_shape, load, references};
use crate::diagnostics::{Diagnostic, Diagnostics, Severity, SourceMap};
use crate::organization::Declared;

/// What came of reading a baseline.
#[derive(Debug)]
pub struct Checked {
    /// Every text that was read.
    pub sources: SourceMap,
    /// The repository's folder, from which the names of the texts start.
    pub root: PathBuf,
    /// Everything that is wrong, warnings included.
    pub diagnostics: Diagnostics,
    /// The baseline; nothing if there is any error.
    pub baseline: Option<Baseline>,
}

impl Checked {
    /// Runs the guardrail tests of a baseline without errors. One that fails is an error like any other, and so is that some were not run.
    pub fn run_tests(&mut self) {
        let Some(baseline) = &self.baseline else { return };
        let (ran, left) = run::run_within(baseline, run::STEPS);
        let failed = ran.iter().filter_map(run::Ran::diagnostic);
        let failed: Vec<Diagnostic> = failed.chain(run::unfinished(baseline, left)).collect();
        if !failed.is_empty() {
            self.baseline = None;
            failed.into_iter().for_each(|failed| self.diagnostics.push(failed));
        }
    }
}

/// Reads and checks the baseline at `path` with every file that it names. Nothing is asked of AWS.
#[must_use]
pub fn declare(path: &Path) -> Checked {
    let mut loaded = load(path);
    // With a file unread or a line not understood, everything else would seem to be missing.
    let baseline = if loaded.diagnostics.has_errors() {
        None
    } else {
        check(&mut loaded)
    };
    Checked {
        baseline: baseline.filter(|_| !loaded.diagnostics.has_errors()),
        sources: loaded.sources,
        root: loaded.root,
        diagnostics: loaded.diagnostics,
    }
}

fn check(loaded: &mut Loaded) -> Option<Baseline> {
    let schema = schema();
    check_shape(&loaded.document, &schema, &mut loaded.diagnostics);
    let known = Known::of(&loaded.document);
    let resolve = |words: &[String], late: bool| known.resolve(words, late);
    references::expand(&mut loaded.document, &schema, &resolve, &mut loaded.diagnostics);
    let shape = loaded.diagnostics.kept();
    let mut found = Diagnostics::default();
    let tables = read(&loaded.document, &mut found);
    let nothing = Table::new(loaded.document.span);
    let keys = Keys::of(std::mem::replace(&mut loaded.document, nothing));
    let baseline = rules(loaded, &tables, &keys, &mut found);
    loaded.diagnostics.absorb(&found, |new| !is_consequence(new, &shape));
    baseline
}

fn rules(loaded: &mut Loaded, tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Option<Baseline> {
    keys::check(keys, out);
    known_names::check(tables, out);
    regions::check(tables, keys, out);
    let mut policies = policies::declared(loaded, tables, keys, out);
    policies.extend(ai_services::declared(tables, keys));
    let mut sets = policies::packed(tables, keys, out);
    limits::check(&policies, tables, out);
    full_access::check(&policies, tables, out);
    full_access::lint(&mut policies, tables);
    let parts = policies.iter_mut().map(Written::part);
    let parts = parts.chain(sets.iter_mut().flat_map(WrittenSet::parts));
    lint::report(parts.collect(), keys, out);
    lint::unfinished(keys, out);
    let delegation_policy = delegation_policy::declared(loaded, tables, keys, out);
    let trusted_services = trusted_access::declared(tables, keys, out);
    let delegated_admins = delegated_admins::declared(tables, keys, out);
    let removed = removed::declared(tables, keys, out);
    let roles = roles::declared(tables, keys, out);
    let guardrail_tests = guardrail_tests::declared(tables, keys, out);
    let declared = Declared {
        units: units::declared(tables, keys, out),
        accounts: accounts::declared(tables, keys, out),
        exclusive: organization::exclusive(tables, out),
        moved: moved::declared(tables, keys, out),
        ..organization::declared(tables, keys, out)?
    };
    inherit::check(&policies, &declared, out);
    let mut baseline = Baseline {
        organization: declared,
        policies: policies.into_iter().filter_map(Written::into_declared).collect(),
        sets: sets
            .iter()
            .map(|written| (written.set.address.clone(), written.set.clone()))
            .collect(),
        trusted_services,
        delegated_admins,
        delegation_policy,
        removed,
        roles,
        guardrail_tests,
        digest: loaded.digest(),
    };
    sets::rename(&mut baseline);
    sets::check(&sets, &mut baseline, keys, out);
    removed::check(tables, &baseline, keys, out);
    Some(baseline)
}

/// Whether something is only said because of an error inside the same text: an e-mail whose reference is unknown is no e-mail.
fn is_consequence(new: &Diagnostic, earlier: &[Diagnostic]) -> bool {
    let errors = earlier.iter().filter(|old| old.severity == Severity::Error);
    let Some(at) = new.primary else { return false };
    errors
        .filter_map(|old| old.primary)
        .any(|old| old.file == at.file && at.start <= old.start && old.end <= at.end)
}
