//! The rules for the Organization's resource policy, by which the management account lets members manage policies.
//!
//! Source: AWS Organizations User Guide, "Delegated administrator for AWS Organizations" and "Resource-based policy examples".

use std::collections::BTreeSet;

use super::super::document::{Document, Kind, Member, Node};
use super::check::Finding;
use crate::facts::quotas::DELEGATION_POLICY;

/// What is wrong with a resource policy, in the order of the text. Every statement needs a `Sid`: by it the policy is shared with
/// whoever else writes statements.
#[must_use]
pub fn check_delegation(document: &Document) -> Vec<Finding> {
    let mut findings = Vec::new();
    let size = document.size();
    if size > DELEGATION_POLICY {
        let message = format!("the policy has {size} characters without white space: AWS takes {DELEGATION_POLICY}");
        findings.push(at(&document.root, "policy-size", message));
    }
    match member(&document.root, "Statement").map(|member| &member.value) {
        None => findings.push(at(&document.root, "statement-missing", "the policy has no `Statement`")),
        Some(node) => {
            let mut sids = BTreeSet::new();
            for item in items(node) {
                statement(item, &mut sids, &mut findings);
            }
        }
    }
    findings.sort_by_key(|finding| finding.offset);
    findings
}

fn statement<'a>(node: &'a Node, sids: &mut BTreeSet<&'a str>, findings: &mut Vec<Finding>) {
    if !matches!(node.kind, Kind::Object(_)) {
        return findings.push(at(node, "statement-shape", "a statement is a JSON object"));
    }
    match member(node, "Sid").map(|member| &member.value) {
        None => findings.push(at(
            node,
            "sid-missing",
            "the statement has no `Sid`: by it groundline knows its own statements",
        )),
        Some(sid) => match &sid.kind {
            Kind::Text(text) if text.is_empty() => findings.push(at(sid, "sid-missing", "`Sid` is empty")),
            Kind::Text(text) if !sids.insert(text) => {
                findings.push(at(
                    sid,
                    "sid-twice",
                    format!("two statements have the `Sid` `{}`", text.escape_debug()),
                ));
            }
            Kind::Text(_) => {}
            _ => findings.push(at(sid, "sid-shape", "`Sid` is a text")),
        },
    }
    for element in ["Effect", "Principal", "Action"] {
        if member(node, element).is_none() {
            findings.push(at(node, "element-missing", format!("the statement has no `{element}`")));
        }
    }
    for element in ["NotAction", "NotResource", "NotPrincipal"] {
        if let Some(member) = member(node, element) {
            let message = format!("the delegation policy takes no `{element}`: list what is meant");
            findings.push(finding("element-refused", message, member.offset, member.length));
        }
    }
}

fn member<'a>(node: &'a Node, key: &str) -> Option<&'a Member> {
    match &node.kind {
        Kind::Object(members) => members.iter().find(|member| member.key == key),
        _ => None,
    }
}

fn items(node: &Node) -> &[Node] {
    match &node.kind {
        Kind::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}

fn at(node: &Node, code: &'static str, message: impl Into<String>) -> Finding {
    finding(code, message, node.offset, node.length)
}

fn finding(code: &'static str, message: impl Into<String>, offset: usize, length: usize) -> Finding {
    Finding {
        code,
        message: message.into(),
        offset,
        length,
        error: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        let findings = check_delegation(&Document::parse(text).unwrap());
        findings.into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn statements_have_a_sid_of_their_own() {
        let statement =
            |sid: &str| format!(r#"{{{sid}"Effect":"Allow","Principal":"*","Action":"organizations:List*"}}"#);
        let policy =
            |statements: &[String]| format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
        assert_eq!(
            codes(&policy(&[statement(r#""Sid":"A","#), statement(r#""Sid":"B","#)])),
            [""; 0]
        );
        assert_eq!(
            codes(&policy(&[statement(r#""Sid":"A","#), statement(r#""Sid":"A","#)])),
            ["sid-twice"]
        );
        assert_eq!(codes(&policy(&[statement("")])), ["sid-missing"]);
        assert_eq!(codes(&policy(&[statement(r#""Sid":1,"#)])), ["sid-shape"]);
        assert_eq!(codes("{}"), ["statement-missing"]);
    }

    #[test]
    fn what_it_does_not_take_is_refused() {
        let text = r#"{"Statement":{"Sid":"A","Effect":"Allow","Principal":"*","NotAction":"a:b","Action":"a:c","NotResource":"*"}}"#;
        assert_eq!(codes(text), ["element-refused", "element-refused"]);
        let long = format!(
            r#"{{"Statement":{{"Sid":"{}","Effect":"Allow","Principal":"*","Action":"*"}}}}"#,
            "x".repeat(40_000)
        );
        assert_eq!(codes(&long), ["policy-size"]);
    }
}
