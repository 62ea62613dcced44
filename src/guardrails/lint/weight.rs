//! How much it takes to lint a document.

use super::super::actions::ActionTable;
use super::super::document::{Document, Node};
use super::subject::written;

/// From so many bytes on a text costs the more the longer it is: its statements are compared with each other.
const LONG: usize = 4_096;

/// About what it takes to lint a policy, in bytes of a short one: its text, and the names of actions that its patterns are compared with.
#[must_use]
pub fn weight(document: &Document, table: &ActionTable) -> usize {
    let bytes = document.bytes();
    let patterns = written(document).iter().flat_map(patterns);
    let names: usize = patterns.map(|pattern| table.compared(pattern)).sum();
    bytes.max(bytes.saturating_mul(bytes) / LONG) + names
}

/// The patterns of `Action` and `NotAction`.
fn patterns(statement: &Node) -> impl Iterator<Item = &str> {
    let members = statement.members().iter();
    let named = members.filter(|member| ["Action", "NotAction"].contains(&member.key.as_str()));
    named.flat_map(|member| member.value.items()).filter_map(Node::text)
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
        assert!(of(r#""*:Get?x""#) > all && of(r#""*:Get?x", "s*:b*c""#) > 2 * all);
        let ec2 = of(r#""ec2:*a*b""#);
        assert!(ec2 > 400 && ec2 < all, "{ec2}");
    }

    #[test]
    fn a_long_text_weighs_more_than_two_halves() {
        let actions = |count: usize| vec![r#""s3:GetObject""#; count].join(",");
        assert!(of(&actions(600)) > 3 * of(&actions(300)));
    }
}
