//! Which actions can meet the resources of a statement.

use std::collections::{BTreeMap, BTreeSet};

use super::super::actions::{ActionSet, ActionTable, ResourceType};
use super::super::evaluate::matching::{covers, overlaps, resource_overlaps};
use super::super::policy::Statement;

/// The resources of a statement.
pub(super) struct Reach {
    everything: bool,
    patterns: Patterns,
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

    /// The service, where it has all parts of an ARN and says which.
    fn service(&self) -> Option<&str> {
        let service = self.parts.get(2).filter(|_| self.parts.len() == 6)?;
        is_plain(service).then_some(service.as_str())
    }
}

/// Patterns by their service: those of different services never meet.
#[derive(Default)]
struct Patterns {
    of_services: BTreeMap<String, Vec<Parts>>,
    others: Vec<Parts>,
}

impl Patterns {
    fn of(patterns: impl Iterator<Item = Parts>) -> Self {
        let mut all = Self::default();
        patterns.for_each(|pattern| all.push(pattern));
        all
    }

    fn push(&mut self, pattern: Parts) {
        let there = match pattern.service() {
            Some(service) => self.of_services.entry(service.to_owned()).or_default(),
            None => &mut self.others,
        };
        there.push(pattern);
    }

    fn all(&self) -> impl Iterator<Item = &Parts> {
        self.of_services.values().flatten().chain(&self.others)
    }

    /// Whether an ARN can have the form of one of them and this one.
    fn meet(&self, form: &Parts) -> bool {
        let any = |patterns: &[Parts]| patterns.iter().any(|pattern| meet(pattern, form));
        let in_service = match form.service() {
            Some(service) => self.of_services.get(service).is_some_and(|patterns| any(patterns)),
            None => self.of_services.values().any(|patterns| any(patterns)),
        };
        in_service || any(&self.others)
    }
}

/// The forms of the ARNs that some actions act on, each once; found as far as they are asked for.
pub(super) struct Forms<'a> {
    more: Box<dyn Iterator<Item = &'a ResourceType> + 'a>,
    seen: BTreeSet<&'a str>,
    found: Patterns,
}

impl<'a> Forms<'a> {
    /// Of these actions.
    pub(super) fn of(table: &'a ActionTable, actions: &'a ActionSet) -> Self {
        let more: Box<dyn Iterator<Item = &ResourceType>> = if *actions == table.all() {
            Box::new(table.all_resource_types())
        } else {
            Box::new(actions.iter().flat_map(|action| table.resource_types(action)))
        };
        Self {
            more,
            seen: BTreeSet::new(),
            found: Patterns::default(),
        }
    }

    /// Whether one of them meets one of the patterns.
    fn meet(&mut self, patterns: &Patterns) -> bool {
        if patterns.all().any(|pattern| self.found.meet(pattern)) {
            return true;
        }
        for of_type in self.more.by_ref() {
            if self.seen.insert(&of_type.arn) {
                let form = Parts::of(of_type.pattern());
                let is_wanted = patterns.meet(&form);
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
            patterns: Patterns::of(statement.resources.texts().map(opened).map(Parts::of)),
        }
    }

    /// Of one pattern.
    pub(super) fn of_one(text: &str) -> Self {
        Self {
            everything: is_open(text),
            patterns: Patterns::of(std::iter::once(Parts::of(opened(text)))),
        }
    }

    /// Whether every ARN is among them.
    pub(super) fn is_everything(&self) -> bool {
        self.everything
    }

    /// Whether actions with these forms may act on one of them.
    pub(super) fn touches(&self, forms: &mut Forms<'_>) -> bool {
        forms.meet(&self.patterns)
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
    if one == "*" || other == "*" {
        return true;
    }
    if is_plain(one) && is_plain(other) {
        return one == other;
    }
    overlaps(one, other)
}

fn is_plain(text: &str) -> bool {
    !text.contains(['*', '?', '$'])
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
    fn patterns_by_their_service_meet_as_one_by_one() {
        let texts = [
            "arn:*:ec2:*:*:vpn-gateway/*",
            "arn:*:e*:*:*:vpn-gateway/x",
            "arn:aws:ec2:*",
            "arn:*:s3:::b/*",
            "arn:aws:s3:::*",
            "arn:*:*:*:*:*",
            "arn:aws:sqs:eu-west-1:1:q",
        ];
        let parts = |text: &&str| Parts::of((*text).to_owned());
        let all = Patterns::of(texts.iter().map(parts));
        assert_eq!(all.all().count(), texts.len());
        for skipped in texts {
            let some = Patterns::of(texts.iter().filter(|text| **text != skipped).map(parts));
            for form in texts.iter().map(parts) {
                let one_by_one = some.all().any(|pattern| meet(pattern, &form));
                assert_eq!(some.meet(&form), one_by_one, "{} without {skipped}", form.whole);
            }
        }
    }

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
