//! Policy documents: read and parsed, with everything that is found at its place in the document's own file.

use crate::baseline::{Loaded, Spanned};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Span};
use crate::guardrails::lint::{Severity, parse_finding};
use crate::guardrails::{Document, Finding};

/// A document that was read.
pub(super) struct Read {
    pub(super) document: Document,
    pub(super) file: FileId,
    /// Where the baseline names the file.
    pub(super) named: Option<Span>,
}

/// Reads the document that `file` names. Nothing if it cannot be read, which is then reported.
pub(super) fn read(loaded: &mut Loaded, file: &Spanned<String>, out: &mut Diagnostics) -> Option<Read> {
    let (id, text) = loaded.attach_file(file)?;
    match Document::parse(&text) {
        Ok(document) => Some(Read {
            document,
            file: id,
            named: file.span,
        }),
        Err(wrong) => {
            out.push(diagnostic(id, parse_finding(&wrong)).also(file.span, "named here"));
            None
        }
    }
}

/// What was found in a document, as it is shown.
pub fn diagnostic(file: FileId, finding: Finding) -> Diagnostic {
    let at = span(file, finding.place.offset, finding.place.length);
    said(finding).at(at)
}

/// What was found, without a place.
pub(super) fn said(finding: Finding) -> Diagnostic {
    let found = match finding.severity {
        Severity::Error => Diagnostic::error(finding.code, finding.message),
        Severity::Warning => Diagnostic::warning(finding.code, finding.message),
        Severity::Note => Diagnostic::note(finding.code, finding.message),
    };
    Diagnostic {
        help: finding.help,
        ..found
    }
}

/// A place in a document, as one in its file.
pub(super) fn span(file: FileId, offset: usize, length: usize) -> Span {
    Span::new(file, offset..offset + length)
}
