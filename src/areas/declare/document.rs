//! Policy documents: read, parsed and checked, with every finding at its place in the document's own file.

use crate::baseline::{Loaded, Spanned};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Span};
use crate::guardrails::{Document, Finding};

/// Reads the document that `file` names, and tells which file that is. Nothing if it cannot be read, which is then reported.
pub(super) fn read(
    loaded: &mut Loaded,
    file: &Spanned<String>,
    check: impl Fn(&Document) -> Vec<Finding>,
    out: &mut Diagnostics,
) -> Option<(FileId, Document)> {
    let (id, text) = loaded.attach_file(file)?;
    let document = match Document::parse(&text) {
        Ok(document) => document,
        Err(wrong) => {
            let at = span(id, wrong.offset, wrong.length);
            out.push(
                Diagnostic::error("policy-json", wrong.message)
                    .at(at)
                    .also(file.span, "named here"),
            );
            return None;
        }
    };
    for finding in check(&document) {
        out.push(diagnostic(id, finding).also(file.span, "named here"));
    }
    Some((id, document))
}

fn diagnostic(file: FileId, finding: Finding) -> Diagnostic {
    let at = span(file, finding.offset, finding.length);
    if finding.error {
        Diagnostic::error(finding.code, finding.message).at(at)
    } else {
        Diagnostic::warning(finding.code, finding.message).at(at)
    }
}

/// A place in a document's file.
pub(super) fn span(file: FileId, offset: usize, length: usize) -> Span {
    Span::new(file, offset..offset + length)
}
