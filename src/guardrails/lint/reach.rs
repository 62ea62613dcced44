//! Which actions can meet the resources of a statement.

use std::collections::BTreeSet;

use super::super::actions::{ActionSet, ActionTable, ResourceType};
use super::super::evaluate::matching::{covers, overlaps, resource_overlaps};
use super::super::policy::Statement;

/// The resources of a statement.
pub(super) struct Reach {
    everything: bool,
    patterns: Vec<Parts>,
}

/// A pattern and its parts.
struct Parts {
    whole: String,
    parts: Vec<String>,
}

impl Parts {
    fn of(whole: String) -> Self {
        let parts = whole.splitn(6, ':').map(str::to_owned).collect();
        Self { whole, parts }
    }
}

/// The forms of the ARNs that some actions act on, each once; found as far as they are asked for.
pub(super) struct Forms<'a> {
    more: Box<dyn Iterator<Item = &'a ResourceType> + 'a>,
    seen: BTreeSet<&'a str>,
    found: Vec<Parts>,
}

impl<'a> Forms<'a> {
    /// Of these actions.
    pub(super) fn of(table: &'a ActionTable, actions: &'a ActionSet) -> Self {
        Self {
            more: Box::new(actions.iter().flat_map(|action| table.resource_types(action))),
            seen: BTreeSet::new(),
            found: Vec::new(),
        }
    }

    fn any(&mut self, wanted: impl Fn(&Parts) -> bool) -> bool {
        if self.found.iter().any(&wanted) {
            return true;
        }
        for of_type in self.more.by_ref() {
            if self.seen.insert(&of_type.arn) {
                let form = Parts::of(of_type.pattern());
                let is_wanted = wanted(&form);
                self.found.push(form);
                if is_wanted {
                    return true;
                }
            }
        }
        false
    }
}

impl Reach {
    /// Of a statement's `Resource`.
    pub(super) fn of(statement: &Statement) -> Self {
        Self {
            everything: statement.resources.texts().any(is_open),
            patterns: statement.resources.texts().map(opened).map(Parts::of).collect(),
        }
    }

    /// Of one pattern.
    pub(super) fn of_one(text: &str) -> Self {
        Self {
            everything: is_open(text),
            patterns: vec![Parts::of(opened(text))],
        }
    }

    /// Whether every ARN is among them.
    pub(super) fn is_everything(&self) -> bool {
        self.everything
    }

    /// Whether actions with these forms may act on one of them.
    pub(super) fn touches(&self, forms: &mut Forms<'_>) -> bool {
        forms.any(|form| self.patterns.iter().any(|pattern| meet(pattern, form)))
    }
}

/// Whether a pattern matches every ARN. What is no ARN's pattern has a finding of its own, and is not judged twice.
fn is_open(text: &str) -> bool {
    !text.starts_with("arn:") || covers(text, "arn:*")
}

/// Whether an ARN can have both forms. Parts are compared one by one: what the wildcards of IAM could match beyond a colon is no ARN.
fn meet(one: &Parts, other: &Parts) -> bool {
    if one.parts.len() != other.parts.len() {
        return resource_overlaps(&one.whole, &other.whole);
    }
    one.parts
        .iter()
        .zip(&other.parts)
        .all(|(one, other)| part_meets(one, other))
}

/// Whether some text matches both, told at once where that needs no comparison of patterns.
fn part_meets(one: &str, other: &str) -> bool {
    let is_plain = |text: &str| !text.contains(['*', '?', '$']);
    if one == "*" || other == "*" {
        return true;
    }
    if is_plain(one) && is_plain(other) {
        return one == other;
    }
    overlaps(one, other)
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
                meet(
                    &Parts::of(opened(pattern)),
                    &Parts::of("arn:*:ec2:*:*:vpn-gateway/*".to_owned())
                ),
                wanted,
                "{pattern}"
            );
        }
    }
}
