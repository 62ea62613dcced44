//! From arguments, defaults and surroundings to the values that a template is filled with.

use std::collections::{BTreeMap, BTreeSet};

use super::argument::{Argument, Arguments};
use super::guardrail::{Default, EXEMPT, EXEMPT_ROLES, Guardrail, Parameter};
use super::kind::Kind;
use super::problem::{Problem, Where};
use super::role;
use super::surroundings::Surroundings;
use crate::facts::suggest::{closest, list};

/// A value that a template is filled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bound {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// A truth value.
    Boolean(bool),
    /// A list of texts, none twice.
    Many(Vec<String>),
}

impl Bound {
    /// The value as texts.
    pub(super) fn texts(&self) -> Vec<String> {
        match self {
            Self::Text(text) => vec![text.clone()],
            Self::Number(number) => vec![number.to_string()],
            Self::Boolean(truth) => vec![truth.to_string()],
            Self::Many(texts) => texts.clone(),
        }
    }

    /// How many texts it is.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Many(texts) => texts.len(),
            Self::Text(_) | Self::Number(_) | Self::Boolean(_) => 1,
        }
    }

    /// About how many bytes its texts have.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Many(texts) => texts.iter().map(String::len).sum(),
            Self::Number(_) | Self::Boolean(_) => 5,
        }
    }

    /// Whether a text is the value, or one of the list.
    pub(super) fn holds(&self, wanted: &str) -> bool {
        match self {
            Self::Text(text) => text == wanted,
            Self::Many(texts) => texts.iter().any(|text| text == wanted),
            Self::Number(_) | Self::Boolean(_) => self.texts().iter().any(|text| text == wanted),
        }
    }

    /// What `"<if>": "PARAM"` asks: whether there is something.
    pub(super) fn is_set(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Number(_) => true,
            Self::Boolean(truth) => *truth,
            Self::Many(texts) => !texts.is_empty(),
        }
    }
}

/// The value of every parameter, by name, and of `exempt`.
pub(super) fn bind(
    guardrail: &Guardrail,
    arguments: &Arguments,
    surroundings: &Surroundings,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Bound> {
    let names = || guardrail.parameters.iter().map(|parameter| parameter.name.as_str());
    for name in arguments.keys() {
        if !names().any(|known| known == name) {
            problems.push(unknown(guardrail, name, names()));
        }
    }
    let mut bound = BTreeMap::new();
    for parameter in &guardrail.parameters {
        if let Some(value) = value(parameter, arguments, surroundings, problems) {
            bound.insert(parameter.name.clone(), value);
        }
    }
    if surroundings
        .exempt
        .iter()
        .map(|role| role.len() + PATTERN)
        .sum::<usize>()
        > LIST
    {
        problems.push(too_long(EXEMPT, Where::Guardrail));
    } else if let Some(Bound::Many(roles)) = bound.get(EXEMPT_ROLES).cloned() {
        let mut exempt = Vec::new();
        for written in &surroundings.exempt {
            match role::arn_pattern(written) {
                Ok(pattern) => exempt.push(pattern),
                Err((message, help)) => {
                    problems.push(Problem::new("invalid-role", Where::Guardrail, message).help(help));
                }
            }
        }
        exempt.extend(roles);
        bound.insert(EXEMPT.to_owned(), Bound::Many(without_repeats(exempt)));
    }
    bound
}

/// So many characters all texts of one list may have: no policy takes half as many.
const LIST: usize = 20_000;

/// What stands before a name in the pattern of a role.
const PATTERN: usize = "arn:*:iam::*:role/".len();

/// Each text once, where it is first.
pub(super) fn without_repeats(mut texts: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    texts
}

fn too_long(name: &str, at: Where) -> Problem {
    let message = format!("the texts of `{name}` have more than {LIST} characters: no policy takes as many");
    Problem::new("too-long", at, message).help("name fewer, or write patterns")
}

fn unknown<'a>(guardrail: &Guardrail, name: &str, names: impl Iterator<Item = &'a str> + Clone) -> Problem {
    let message = format!("`{guardrail}` has no parameter `{}`", name.escape_debug());
    let help = match closest(name, names.clone()) {
        Some(known) => format!("did you mean `{known}`?"),
        None if guardrail.parameters.is_empty() => "it has no parameters".to_owned(),
        None => format!("its parameters: {}", list(names)),
    };
    Problem::new("unknown-parameter", Where::Name(name.to_owned()), message).help(help)
}

fn value(
    parameter: &Parameter,
    arguments: &Arguments,
    surroundings: &Surroundings,
    problems: &mut Vec<Problem>,
) -> Option<Bound> {
    if let Some(argument) = arguments.get(&parameter.name) {
        return checked(parameter, argument, problems);
    }
    let name = &parameter.name;
    match &parameter.default {
        Some(Default::Value(argument)) => checked(parameter, argument, problems),
        Some(Default::ApprovedRegions) if !surroundings.approved_regions.is_empty() => {
            checked(parameter, &Argument::texts(&surroundings.approved_regions), problems)
        }
        Some(Default::OrganizationId) if surroundings.organization_id.is_some() => surroundings
            .organization_id
            .clone()
            .and_then(|id| checked(parameter, &Argument::Text(id), problems)),
        other => {
            let missing = format!("the parameter `{name}` is missing");
            let help = match other {
                Some(Default::ApprovedRegions) => {
                    format!("write `approved` in `[regions]`, or `with = {{ {name} = [\"eu-west-1\"] }}`")
                }
                Some(Default::OrganizationId) => {
                    format!("write `id` in `[organization]`, or `with = {{ {name} = \"o-a1b2c3d4e5\" }}`")
                }
                _ => format!("write `with = {{ {name} = … }}`: {}", parameter.kind.words()),
            };
            problems.push(Problem::new("missing-parameter", Where::Missing(name.clone()), missing).help(help));
            None
        }
    }
}

/// The value an argument gives, or what is wrong with it.
pub(super) fn checked(parameter: &Parameter, argument: &Argument, problems: &mut Vec<Problem>) -> Option<Bound> {
    let name = &parameter.name;
    let kind = parameter.kind;
    match argument {
        Argument::Boolean(truth) if kind == Kind::Boolean => Some(Bound::Boolean(*truth)),
        Argument::Number(number) if kind == Kind::Number => within(parameter, *number, problems).map(Bound::Number),
        Argument::Text(written) if matches!(kind, Kind::Text | Kind::OrganizationId) => {
            if written.is_empty() && parameter.may_be_empty() {
                return Some(Bound::Text(String::new()));
            }
            let text = text(kind, written, Where::Argument(name.clone()), problems)?;
            one_of(parameter, text, problems).map(Bound::Text)
        }
        Argument::List(items) if kind.is_list() => {
            if items.is_empty() && !parameter.may_be_empty() {
                let message = format!("the list `{name}` is empty: it would leave nothing of the guardrail");
                let problem = Problem::new("empty-parameter", Where::Argument(name.clone()), message);
                problems.push(problem.help("name something, or leave the guardrail out"));
                return None;
            }
            let mut texts = Some(Vec::new());
            let mut seen = BTreeSet::new();
            for (index, item) in items.iter().enumerate() {
                let at = Where::Item(name.clone(), index);
                let value = match item {
                    Argument::Text(written) => text(kind, written, at, problems),
                    other => {
                        problems.push(wrong_sort(parameter, other, at));
                        None
                    }
                };
                match (value, &mut texts) {
                    (Some(value), Some(texts)) if seen.insert(value.clone()) => texts.push(value),
                    (Some(_), Some(_)) => {}
                    (None, texts) => *texts = None,
                    (Some(_), None) => {}
                }
            }
            if seen.iter().map(String::len).sum::<usize>() > LIST {
                problems.push(too_long(name, Where::Argument(name.clone())));
                return None;
            }
            texts.map(Bound::Many)
        }
        other => {
            problems.push(wrong_sort(parameter, other, Where::Argument(name.clone())));
            None
        }
    }
}

fn text(kind: Kind, written: &str, at: Where, problems: &mut Vec<Problem>) -> Option<String> {
    match kind.text(written) {
        Ok(text) => Some(text),
        Err((message, help)) => {
            problems.push(Problem::new("invalid-parameter", at, message).help(help));
            None
        }
    }
}

/// A number between the parameter's bounds.
fn within(parameter: &Parameter, number: i64, problems: &mut Vec<Problem>) -> Option<i64> {
    if parameter
        .range
        .is_none_or(|(least, most)| (least..=most).contains(&number))
    {
        return Some(number);
    }
    let message = format!("`{}` takes {}, not {number}", parameter.name, parameter.takes());
    let at = Where::Argument(parameter.name.clone());
    problems.push(Problem::new("invalid-parameter", at, message));
    None
}

/// One of the texts that the parameter takes.
fn one_of(parameter: &Parameter, text: String, problems: &mut Vec<Problem>) -> Option<String> {
    if parameter.values.is_empty() || parameter.values.contains(&text) {
        return Some(text);
    }
    let message = format!(
        "`{}` takes {}, not `{}`",
        parameter.name,
        parameter.takes(),
        text.escape_debug()
    );
    let problem = Problem::new("invalid-parameter", Where::Argument(parameter.name.clone()), message);
    let known = closest(&text, parameter.values.iter().map(String::as_str));
    problems.push(match known {
        Some(known) => problem.help(format!("did you mean `{known}`?")),
        None => problem,
    });
    None
}

fn wrong_sort(parameter: &Parameter, found: &Argument, at: Where) -> Problem {
    let name = &parameter.name;
    let in_list = matches!(at, Where::Item(..));
    let wanted = if in_list { "texts" } else { parameter.kind.words() };
    let verb = if in_list { "takes a list of" } else { "takes" };
    let message = format!("`{name}` {verb} {wanted}, not {}", found.sort());
    let problem = Problem::new("wrong-parameter", at, message);
    match found {
        Argument::Text(text) if parameter.kind.is_list() && !in_list => {
            problem.help(format!("write it in brackets: `[{}]`", Argument::Text(text.clone())))
        }
        Argument::Number(_) if in_list || parameter.kind.is_list() => problem.help("write it in quotes, in brackets"),
        _ => problem,
    }
}
