//! What the cases are made of. A generator that forgets a construct judges nothing of it.

use std::collections::BTreeMap;

use groundline::guardrails::policy::{Comparison, Effect, Operator, Policy, SetOperator, Statement, Version};
use serde_json::Value;

use super::cases;

/// How often each construct occurs in the policies and the requests.
fn survey() -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let file = cases::all();
    for policy in file["policies"].as_object().unwrap().values() {
        let policy = Policy::parse(&policy.to_string()).unwrap();
        if policy.version == Version::V2008 {
            count(&mut counts, "version 2008");
        }
        for statement in &policy.statements {
            of_statement(&mut counts, statement);
        }
    }
    for case in file["cases"].as_array().unwrap() {
        of_case(&mut counts, case);
    }
    counts
}

fn count(counts: &mut BTreeMap<String, usize>, what: &str) {
    *counts.entry(what.to_owned()).or_default() += 1;
}

fn of_statement(counts: &mut BTreeMap<String, usize>, statement: &Statement) {
    count(
        counts,
        if statement.effect == Effect::Deny {
            "Deny"
        } else {
            "Allow"
        },
    );
    let negated = |negated: bool, yes: &'static str, no: &'static str| if negated { yes } else { no };
    count(counts, negated(statement.actions.negated, "NotAction", "Action"));
    count(counts, negated(statement.resources.negated, "NotResource", "Resource"));
    for resource in statement.resources.texts() {
        variables(counts, "resource", resource);
    }
    for condition in &statement.conditions {
        of_operator(counts, condition.operator);
        for value in condition.texts() {
            variables(counts, "condition", value);
        }
    }
}

fn of_operator(counts: &mut BTreeMap<String, usize>, operator: Operator) {
    count(counts, operator.comparison.name());
    let family = format!("{:?}", operator.comparison.family());
    match operator.set {
        Some(SetOperator::ForAllValues) => count(counts, &format!("ForAllValues of {family}")),
        Some(SetOperator::ForAnyValue) => count(counts, &format!("ForAnyValue of {family}")),
        None => {}
    }
    if operator.if_exists {
        count(counts, &format!("IfExists of {family}"));
    }
}

fn variables(counts: &mut BTreeMap<String, usize>, place: &str, text: &str) {
    if text.contains("${") {
        count(counts, &format!("variable in a {place}"));
    }
    for special in ["${*}", "${?}", "${$}"] {
        if text.contains(special) {
            count(counts, special);
        }
    }
    if text.contains("${") && text.contains(",") && text.contains('\'') {
        count(counts, "variable with a default");
    }
}

fn of_case(counts: &mut BTreeMap<String, usize>, case: &Value) {
    let levels = case["scps"].as_array().unwrap().len();
    count(counts, &format!("{levels} levels"));
    if case.get("rcps").is_some() {
        count(counts, "with RCPs");
    }
    let context = case["request"]["context"].as_object().unwrap();
    if context
        .values()
        .any(|value| value.as_array().is_some_and(|values| values.len() > 1))
    {
        count(counts, "key of many values");
    }
    if context
        .values()
        .any(|value| value.as_array().is_some_and(Vec::is_empty))
    {
        count(counts, "key of no values");
    }
}

#[test]
fn every_construct_is_there_and_often() {
    let counts = survey();
    let mut wanted: Vec<(String, usize)> = Vec::new();
    for comparison in Comparison::ALL {
        wanted.push((comparison.name().to_owned(), 100));
    }
    for family in ["String", "Arn", "Numeric", "Date", "Bool", "Address", "Binary"] {
        wanted.push((format!("ForAllValues of {family}"), 12));
        wanted.push((format!("ForAnyValue of {family}"), 12));
        wanted.push((format!("IfExists of {family}"), 50));
    }
    for levels in 1..=6 {
        wanted.push((format!("{levels} levels"), 500));
    }
    for (what, least) in [
        ("Action", 3000),
        ("NotAction", 500),
        ("Resource", 3000),
        ("NotResource", 500),
        ("Deny", 3000),
        ("Allow", 500),
        ("version 2008", 200),
        ("variable in a resource", 200),
        ("variable in a condition", 200),
        ("variable with a default", 100),
        ("${*}", 20),
        ("${?}", 20),
        ("${$}", 20),
        ("with RCPs", 3000),
        ("key of many values", 1000),
        ("key of no values", 100),
    ] {
        wanted.push((what.to_owned(), least));
    }
    let rare: Vec<String> = wanted
        .iter()
        .map(|(what, least)| (what, counts.get(what).copied().unwrap_or_default(), least))
        .filter(|(_, found, least)| found < least)
        .map(|(what, found, least)| format!("{what}: {found}, not {least}"))
        .collect();
    assert_eq!(rare, [""; 0], "{counts:#?}");
}
