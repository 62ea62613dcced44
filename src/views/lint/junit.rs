//! Diagnostics as a JUnit report: one test for each file.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::diagnostics::{Diagnostic, FileId, Severity, SourceMap};
use crate::views::{diagnostics, safe};

/// The diagnostics as JUnit XML: each file is a test, which fails if there is anything as bad as `fails` in it. What is less bad
/// stands in its output. `files` are all that were looked at.
#[must_use]
pub fn junit(found: &[Diagnostic], sources: &SourceMap, files: &[FileId], fails: Severity) -> String {
    let mut suite = TestSuite::new("lint");
    for file in files {
        let of = |diagnostic: &&Diagnostic| diagnostic.primary.is_some_and(|span| span.file == *file);
        suite.add_test_case(case(sources.name(*file), found.iter().filter(of), sources, fails));
    }
    let elsewhere: Vec<&Diagnostic> = found
        .iter()
        .filter(|diagnostic| !diagnostic.primary.is_some_and(|span| files.contains(&span.file)))
        .collect();
    if !elsewhere.is_empty() {
        suite.add_test_case(case("baseline", elsewhere.into_iter(), sources, fails));
    }
    let mut report = Report::new("groundline");
    report.add_test_suite(suite);
    // Writing into memory does not fail; if it did, this would be a broken report and no passing one.
    report
        .to_string()
        .unwrap_or_else(|error| format!("<error>{}</error>\n", safe::xml(&error.to_string())))
}

fn case<'a>(name: &str, found: impl Iterator<Item = &'a Diagnostic>, sources: &SourceMap, fails: Severity) -> TestCase {
    let found: Vec<Diagnostic> = found.cloned().collect();
    let shown = diagnostics::render(&found, sources, false);
    let worst = found.iter().map(|diagnostic| diagnostic.severity).min();
    let status = match found.iter().min_by_key(|diagnostic| diagnostic.severity) {
        Some(first) if worst.is_some_and(|worst| worst <= fails) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(first.code);
            status.set_message(safe::text(&first.message));
            status.set_description(shown.trim_end());
            status
        }
        _ => TestCaseStatus::success(),
    };
    let is_success = matches!(status, TestCaseStatus::Success { .. });
    let mut case = TestCase::new(safe::text(name), status);
    case.set_classname("groundline.lint");
    if is_success && !found.is_empty() {
        case.set_system_out(shown.trim_end());
    }
    case
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Span;

    #[test]
    fn a_file_fails_by_its_worst_finding() {
        let mut sources = SourceMap::default();
        let bad = sources.add("bad.json", "{ a }");
        let fair = sources.add("fair.json", "{ b }");
        let good = sources.add("good.json", "{}");
        let found = [
            Diagnostic::note("n", "so").at(Span::new(bad, 0..1)),
            Diagnostic::error("x", "wrong <b>").at(Span::new(bad, 2..3)),
            Diagnostic::warning("w", "odd").at(Span::new(fair, 2..3)),
        ];
        let files = [bad, fair, good];
        insta::assert_snapshot!(junit(&found, &sources, &files, Severity::Error));
        assert!(junit(&found, &sources, &files, Severity::Warning).contains("failures=\"2\""));
    }
}
