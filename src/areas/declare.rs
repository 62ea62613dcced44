//! From the files that a person wrote to a checked baseline: every rule, every error at once.

use std::path::{Path, PathBuf};

use super::baseline::Baseline;
use super::delegation_policy;
use super::kit::catalog::Catalog;
use super::kit::declaring::{Declaring, Wants};
use super::organizations::declare::{CoreTables, expand};
use super::organizations::guardrail_tests::run;
use super::organizations::{self, Elsewhere};
use super::registry::AREAS;
use super::schema::schema;
use super::trusted_access;
use crate::baseline::{Loaded, check_shape, load};
use crate::diagnostics::{Diagnostic, Diagnostics, Severity, SourceMap};
use crate::engine::address::Address;
use crate::engine::late::Value;
use crate::engine::session::Caller;

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
        let (ran, left) = run::run_within(&baseline.core, run::STEPS);
        let failed = ran.iter().filter_map(run::Ran::diagnostic);
        let failed: Vec<Diagnostic> = failed.chain(run::unfinished(&baseline.core, left)).collect();
        if !failed.is_empty() {
            self.baseline = None;
            failed.into_iter().for_each(|failed| self.diagnostics.push(failed));
        }
    }
}

/// Reads and checks the baseline at `path` with every file that it names. Nothing is asked of AWS.
#[must_use]
pub fn declare(path: &Path) -> Checked {
    declare_with(path, Catalog(AREAS))
}

/// The same with these areas besides the core.
#[must_use]
pub fn declare_with(path: &Path, areas: Catalog) -> Checked {
    let mut loaded = load(path);
    // With a file unread or a line not understood, everything else would seem to be missing.
    let baseline = if loaded.diagnostics.has_errors() {
        None
    } else {
        check(&mut loaded, areas)
    };
    Checked {
        baseline: baseline.filter(|_| !loaded.diagnostics.has_errors()),
        sources: loaded.sources,
        root: loaded.root,
        diagnostics: loaded.diagnostics,
    }
}

fn check(loaded: &mut Loaded, areas: Catalog) -> Option<Baseline> {
    let schema = schema(areas.0);
    check_shape(&loaded.document, &schema, &mut loaded.diagnostics);
    expand(loaded, &schema);
    let shape = loaded.diagnostics.kept();
    let mut found = Diagnostics::default();
    let tables = CoreTables::read(loaded, &mut found);
    let core = tables.declare(loaded, areas, &mut found);
    let wants = wants(areas, loaded, core.as_ref(), &tables, &mut found);
    let baseline = core.map(|mut core| {
        core.digest = loaded.digest();
        tables.check_removed(&core, &wants, areas, &mut found);
        core.elsewhere = elsewhere(&wants, areas);
        Baseline { core, wants, areas }
    });
    loaded.diagnostics.absorb(&found, |new| !is_consequence(new, &shape));
    baseline
}

/// What the areas besides the core want, what they need of each other included.
fn wants(
    areas: Catalog,
    loaded: &mut Loaded,
    core: Option<&organizations::Baseline>,
    tables: &CoreTables,
    out: &mut Diagnostics,
) -> Wants {
    let mut wants = Wants::default();
    let mut declaring = Declaring {
        names: tables.names(),
        files: &mut tables.files(loaded),
        wants: &mut wants,
        out,
    };
    for area in areas.0 {
        area.declare(tables.document(), &mut declaring);
    }
    let of_core = core.into_iter().flat_map(organizations::Baseline::services_of_types);
    of_core.for_each(|service| declaring.claim(Address::new(trusted_access::KIND, service)));
    for claim in declaring.wants.claims.clone() {
        for area in areas.0 {
            area.claimed(&claim, &mut declaring);
        }
    }
    wants
}

/// What the core has to know of it.
fn elsewhere(wants: &Wants, areas: Catalog) -> Elsewhere {
    let mut elsewhere = Elsewhere {
        delegation_policy: wants.files.get(&delegation_policy::address()).cloned(),
        ..Elsewhere::default()
    };
    for (address, desired) in wants.desired() {
        if address.kind == trusted_access::KIND {
            elsewhere.trusted_services.insert(address.key.clone());
        }
        let named = desired.natural.iter().filter_map(|part| match part {
            Value::Late { late } if late.of.kind == "account" => Some(&late.of.key),
            _ => None,
        });
        let entered = match &desired.session.caller {
            Caller::Account(key) => Some(key),
            Caller::Management | Caller::Delegated(_) => None,
        };
        let table = areas.area_of(&address.kind).map_or("", |area| area.info().name);
        for key in named.chain(entered) {
            let naming = elsewhere.naming.entry(key.clone()).or_default();
            naming.insert(format!("`{table}` ({})", address.key));
        }
    }
    elsewhere
}

/// Whether something is only said because of an error inside the same text: an e-mail whose reference is unknown is no e-mail.
fn is_consequence(new: &Diagnostic, earlier: &[Diagnostic]) -> bool {
    let errors = earlier.iter().filter(|old| old.severity == Severity::Error);
    let Some(at) = new.primary else { return false };
    errors
        .filter_map(|old| old.primary)
        .any(|old| old.file == at.file && at.start <= old.start && old.end <= at.end)
}

#[cfg(test)]
mod tests;
