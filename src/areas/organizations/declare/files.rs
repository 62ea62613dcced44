//! Files that the tables of other areas name.

use super::document;
use super::keys::Keys;
use super::lint::options;
use crate::areas::kit::names::{Files, Lint};
use crate::baseline::{Loaded, Spanned};
use crate::diagnostics::Diagnostics;
use crate::guardrails::Document;

/// Policy documents beside the baseline.
pub(super) struct PolicyFiles<'a> {
    pub(super) loaded: &'a mut Loaded,
    pub(super) keys: &'a Keys,
}

impl Files for PolicyFiles<'_> {
    fn document(&mut self, file: &Spanned<String>, lint: Lint, out: &mut Diagnostics) -> Option<Document> {
        let read = document::read(self.loaded, file, out)?;
        for finding in lint(&read.document, options(self.keys)) {
            out.push(document::diagnostic(read.file, finding).also(read.named, "named here"));
        }
        Some(read.document)
    }
}
