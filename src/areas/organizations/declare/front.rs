//! The tables of the core, from a document to what they declare.

use std::rc::Rc;

use super::files::PolicyFiles;
use super::keys::Keys;
use super::policies::Written;
use super::read::read;
use super::references::Known;
use super::sets::WrittenSet;
use super::{
    accounts, ai_services, full_access, guardrail_tests, inherit, keys, known_names, limits, lint, moved, organization,
    policies, regions, removed, roles, sets, units,
};
use crate::areas::kit::catalog::Catalog;
use crate::areas::kit::declaring::Wants;

use crate::areas::kit::names::{Files, Names};
use crate::areas::organizations::model::checked::{Baseline, Elsewhere};
use crate::areas::organizations::schema::Tables;
use crate::baseline::{Loaded, Table, references};
use crate::diagnostics::Diagnostics;
use crate::organization::Declared;
use serde_json::Value as Json;

/// Fills in the references of a document.
pub fn expand(loaded: &mut Loaded, schema: &Json) {
    let known = Known::of(&loaded.document);
    let resolve = |words: &[String], late: bool| known.resolve(words, late);
    references::expand(&mut loaded.document, schema, &resolve, &mut loaded.diagnostics);
}

/// The tables of the core as they are written.
pub struct CoreTables {
    document: Rc<Table>,
    keys: Keys,
    tables: Tables,
}

impl CoreTables {
    /// Everything of a document that fits its table. The document is taken.
    #[must_use]
    pub fn read(loaded: &mut Loaded, out: &mut Diagnostics) -> Self {
        let tables = read(&loaded.document, out);
        let nothing = Table::new(loaded.document.span);
        let document = Rc::new(std::mem::replace(&mut loaded.document, nothing));
        Self {
            keys: Keys::of(document.clone()),
            document,
            tables,
        }
    }

    /// The document, which they keep.
    #[must_use]
    pub fn document(&self) -> &Table {
        &self.document
    }

    /// Names that tables may use.
    #[must_use]
    pub fn names(&self) -> &dyn Names {
        &self.keys
    }

    /// Files that tables may name.
    pub fn files<'a>(&'a self, loaded: &'a mut Loaded) -> impl Files + 'a {
        PolicyFiles {
            loaded,
            keys: &self.keys,
        }
    }

    /// What the tables declare; nothing if it is not even said which Organization it is.
    #[must_use]
    pub fn declare(&self, loaded: &mut Loaded, areas: Catalog, out: &mut Diagnostics) -> Option<Baseline> {
        rules(loaded, &self.tables, &self.keys, areas, out)
    }

    /// Checks that nothing is both declared and removed.
    pub fn check_removed(&self, baseline: &Baseline, wants: &Wants, areas: Catalog, out: &mut Diagnostics) {
        removed::check(&self.tables, baseline, wants, areas, &self.keys, out);
    }
}

fn rules(loaded: &mut Loaded, tables: &Tables, keys: &Keys, areas: Catalog, out: &mut Diagnostics) -> Option<Baseline> {
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
    let removed = removed::declared(tables, areas, keys, out);
    let roles = roles::declared(tables, keys, out);
    let guardrail_tests = guardrail_tests::declared(tables, keys, out);
    let declared = Declared {
        units: units::declared(tables, keys, out),
        accounts: accounts::declared(tables, keys, out),
        exclusive: organization::exclusive(tables, out),
        moved: moved::declared(tables, areas, keys, out),
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
        elsewhere: Elsewhere::default(),
        removed,
        roles,
        guardrail_tests,
        digest: loaded.digest(),
    };
    sets::rename(&mut baseline);
    sets::check(&sets, &mut baseline, keys, out);
    Some(baseline)
}
