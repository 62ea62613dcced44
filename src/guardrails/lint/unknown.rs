//! How bad it is that a name is in no table.

use super::finding::Severity;
use super::subject::{Subject, View};

/// In a `Deny` that lists actions the statement protects nothing by the name; elsewhere it is of no use. A name may also be newer than
/// the table.
pub(super) fn unknown_name(view: &View, subject: &Subject<'_>) -> Severity {
    if view.protects() && !subject.options.allow_unknown {
        Severity::Error
    } else {
        Severity::Warning
    }
}
