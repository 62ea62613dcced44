//! Drift as a JUnit report: one failing test for each address that differs, one error for each thing that is unread.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::engine::plan::Plan;

use super::difference::{beside, differences};
use super::safe;

/// The drift as JUnit XML, without times so that equal drift gives equal bytes.
#[must_use]
pub fn drift(plan: &Plan) -> String {
    let mut suite = TestSuite::new("drift");
    let accounts = plan.accounts_to_create();
    if accounts > 0 {
        suite.add_property(("accounts_to_create", accounts.to_string().as_str()));
    }
    for difference in differences(plan) {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type("drift");
        status.set_message(difference.headline());
        status.set_description(difference.block().join("\n"));
        suite.add_test_case(case(&difference.address.kind, &difference.address.to_string(), status));
    }
    for warning in &plan.warnings {
        let mut status = TestCaseStatus::skipped();
        status.set_type("warning");
        status.set_message(safe::text(&beside(&warning.why, &warning.help)));
        suite.add_test_case(case("warning", &warning.address.to_string(), status));
    }
    for unread in &plan.unread {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type("unread");
        status.set_message(safe::text(&unread.why));
        suite.add_test_case(case("unread", &unread.what, status));
    }
    for pending in &plan.pending {
        let mut status = TestCaseStatus::skipped();
        status.set_message(safe::text(&format!("AWS is working on it since {}", pending.since)));
        suite.add_test_case(case("pending", &pending.what, status));
    }
    if suite.test_cases.is_empty() {
        suite.add_test_case(case("organization", "in sync", TestCaseStatus::success()));
    }
    report(suite)
}

/// A report of one suite.
pub(super) fn report(suite: TestSuite) -> String {
    let mut report = Report::new("groundline");
    report.add_test_suite(suite);
    // Writing into memory does not fail; if it did, this would be a broken report and no passing one.
    report
        .to_string()
        .unwrap_or_else(|error| format!("<error>{}</error>\n", safe::xml(&error.to_string())))
}

fn case(class: &str, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(safe::text(name), status);
    case.set_classname(safe::text(&format!("groundline.{class}")));
    case
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::sample;

    #[test]
    fn rich_drift() {
        insta::assert_snapshot!(drift(&sample::rich()));
    }

    #[test]
    fn in_sync_passes_and_unread_is_an_error() {
        insta::assert_snapshot!(drift(&sample::in_sync()), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="groundline" tests="1" skipped="0" failures="0" errors="0">
            <testsuite name="drift" tests="1" skipped="0" errors="0" failures="0">
                <testcase name="in sync" classname="groundline.organization"/>
            </testsuite>
        </testsuites>
        "#);
        insta::assert_snapshot!(drift(&sample::unread_only()), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="groundline" tests="1" skipped="0" failures="0" errors="1">
            <testsuite name="drift" tests="1" skipped="0" errors="1" failures="0">
                <testcase name="policies of type TAG_POLICY" classname="groundline.unread">
                    <error message="access denied: `organizations:ListPolicies` is not allowed for `arn:aws:iam::111111111111:role/Ci`" type="unread"/>
                </testcase>
            </testsuite>
        </testsuites>
        "#);
    }

    #[test]
    fn hostile_names_are_text() {
        let text = drift(&sample::hostile());
        sample::assert_harmless(&text);
        assert!(!text.contains("<script"), "{text}");
        let mut reader = quick_xml::Reader::from_str(&text);
        while reader.read_event().expect("well-formed") != quick_xml::events::Event::Eof {}
    }
}
