//! Which actions can meet the resources of a statement.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::super::actions::{ActionSet, ActionTable, ResourceType};
use super::super::evaluate::matching::{covers, overlaps, resource_overlaps};
use super::super::policy::Statement;
use super::exempt::literal_start;

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

    /// Whether one of them is wanted, of those that could meet this one.
    fn any(&self, other: &Parts, wanted: impl Fn(&Parts) -> bool) -> bool {
        let any = |patterns: &[Parts]| patterns.iter().any(&wanted);
        let in_service = match other.service() {
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
    /// Those of all actions, found once for all policies.
    all: Option<&'static AllForms>,
}

struct AllForms {
    patterns: Patterns,
    first: Option<&'static str>,
}

static ALL: LazyLock<AllForms> = LazyLock::new(|| {
    let mut forms = Forms {
        more: Box::new(ActionTable::embedded().all_resource_types()),
        seen: BTreeSet::new(),
        found: Patterns::default(),
        all: None,
    };
    forms.any(&Patterns::default());
    AllForms {
        first: forms.first(),
        patterns: forms.found,
    }
});

impl<'a> Forms<'a> {
    /// Of these actions.
    pub(super) fn of(table: &'a ActionTable, actions: &'a ActionSet) -> Self {
        let is_all = std::ptr::eq(table, ActionTable::embedded()) && *actions == table.all();
        Self {
            more: match is_all {
                true => Box::new(std::iter::empty()),
                false => Box::new(actions.iter().flat_map(|action| table.resource_types(action))),
            },
            seen: BTreeSet::new(),
            found: Patterns::default(),
            all: is_all.then(|| &*ALL),
        }
    }

    /// The first of those found so far.
    pub(super) fn first(&self) -> Option<&'a str> {
        match self.all {
            Some(all) => all.first,
            None => self.seen.first().copied(),
        }
    }

    /// Whether one of them meets one of the patterns.
    fn any(&mut self, patterns: &Patterns) -> bool {
        let known = self.all.map_or(&self.found, |all| &all.patterns);
        if patterns
            .all()
            .any(|pattern| known.any(pattern, |form| meet(pattern, form)))
        {
            return true;
        }
        for of_type in self.more.by_ref() {
            if self.seen.insert(&of_type.arn) {
                let form = Parts::of(of_type.pattern());
                let is_wanted = patterns.any(&form, |pattern| meet(pattern, &form));
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
        forms.any(&self.patterns)
    }
}

/// Whether a pattern matches every ARN. What is no ARN's pattern has a finding of its own, and is not judged twice.
fn is_open(text: &str) -> bool {
    !text.starts_with("arn:") || covers(text, "arn:*")
}

/// Whether an ARN can have both forms. Parts are compared one by one: what the wildcards of IAM could match beyond a colon is no ARN.
fn meet(one: &Parts, other: &Parts) -> bool {
    if one.parts.len() != other.parts.len() {
        return !is_apart(one, other) && resource_overlaps(&one.whole, &other.whole);
    }
    one.parts
        .iter()
        .zip(&other.parts)
        .all(|(one, other)| part_meets(one, other))
}

/// Whether no text matches a pattern and the form of an ARN, told by what stands before the pattern's first wildcard.
fn is_apart(pattern: &Parts, form: &Parts) -> bool {
    for (one, other) in pattern.parts.iter().zip(&form.parts) {
        if !is_plain(one) {
            let (one, other) = (literal_start(one), literal_start(other));
            return !one.starts_with(other) && !other.starts_with(one);
        }
        if !part_meets(one, other) {
            return true;
        }
    }
    false
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
                let meets = |pattern: &Parts| meet(pattern, &form);
                assert_eq!(
                    some.any(&form, meets),
                    some.all().any(meets),
                    "{} without {skipped}",
                    form.whole
                );
            }
        }
    }

    #[test]
    fn all_actions_have_the_forms_of_each() {
        let table = ActionTable::embedded();
        let all = table.all();
        let one_by_one: BTreeSet<&str> = all
            .iter()
            .flat_map(|action| table.resource_types(action))
            .map(|of| of.arn.as_str())
            .collect();
        assert_eq!(Forms::of(table, &all).first(), one_by_one.first().copied());
        assert_eq!(ALL.patterns.all().count(), one_by_one.len());
    }

    #[test]
    fn what_is_apart_never_overlaps() {
        let patterns = [
            "arn:aws:ec*",
            "arn:aws:s3:*",
            "arn:*",
            "arn:a*:ec2:x*",
            "arn:aws:ec2:eu*",
            "arn:aws:e?2",
            "arn:cn:ec2",
            "arn:aws:ec2x*",
        ];
        let forms = [
            "arn:*:ec2:*:*:vpc/*",
            "arn:*:s3:::*",
            "arn:*:e:x:1:*",
            "arn:*:ec2:eu-west-1:*:v",
        ];
        let mut apart = 0;
        for (pattern, form) in patterns
            .iter()
            .flat_map(|one| forms.iter().map(move |other| (one, other)))
        {
            if is_apart(&Parts::of((*pattern).to_owned()), &Parts::of((*form).to_owned())) {
                assert!(!resource_overlaps(pattern, form), "{pattern} {form}");
                apart += 1;
            }
        }
        assert!(apart > 8, "{apart}");
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
