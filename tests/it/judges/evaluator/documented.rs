//! The examples that AWS's own documentation works out.

use groundline::guardrails::evaluate::{Chain, Level, LevelKind, Request, Setting, Verdict, evaluate};
use serde_json::Value;

use super::case::{Policies, context};
use crate::support::repository;

const MEMBER: &str = "arn:aws:iam::111111111111:role/developer";

fn levels(policies: &Policies, levels: &Value) -> Vec<Level> {
    let levels = levels.as_array().map(Vec::as_slice).unwrap_or_default();
    let level = |(index, names): (usize, &Value)| {
        let kind = match index {
            0 => LevelKind::Root,
            _ if index + 1 == levels.len() => LevelKind::Account,
            _ => LevelKind::Unit,
        };
        let names = names.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
        policies.level(kind, &format!("level {index}"), names)
    };
    levels.iter().enumerate().map(level).collect()
}

#[test]
fn worked_examples_hold() {
    let text = std::fs::read_to_string(repository("tests/judges/evaluator/documented.json")).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let policies = Policies::read(&file);
    let (mut wrong, mut held) = (Vec::new(), 0);
    for section in file["sections"].as_array().unwrap() {
        for case in section["cases"].as_array().unwrap() {
            let text = |name: &str| case[name].as_str();
            let action = text("action").unwrap();
            let resource = if action == "ec2:DescribeInstances" {
                "*"
            } else {
                "arn:aws:s3:::bucket/key"
            };
            let principal = text("principal").unwrap_or(MEMBER);
            let resource = text("resource").unwrap_or(resource);
            let request = Request::new(principal, action, resource, context(case));
            let chain = Chain {
                scps: levels(&policies, &case["scps"]),
                rcps: levels(&policies, &case["rcps"]),
            };
            let setting = Setting {
                management_account: file["management_account"].as_str().map(str::to_owned),
                resource_account: Some(text("resource_account").unwrap_or("111111111111").to_owned()),
            };
            let decision = evaluate(&request, &chain, &setting);
            let verdict = if decision.verdict == Verdict::Allow {
                "allow"
            } else {
                "deny"
            };
            let found = format!("{verdict} {}", decision.kind.word());
            if text("expect") == Some(&found) {
                held += 1;
            } else {
                wrong.push(format!(
                    "{}, {}: {found}, not {}",
                    section["page"], case["name"], case["expect"]
                ));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
    assert!(held > 60, "{held} examples");
}
