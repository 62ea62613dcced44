//! Results of guardrail tests: text, JSON, and JUnit for pipelines.

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use serde_json::json;

use crate::engine::plan::FORMAT_VERSION;

use super::plural::count;
use super::{Style, json as document, safe};

/// A test that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// What is tested, in words.
    pub name: String,
    /// Where: `account:shop`, `production`, `root`.
    pub place: String,
    /// What is otherwise than wanted; nothing where it passed.
    pub failures: Vec<String>,
}

impl Tested {
    fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// One line a test, and how many passed.
#[must_use]
pub fn text(tests: &[Tested], style: &Style) -> String {
    let mut text = String::new();
    for test in tests {
        let mark = if test.passed() {
            style.good("ok    ")
        } else {
            style.alarm("FAILED")
        };
        text.push_str(&format!(
            "{mark}  {}  ({})\n",
            safe::text(&test.name),
            safe::text(&test.place)
        ));
        for failure in &test.failures {
            text.push_str(&format!("          {}\n", safe::text(failure)));
        }
    }
    let failed = tests.iter().filter(|test| !test.passed()).count();
    text.push_str(&format!(
        "{}: {} passed, {failed} failed\n",
        count(tests.len(), "guardrail test"),
        tests.len() - failed
    ));
    text
}

/// For programs.
#[must_use]
pub fn json(tests: &[Tested], exit_codes: &[u8]) -> String {
    let of_test = |test: &Tested| {
        json!({
            "name": test.name,
            "place": test.place,
            "passed": test.passed(),
            "failures": test.failures,
        })
    };
    let failed = tests.iter().filter(|test| !test.passed()).count();
    document::document(&json!({
        "format_version": FORMAT_VERSION,
        "tests": tests.iter().map(of_test).collect::<Vec<_>>(),
        "summary": { "passed": tests.len() - failed, "failed": failed },
        "exit_codes": exit_codes,
    }))
}

/// JUnit XML, without times so that equal results give equal bytes.
#[must_use]
pub fn junit(tests: &[Tested]) -> String {
    let mut suite = TestSuite::new("guardrail tests");
    for test in tests {
        let mut status = TestCaseStatus::success();
        if let Some(first) = test.failures.first() {
            status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type("guardrail-test-failed");
            status.set_message(safe::text(first));
            status.set_description(
                test.failures
                    .iter()
                    .map(|failure| safe::text(failure))
                    .collect::<Vec<_>>()
                    .join("\n"),
            );
        }
        let mut case = TestCase::new(safe::text(&test.name), status);
        case.set_classname(safe::text(&format!("groundline.guardrail-tests.{}", test.place)));
        suite.add_test_case(case);
    }
    super::junit::report(suite)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Vec<Tested> {
        vec![
            Tested {
                name: "nobody leaves".to_owned(),
                place: "account:shop".to_owned(),
                failures: Vec::new(),
            },
            Tested {
                name: "evil \u{1b}[2J <name>".to_owned(),
                place: "root".to_owned(),
                failures: vec![
                    "`s3:GetObject` is allowed".to_owned(),
                    "`s3:PutObject` is allowed".to_owned(),
                ],
            },
        ]
    }

    #[test]
    fn as_text() {
        insta::assert_snapshot!(text(&some(), &Style::plain()));
    }

    #[test]
    fn as_json() {
        insta::assert_snapshot!(json(&some(), &[65]));
    }

    #[test]
    fn as_junit() {
        insta::assert_snapshot!(junit(&some()));
    }
}
