//! How much it takes to lint a document.

use super::super::actions::ActionTable;
use super::super::document::{Document, Node};
use super::subject::written;

/// From so many bytes on a text costs the more the longer it is: its statements are compared with each other.
const LONG: usize = 4_096;

/// So many names are compared in the time that a byte takes, and so many actions are asked what they act on.
const NAMES: usize = 3;
const ACTIONS: usize = 2;
/// What it takes to ask all actions at once.
const ALL: usize = 1_000;

/// About what it takes to lint a policy, in bytes of a short one: its text, the names of actions that its patterns are compared with, and where it
/// names resources the actions that may act on them.
#[must_use]
pub fn weight(document: &Document, table: &ActionTable) -> usize {
    let bytes = document.bytes();
    let statements = written(document).iter();
    bytes.max(bytes.saturating_mul(bytes) / LONG)
        + statements
            .map(|statement| of_statement(statement, table))
            .sum::<usize>()
}

fn of_statement(statement: &Node, table: &ActionTable) -> usize {
    let texts = |name| {
        statement
            .member(name)
            .into_iter()
            .flat_map(|member| member.value.items())
            .filter_map(Node::text)
    };
    let patterns = texts("Action").chain(texts("NotAction"));
    let names: usize = patterns.map(|pattern| table.compared(pattern)).sum();
    let is_everywhere = texts("Resource").any(|resource| resource == "*");
    let acting: usize = match is_everywhere || statement.member("Resource").is_none() {
        true => 0,
        false => texts("Action").map(|pattern| actions(pattern, table)).sum(),
    };
    // Where a resource says its service, only what acts there is compared with it.
    let anywhere = texts("Resource").filter(|resource| !says_service(resource)).count();
    names / NAMES + acting.saturating_mul(1 + anywhere)
}

fn says_service(resource: &str) -> bool {
    let mut parts = resource.splitn(6, ':').skip(2);
    let service = parts.next().unwrap_or_default();
    !service.contains(['*', '?', '$']) && parts.count() == 3
}

/// What it takes to ask what the actions of a pattern act on.
fn actions(pattern: &str, table: &ActionTable) -> usize {
    match pattern.split_once(':') {
        Some((prefix, _)) if !prefix.contains(['*', '?']) => table.of_service(prefix).len() / ACTIONS,
        _ if pattern.bytes().all(|byte| byte == b'*') => ALL,
        _ => table.actions().len() / ACTIONS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(actions: &str) -> usize {
        let text = format!(r#"{{"Statement":[{{"Effect":"Deny","Action":[{actions}],"Resource":"*"}}]}}"#);
        weight(&Document::parse(&text).unwrap(), ActionTable::embedded())
    }

    #[test]
    fn a_pattern_weighs_what_it_is_compared_with() {
        let all = ActionTable::embedded().actions().len();
        assert!(of(r#""*""#) < 200 && of(r#""s3:Get*", "iam:PassRole", "ec2:*""#) < 200);
        assert!(of(r#""*:Get?x""#) > all / NAMES && of(r#""*:Get?x", "s*:b*c""#) > 2 * all / NAMES);
        let ec2 = of(r#""ec2:*a*b""#);
        assert!(ec2 > of(r#""ec2:a*""#) + 100 && ec2 < all / NAMES, "{ec2}");
    }

    #[test]
    fn actions_weigh_where_resources_are_named() {
        let of = |actions: &str, resource: &str| {
            let text = format!(r#"{{"Statement":[{{"Effect":"Deny","Action":"{actions}","Resource":"{resource}"}}]}}"#);
            weight(&Document::parse(&text).unwrap(), ActionTable::embedded())
        };
        let all = ActionTable::embedded().actions().len();
        assert!(of("ec2:*", "*") < 200 && of("ec2:*", "arn:aws:s3:::b") > 300);
        assert!(of("*", "arn:aws:s3:*") > 2 * ALL && of("*", "arn:*:s*:::b") > 2 * ALL);
        assert!(of("*", "arn:aws:s3:::b") < 2 * ALL && of("*:*", "arn:aws:s3:::b") > all / 2);
    }

    #[test]
    fn a_long_text_weighs_more_than_two_halves() {
        let actions = |count: usize| vec![r#""s3:GetObject""#; count].join(",");
        assert!(of(&actions(600)) > 3 * of(&actions(300)));
    }
}
