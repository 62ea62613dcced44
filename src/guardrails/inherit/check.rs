//! What is wrong with one policy of an inheriting type.

use std::collections::BTreeSet;

use super::super::document::{Document, Kind, Member, Node, Place};
use super::super::lint::{Finding, Severity};
use super::super::policy::operator::closest_of;
use super::operator::{ALL, CONTROL, MARK, NONE, Operator};
use super::shape::Shape;
use super::shapes::shape;
use crate::facts::policy_types;

/// What is wrong with a document of an inheriting type, in the order of the text. Keys and values are checked for the types whose syntax this
/// version knows; of others only the operators are.
#[must_use]
pub fn check(document: &Document, policy_type: &str) -> Vec<Finding> {
    let mut checker = Checker { findings: Vec::new() };
    checker.place(&document.root, &Below::default());
    if let Some((top, shape)) = shape(policy_type) {
        checker.top(&document.root, top, shape);
    }
    if policy_type == policy_types::TAG {
        checker.tag_keys(&document.root);
    }
    checker.findings.sort_by_key(|finding| finding.place.offset);
    checker.findings
}

/// What the controls above a place leave out.
#[derive(Debug, Clone, Default)]
struct Below {
    forbidden: BTreeSet<Operator>,
}

struct Checker {
    findings: Vec<Finding>,
}

impl Checker {
    fn place(&mut self, node: &Node, above: &Below) {
        let members = node.members();
        let is_setting = members.iter().any(|member| Operator::parse(&member.key).is_some());
        let control = members.iter().find(|member| member.key == CONTROL);
        let mut below = above.clone();
        for member in members {
            if let Some(operator) = Operator::parse(&member.key) {
                self.operator(operator, member);
            } else if member.key == CONTROL {
                below.forbidden.extend(self.control(member));
            } else if member.key.starts_with(MARK) {
                self.unknown_operator(member);
            } else if is_setting {
                let message = format!(
                    "`{}` stands beside operators, where it has no effect: what holds operators holds no keys",
                    member.key.escape_debug()
                );
                self.at_key("inherit-mixed", message, member, false);
            } else if matches!(member.value.kind, Kind::Object(_)) {
                continue;
            } else {
                let message = "a value stands under an operator: write `{\"@@assign\": …}`";
                self.at("inherit-bare-value", message, &member.value, true);
            }
        }
        if is_setting && control.is_none() && !above.forbidden.is_empty() {
            self.lock(members);
        }
        for member in members {
            let is_key = !member.key.starts_with(MARK);
            if is_key && matches!(member.value.kind, Kind::Object(_)) {
                self.place(&member.value, &below);
            }
        }
    }

    fn lock(&mut self, members: &[Member]) {
        let Some(member) = members.iter().find(|member| Operator::parse(&member.key).is_some()) else {
            return;
        };
        let message = format!(
            "`{CONTROL}` stands above this setting only: repeat it here, as AWS's own examples do, to be sure that it holds"
        );
        self.at_key("inherit-lock", message, member, false);
    }

    fn operator(&mut self, operator: Operator, member: &Member) {
        let is_list = matches!(member.value.kind, Kind::List(_));
        if operator != Operator::Assign && !is_list {
            let message = format!("`{operator}` takes a list of values");
            return self.at("inherit-list", message, &member.value, true);
        }
        for item in member.value.items() {
            if item.scalar().is_none() {
                let message =
                    format!("`{operator}` takes a value or a list of values, which are texts, numbers or truth values");
                self.at("inherit-value", message, item, true);
            }
        }
    }

    /// Checks a control, and gives what it forbids.
    fn control(&mut self, member: &Member) -> Vec<Operator> {
        let whole = &member.value;
        let Kind::List(items) = &whole.kind else {
            self.at(
                "inherit-control",
                format!("`{CONTROL}` takes a list: `[\"{NONE}\"]`"),
                whole,
                true,
            );
            return Vec::new();
        };
        let known = || Operator::EVERY.map(Operator::name).into_iter().chain([ALL, NONE]);
        let words: Vec<String> = items.iter().filter_map(Node::scalar).collect();
        for item in items {
            let word = item.scalar().unwrap_or_default();
            if !known().any(|known| known == word) {
                let hint = hint(closest_of(&word, known()));
                let message = format!("`{}` is not an operator that can be allowed{hint}", word.escape_debug());
                self.at("inherit-control", message, item, true);
            }
        }
        let alone = words.iter().any(|word| word == ALL || word == NONE);
        if items.is_empty() || (alone && items.len() > 1) {
            let message = format!("`{ALL}` and `{NONE}` stand alone, and no operator at all is `[\"{NONE}\"]`");
            self.at("inherit-control", message, whole, true);
        }
        let allowed = super::operator::Allowed::read(whole);
        Operator::EVERY
            .into_iter()
            .filter(|operator| !allowed.has(*operator))
            .collect()
    }

    fn unknown_operator(&mut self, member: &Member) {
        let known = Operator::EVERY.map(Operator::name).into_iter().chain([CONTROL]);
        let hint = hint(closest_of(&member.key, known));
        let message = format!("`{}` is not an operator{hint}", member.key.escape_debug());
        self.at_key("inherit-operator", message, member, true);
    }

    /// Checks that a document has the one key of its type, and what is below it.
    fn top(&mut self, root: &Node, top: &'static str, shape: &Shape) {
        let keys: Vec<&Member> = root
            .members()
            .iter()
            .filter(|member| !member.key.starts_with(MARK))
            .collect();
        for member in keys.iter().filter(|member| member.key != top) {
            let message = format!(
                "`{}` is not known here: a policy of this type has the one key `{top}`",
                member.key.escape_debug()
            );
            self.at_key("inherit-key", message, member, true);
        }
        if keys.is_empty() {
            self.at(
                "inherit-key",
                format!("a policy of this type has the one key `{top}`, and this has none"),
                root,
                true,
            );
        }
        if let Some(member) = root.member(top) {
            self.shaped(&member.value, shape);
        }
    }

    /// Checks keys and values against what the type knows. What is only new may be new to this version, and is warned of.
    fn shaped(&mut self, node: &Node, shape: &Shape) {
        let keys = || node.members().iter().filter(|member| !member.key.starts_with(MARK));
        match shape {
            Shape::Keys(known) => {
                for member in keys() {
                    match known.iter().find(|(key, _)| *key == member.key) {
                        Some((_, shape)) => self.shaped(&member.value, shape),
                        None => self.unknown_key(member, known.iter().map(|(key, _)| *key)),
                    }
                }
            }
            Shape::Known(known, each) => {
                for member in keys() {
                    if !known.contains(&member.key.as_str()) {
                        self.unknown_key(member, known.iter().copied());
                    }
                    self.shaped(&member.value, each);
                }
            }
            Shape::Each(each) => keys().for_each(|member| self.shaped(&member.value, each)),
            Shape::Free => {}
            Shape::Word(_) | Shape::Number(..) | Shape::Text | Shape::Texts => {
                for member in node.members() {
                    if let Some(operator) = Operator::parse(&member.key) {
                        self.value(operator, member, shape);
                    }
                }
            }
        }
    }

    fn unknown_key(&mut self, member: &Member, known: impl Iterator<Item = &'static str> + Clone) {
        let hint = match closest_of(&member.key, known.clone()) {
            Some(close) => hint(Some(close)),
            None => format!(
                ": {}",
                known
                    .take(8)
                    .map(|key| format!("`{key}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        };
        let message = format!("`{}` is not known here{hint}", member.key.escape_debug());
        self.at_key("inherit-key", message, member, false);
    }

    fn value(&mut self, operator: Operator, member: &Member, shape: &Shape) {
        let single = !matches!(shape, Shape::Texts);
        if single && operator != Operator::Assign {
            let message = format!("`{operator}` is for lists, and this is a single value: use `@@assign`");
            return self.at_key("inherit-list", message, member, true);
        }
        let is_list = matches!(member.value.kind, Kind::List(_));
        if single == is_list {
            let message = if single {
                "this takes a single value, not a list"
            } else {
                "this takes a list of values"
            };
            return self.at("inherit-value", message, &member.value, true);
        }
        for item in member.value.items() {
            // What is no value at all is reported with the operator.
            let Some(text) = item.scalar() else { continue };
            if let Some((wrong, error)) = misfit(shape, item, &text) {
                self.at("inherit-value", wrong, item, error);
            }
        }
    }

    /// `tag_key` is its policy key, but for the case.
    fn tag_keys(&mut self, root: &Node) {
        let tags = root.member("tags").map(|tags| tags.value.members()).unwrap_or_default();
        for tag in tags.iter().filter(|tag| !tag.key.starts_with(MARK)) {
            let assigned = tag
                .value
                .member("tag_key")
                .and_then(|key| key.value.member(Operator::Assign.name()));
            let Some(Kind::Text(key)) = assigned.map(|assigned| &assigned.value.kind) else {
                continue;
            };
            if let Some(assigned) = assigned.filter(|_| key.to_lowercase() != tag.key.to_lowercase()) {
                let message = format!(
                    "the tag key `{}` stands under `{}`: both are the same word, but for the case",
                    key.escape_debug(),
                    tag.key.escape_debug()
                );
                self.at("inherit-tag-key", message, &assigned.value, true);
            }
        }
    }

    fn at_key(&mut self, code: &'static str, message: impl Into<String>, member: &Member, error: bool) {
        self.push(code, message.into(), member.key_place(), error);
    }

    fn at(&mut self, code: &'static str, message: impl Into<String>, node: &Node, error: bool) {
        self.push(code, message.into(), node.place(), error);
    }

    fn push(&mut self, code: &'static str, message: String, place: Place, error: bool) {
        self.findings.push(Finding {
            code,
            severity: if error { Severity::Error } else { Severity::Warning },
            message,
            help: None,
            place,
        });
    }
}

/// What is wrong with one value, if anything is, and whether that is sure: a word may be new to this version.
fn misfit(shape: &Shape, node: &Node, text: &str) -> Option<(String, bool)> {
    let is_text = matches!(node.kind, Kind::Text(_));
    let shown = text.escape_debug();
    match shape {
        Shape::Word(words) if !(is_text && words.contains(&text)) => {
            let only_case = words.iter().any(|word| word.eq_ignore_ascii_case(text));
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            Some((
                format!("`{shown}` is none of {}", words.join(", ")),
                only_case || !is_text,
            ))
        }
        Shape::Number(least, most) => match text.parse::<i64>() {
            Ok(number) if (*least..=*most).contains(&number) => None,
            _ => Some((format!("`{shown}` is not a whole number from {least} to {most}"), true)),
        },
        Shape::Text | Shape::Texts if !is_text => {
            Some((format!("`{shown}` is not a text: put it in double quotes"), true))
        }
        _ => None,
    }
}

fn hint(close: Option<&str>) -> String {
    close
        .map(|close| format!(": did you mean `{close}`?"))
        .unwrap_or_default()
}
