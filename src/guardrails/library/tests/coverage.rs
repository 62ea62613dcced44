//! Whether the files' tests show all that they have to show.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Covers, Expect, Guardrail, PolicyKind, all};
use super::support::{answer, answer_of, compiled};
use crate::guardrails::evaluate::Verdict;
use crate::guardrails::policy::{Effect, Policy, Text};

fn policies() -> impl Iterator<Item = &'static Guardrail> {
    all()
        .iter()
        .filter(|guardrail| guardrail.kind != PolicyKind::DeclarativeEc2)
}

#[test]
fn there_is_evidence_of_every_kind() {
    let mut missing = Vec::new();
    for guardrail in policies() {
        let there: BTreeSet<Covers> = guardrail.tests().iter().map(|test| test.covers).collect();
        let mut needed = vec![Covers::Denies, Covers::Spares, Covers::Attack];
        needed.extend(guardrail.has_exemption().then_some(Covers::Exemption));
        missing.extend(
            needed
                .iter()
                .filter(|kind| !there.contains(kind))
                .map(|kind| format!("{guardrail}: {kind:?}")),
        );
        if guardrail.tests().len() < 8 {
            missing.push(format!("{guardrail}: only {} tests", guardrail.tests().len()));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// What a test covers and what it expects say the same, and no name is there twice.
#[test]
fn names_and_kinds_of_tests_fit() {
    for guardrail in all() {
        let mut names = BTreeSet::new();
        for test in guardrail.tests() {
            assert!(names.insert(&test.name), "{guardrail}: `{}` is there twice", test.name);
            let expect = match test.covers {
                Covers::Denies | Covers::Attack => Expect::Deny,
                Covers::Spares | Covers::Exemption => Expect::Allow,
            };
            assert_eq!(test.expect, expect, "{guardrail}: {}", test.name);
        }
    }
}

/// A statement that no test meets could say anything. Every one has a request that it denies, and one that bears exempt roles has one that it spares
/// for their sake: the same request by somebody else is denied by it.
#[test]
fn every_statement_is_met_by_a_test() {
    let mut missing = Vec::new();
    for guardrail in policies() {
        let mut statements: BTreeMap<String, bool> = BTreeMap::new();
        let mut denied = BTreeSet::new();
        let mut spared = BTreeSet::new();
        for test in guardrail.tests() {
            for statement in Policy::parse(&compiled(guardrail, test)).unwrap().statements {
                assert_eq!(statement.effect, Effect::Deny, "{guardrail}");
                let exempts = statement
                    .conditions
                    .iter()
                    .any(|condition| condition.values.iter().any(|value| value.text.contains("role/Org")));
                statements.insert(statement.sid.unwrap().text, exempts);
            }
            match test.covers {
                Covers::Denies => denied.extend(answer(guardrail, test).sid),
                Covers::Exemption => {
                    let mut other = test.clone();
                    other.principal = "arn:aws:iam::111111111111:role/nobody".to_owned();
                    spared.extend(answer(guardrail, &other).sid);
                }
                Covers::Spares | Covers::Attack => {}
            }
        }
        for (sid, exempts) in statements {
            if !denied.contains(&sid) {
                missing.push(format!("{guardrail}: no test is denied by {sid}"));
            }
            if exempts && !spared.contains(&sid) {
                missing.push(format!("{guardrail}: no test shows the exemption of {sid}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// What no test needs could be left out, and nobody would see it: for each condition, and for each list of resources, some request is spared that would
/// be denied without it.
#[test]
fn everything_that_spares_is_needed_by_a_test() {
    let mut missing = Vec::new();
    for guardrail in policies() {
        let mut needed: BTreeMap<String, bool> = BTreeMap::new();
        for test in guardrail.tests().iter().filter(|test| test.expect == Expect::Allow) {
            let policy = Policy::parse(&compiled(guardrail, test)).unwrap();
            for (what, looser) in looser(&policy) {
                let seen = needed.entry(what).or_default();
                *seen = *seen || answer_of(guardrail.kind, &looser, test).verdict == Verdict::Deny;
            }
        }
        let idle = needed.into_iter().filter(|(_, seen)| !seen);
        missing.extend(idle.map(|(what, _)| format!("{guardrail}: no test needs {what}")));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// The policy without one condition, or with every resource, each with the name of what is gone.
fn looser(policy: &Policy) -> Vec<(String, Policy)> {
    let mut all = Vec::new();
    for (index, statement) in policy.statements.iter().enumerate() {
        let sid = statement.sid.as_ref().map_or("", |sid| sid.text.as_str());
        for condition in &statement.conditions {
            let mut looser = policy.clone();
            looser.statements[index].conditions.retain(|one| one != condition);
            all.push((format!("{} of {sid}", condition.key.text), looser));
        }
        if statement.resources.patterns.iter().all(|pattern| pattern.text != "*") {
            let mut looser = policy.clone();
            let every = &mut looser.statements[index].resources.patterns;
            let place = every[0].place;
            *every = vec![Text {
                text: "*".to_owned(),
                place,
            }];
            all.push((format!("the resources of {sid}"), looser));
        }
    }
    all
}
