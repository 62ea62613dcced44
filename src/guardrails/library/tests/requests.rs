//! Every test in every file of the library.

use super::super::{Expect, all};
use super::support::answer;
use crate::guardrails::evaluate::Verdict;

#[test]
fn every_guardrail_does_what_its_tests_say() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for guardrail in all() {
        for test in guardrail.tests() {
            count += 1;
            let got = answer(guardrail, test);
            let expected = match test.expect {
                Expect::Allow => Verdict::Allow,
                Expect::Deny => Verdict::Deny,
            };
            if got.verdict != expected {
                let by = got.sid.as_deref().unwrap_or("no statement");
                let name = &test.name;
                wrong.push(format!(
                    "{guardrail}: {name}: expected {expected:?}, got {:?} by {by}",
                    got.verdict
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 500, "{count}");
}
