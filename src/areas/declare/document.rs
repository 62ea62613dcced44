//! Policy documents: read, parsed and checked, with every finding at its place in the document's own file.

use crate::baseline::{Loaded, Spanned};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Span};
use crate::guardrails::lint::{Severity, parse_finding};
use crate::guardrails::{Document, Finding};

/// Reads the document that `file` names. Nothing if it cannot be read, which is then reported.
pub(super) fn read(
    loaded: &mut Loaded,
    file: &Spanned<String>,
    check: impl Fn(&Document) -> Vec<Finding>,
    out: &mut Diagnostics,
) -> Option<Document> {
    let (id, text) = loaded.attach_file(file)?;
    let document = match Document::parse(&text) {
        Ok(document) => document,
        Err(wrong) => {
            out.push(diagnostic(id, parse_finding(&wrong)).also(file.span, "named here"));
            return None;
        }
    };
    for finding in check(&document) {
        out.push(diagnostic(id, finding).also(file.span, "named here"));
    }
    Some(document)
}

/// What the linter found, as it is shown.
#[must_use]
pub fn diagnostic(file: FileId, finding: Finding) -> Diagnostic {
    let at = span(file, finding.place.offset, finding.place.length);
    let found = match finding.severity {
        Severity::Error => Diagnostic::error(finding.code, finding.message),
        Severity::Warning => Diagnostic::warning(finding.code, finding.message),
        Severity::Note => Diagnostic::note(finding.code, finding.message),
    };
    Diagnostic {
        help: finding.help,
        ..found.at(at)
    }
}

fn span(file: FileId, offset: usize, length: usize) -> Span {
    Span::new(file, offset..offset + length)
}
