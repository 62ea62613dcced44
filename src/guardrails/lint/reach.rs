//! Which actions can meet the resources of a statement.

use super::super::actions::{ActionId, ActionTable};
use super::super::evaluate::matching::{covers, overlaps, resource_overlaps};
use super::super::policy::Statement;

/// The resources of a statement.
pub(super) struct Reach {
    everything: bool,
    patterns: Vec<String>,
}

impl Reach {
    /// Of a statement's `Resource`.
    pub(super) fn of(statement: &Statement) -> Self {
        Self {
            everything: statement.resources.texts().any(is_open),
            patterns: statement.resources.texts().map(opened).collect(),
        }
    }

    /// Of one pattern.
    pub(super) fn of_one(text: &str) -> Self {
        Self {
            everything: is_open(text),
            patterns: vec![opened(text)],
        }
    }

    /// Whether every ARN is among them.
    pub(super) fn is_everything(&self) -> bool {
        self.everything
    }

    /// Whether an action may act on one of them.
    pub(super) fn touches(&self, table: &ActionTable, action: ActionId) -> bool {
        table.resource_types(action).any(|of_type| {
            let form = of_type.pattern();
            self.patterns.iter().any(|pattern| meet(pattern, &form))
        })
    }
}

/// Whether a pattern matches every ARN. What is no ARN's pattern has a finding of its own, and is not judged twice.
fn is_open(text: &str) -> bool {
    !text.starts_with("arn:") || covers(text, "arn:*")
}

/// Whether an ARN can have both forms. Parts are compared one by one: what the wildcards of IAM could match beyond a colon is no ARN.
fn meet(pattern: &str, form: &str) -> bool {
    let parts = |text: &str| text.splitn(6, ':').map(str::to_owned).collect::<Vec<_>>();
    let (one, other) = (parts(pattern), parts(form));
    if one.len() != other.len() {
        return resource_overlaps(pattern, form);
    }
    one.iter().zip(&other).all(|(one, other)| overlaps(one, other))
}

/// A pattern in which variables may stand for anything.
fn opened(text: &str) -> String {
    let mut open = String::new();
    let mut rest = text;
    while let Some((before, variable)) = rest.split_once("${") {
        open.push_str(before);
        open.push('*');
        rest = variable.split_once('}').map_or("", |(_, after)| after);
    }
    open.push_str(rest);
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_meet_part_by_part() {
        for (pattern, wanted) in [
            ("arn:*:ec2:*:*:vpn-gateway/*", true),
            ("arn:aws:ec2:eu-west-1:111122223333:vpn-gateway/vgw-1", true),
            ("arn:*:ec2:*:*:vpc-gateway/*", false),
            ("arn:*:ec2:*:*:v*", true),
            ("arn:aws:ec2:*", true),
            ("arn:aws:s3:*", false),
            ("arn:aws:ec2:*:*:${*}/*", true),
        ] {
            assert_eq!(
                meet(&opened(pattern), "arn:*:ec2:*:*:vpn-gateway/*"),
                wanted,
                "{pattern}"
            );
        }
    }
}
