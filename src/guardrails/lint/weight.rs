//! How much it takes to lint a document.

use super::super::actions::ActionTable;
use super::super::document::{Document, Node};
use super::subject::written;

/// From so many bytes on a text costs the more the longer it is: its statements are compared with each other.
const LONG: usize = 4_096;

/// So many names are compared in the time that a byte takes.
const NAMES: usize = 3;
/// What it takes to ask what an action acts on.
const ACTION: usize = 3;
/// What it takes to compare a resource that may be of any service with all that actions act on.
const ANYWHERE: usize = 1_000;
/// So many times as long it takes where its parts are not those of an ARN.
const SHORT: usize = 10;

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
    if is_everywhere || statement.member("Resource").is_none() {
        return names / NAMES;
    }
    // Where a resource says its service, only what acts there is compared with it.
    let anywhere: usize = texts("Resource").map(anywhere).sum();
    let acting = texts("Action").map(|pattern| match actions(pattern, table) {
        Some(actions) => (ACTION * actions).saturating_mul(1 + anywhere),
        None => ANYWHERE.saturating_mul(anywhere),
    });
    acting.fold(names / NAMES, usize::saturating_add)
}

/// How many actions a pattern may mean; nothing for all, of which it is known what they act on.
fn actions(pattern: &str, table: &ActionTable) -> Option<usize> {
    match pattern.split_once(':') {
        Some((prefix, _)) if !prefix.contains(['*', '?']) => Some(table.of_service(prefix).len()),
        _ if pattern.bytes().all(|byte| byte == b'*') => None,
        _ => Some(table.actions().len()),
    }
}

/// How many times longer it takes to compare a resource than one that says its service.
fn anywhere(resource: &str) -> usize {
    let parts: Vec<&str> = resource.splitn(6, ':').collect();
    match parts.as_slice() {
        [_, _, service, _, _, _] if !service.contains(['*', '?', '$']) => 0,
        [_, _, _, _, _, _] => 1,
        _ => SHORT,
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
        assert!(of("*", "arn:aws:s3:::b") < 200 && of("*:*", "arn:aws:s3:::b") > all);
        assert!(of("*", "arn:*:s*:::b") > ANYWHERE && of("*", "arn:aws:s3:*") > SHORT * ANYWHERE);
    }

    #[test]
    fn a_long_text_weighs_more_than_two_halves() {
        let actions = |count: usize| vec![r#""s3:GetObject""#; count].join(",");
        assert!(of(&actions(600)) > 3 * of(&actions(300)));
    }
}
