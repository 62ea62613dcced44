//! What stands for the id of an account is none.

use crate::facts::accounts::{is_id, is_key, matches_no_id, wrong_in_arn};
use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Rule, STATEMENTS};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::{operators, text, texts};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "account-id",
    severity: Severity::Error,
    group: Group::Conditions,
    kinds: STATEMENTS,
    summary: "What stands for the id of an account is none",
    why: "\
        Ids of accounts have 12 digits. A condition on another number, or an ARN with one, matches nobody: who was to \
        be spared is denied, and who was to be denied is not. As a principal AWS refuses it.",
    instead: "Write the 12 digits in quotes, with the zeros that they begin with.",
    bad: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "StringNotEquals": { "aws:PrincipalAccount": "11111111111" },
    "ArnNotLike": { "aws:PrincipalArn": "arn:aws:iam::12345:role/Deploy" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "StringNotEquals": { "aws:PrincipalAccount": "111111111111" },
    "ArnNotLike": { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/Deploy" } } }"#,
    check: Check::Written(check),
};

/// Elements of a statement that name principals, and those that name resources.
const PRINCIPALS: &[&str] = &["Principal", "NotPrincipal"];
const RESOURCES: &[&str] = &["Resource", "NotResource"];

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    for (node, arn) in texts(statement, RESOURCES) {
        arn_of(node, arn, report);
    }
    let principals = statement
        .members()
        .iter()
        .filter(|member| PRINCIPALS.contains(&member.key.as_str()));
    for kind in principals.flat_map(|member| member.value.members()) {
        for node in kind.value.items().iter().filter(|_| kind.key == "AWS") {
            match node.scalar() {
                // AWS takes the id of an account for its root user.
                Some(id) if !id.starts_with("arn:") && id != "*" && is_numeric(&id) && !is_id(&id) => {
                    wrong(node, &id, report)
                }
                Some(arn) => arn_of(node, &arn, report),
                None => {}
            }
        }
    }
    for key in operators(statement)
        .iter()
        .flat_map(|operator| operator.value.members())
    {
        for node in key.value.items() {
            match node.scalar() {
                Some(id) if is_key(&key.key) && matches_no_id(&id) && !is_truth(&id) => wrong(node, &id, report),
                Some(arn) if text(node).is_some() => arn_of(node, &arn, report),
                _ => {}
            }
        }
    }
}

fn is_numeric(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The value of `Null`.
fn is_truth(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

fn arn_of(node: &Node, arn: &str, report: &mut Report<'_>) {
    if let Some(id) = wrong_in_arn(arn) {
        wrong(node, id, report);
    }
}

fn wrong(node: &Node, id: &str, report: &mut Report<'_>) {
    report.helped(
        node.place(),
        format!("`{}` is not the id of an account", id.escape_debug()),
        "an account id is 12 digits in quotes".to_owned(),
    );
}
