//! Filling a template.

use std::collections::BTreeSet;

use super::super::bind::Bound;
use super::pieces::{self, Piece};
use super::rule::{Condition, EACH, Each, IF, NUMBER, rule};
use super::values::Values;
use crate::guardrails::document::{Kind, Member, Node};
use crate::guardrails::policy::Operator;

/// What stands in place of a value.
enum Filled {
    /// This value.
    Value(Node),
    /// A list that ended up empty.
    Emptied,
}

/// The whole document; nothing where it had statements and none is left.
pub(super) fn document(root: &Node, values: &Values<'_>) -> Option<Node> {
    let mut members = Vec::new();
    for member in root.members() {
        let value = if member.key == "Statement" {
            let mut kept = Vec::new();
            for (statement, values) in repeated(member.value.items(), values) {
                kept.extend(self::statement(statement, &values));
            }
            if kept.is_empty() {
                return None;
            }
            with(&member.value, Kind::List(kept))
        } else {
            if dropped(&member.value, values) {
                continue;
            }
            plain(fill(&member.value, values), &member.value)
        };
        members.push(renamed(member, values, value));
    }
    Some(with(root, Kind::Object(members)))
}

/// The items that `<if>` keeps, once for every item that `<each>` names, with the values that hold there.
fn repeated<'t, 'v>(items: &'t [Node], values: &Values<'v>) -> Vec<(&'t Node, Values<'v>)> {
    let mut kept = Vec::new();
    for item in items {
        let Some(each) = rule(item, EACH).and_then(Each::parse) else {
            if !dropped(item, values) {
                kept.push((item, values.clone()));
            }
            continue;
        };
        for (number, text) in (1..).zip(values.texts(each.parameter)) {
            let inner = values.clone().with(each.variable, Bound::Text(text));
            let inner = inner.with(NUMBER, Bound::Number(number));
            if !dropped(item, &inner) {
                kept.push((item, inner));
            }
        }
    }
    kept
}

fn dropped(object: &Node, values: &Values<'_>) -> bool {
    rule(object, IF)
        .and_then(Condition::parse)
        .is_some_and(|condition| !condition.holds(values))
}

/// A statement; nothing where a list that it needs ended up empty.
fn statement(node: &Node, values: &Values<'_>) -> Option<Node> {
    let mut members = Vec::new();
    for member in node.members() {
        let value = match member.key.as_str() {
            IF | EACH => continue,
            "Condition" => match conditions(&member.value, values)? {
                conditions if conditions.is_empty() => continue,
                conditions => with(&member.value, Kind::Object(conditions)),
            },
            _ => match fill(&member.value, values) {
                Filled::Value(value) => value,
                Filled::Emptied => return None,
            },
        };
        members.push(renamed(member, values, value));
    }
    Some(with(node, Kind::Object(members)))
}

/// The operators of a condition. A key of a negated operator without values asks for nothing and goes; any other would be false.
fn conditions(node: &Node, values: &Values<'_>) -> Option<Vec<Member>> {
    let mut operators = Vec::new();
    for operator in node.members() {
        let negated = Operator::parse(&operator.key).is_some_and(|operator| operator.comparison.is_negated());
        let mut keys = Vec::new();
        for key in operator.value.members() {
            match fill(&key.value, values) {
                Filled::Value(value) => keys.push(renamed(key, values, value)),
                Filled::Emptied if negated => {}
                Filled::Emptied => return None,
            }
        }
        if !keys.is_empty() {
            operators.push(renamed(operator, values, with(&operator.value, Kind::Object(keys))));
        }
    }
    Some(operators)
}

fn fill(node: &Node, values: &Values<'_>) -> Filled {
    match &node.kind {
        Kind::Text(text) => text_value(node, text, values),
        Kind::List(items) => list(node, items, values),
        Kind::Object(members) => {
            let mut filled = Vec::new();
            for member in members {
                if [IF, EACH].contains(&member.key.as_str()) || dropped(&member.value, values) {
                    continue;
                }
                let value = plain(fill(&member.value, values), &member.value);
                filled.push(renamed(member, values, value));
            }
            Filled::Value(with(node, Kind::Object(filled)))
        }
        _ => Filled::Value(node.clone()),
    }
}

/// Outside a statement an empty list is an empty list.
fn plain(filled: Filled, of: &Node) -> Node {
    match filled {
        Filled::Value(value) => value,
        Filled::Emptied => with(of, Kind::List(Vec::new())),
    }
}

/// A text that is a value of its own: a list where it names one.
fn text_value(node: &Node, text: &str, values: &Values<'_>) -> Filled {
    // Numbers stay texts: conditions read them so, and declarative policies want them so ("http_put_response_hop_limit": {"@@assign": "2"}).
    if let Some(Bound::Boolean(truth)) = pieces::whole(text).and_then(|name| values.get(name)) {
        return Filled::Value(with(node, Kind::Bool(*truth)));
    }
    let many = names_a_list(text, values);
    let mut texts = texts(text, values).into_iter();
    match (texts.next(), many) {
        (None, _) => Filled::Emptied,
        (Some(first), false) => Filled::Value(with(node, Kind::Text(first))),
        (Some(first), true) => {
            let items = std::iter::once(first).chain(texts);
            Filled::Value(with(
                node,
                Kind::List(items.map(|text| with(node, Kind::Text(text))).collect()),
            ))
        }
    }
}

/// A list: texts that name lists are spliced, and no text stands there twice.
fn list(node: &Node, items: &[Node], values: &Values<'_>) -> Filled {
    let mut filled: Vec<Node> = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (item, values) in repeated(items, values) {
        let Kind::Text(text) = &item.kind else {
            filled.push(plain(fill(item, &values), item));
            continue;
        };
        for text in texts(text, &values) {
            if seen.insert(text.clone()) {
                filled.push(with(item, Kind::Text(text)));
            }
        }
    }
    if filled.is_empty() && !items.is_empty() {
        return Filled::Emptied;
    }
    Filled::Value(with(node, Kind::List(filled)))
}

fn names_a_list(text: &str, values: &Values<'_>) -> bool {
    pieces::names(text).any(|name| matches!(values.get(name), Some(Bound::Many(_))))
}

/// The texts that a text becomes: one for every item of the lists it names. What is put in is never read again.
fn texts(text: &str, values: &Values<'_>) -> Vec<String> {
    if let Some(name) = pieces::whole(text) {
        return values.texts(name);
    }
    let mut texts = vec![String::new()];
    for piece in pieces::pieces(text) {
        let parts = match piece {
            Piece::Plain(plain) => vec![plain.to_owned()],
            Piece::Name(name) => values.texts(name),
        };
        texts = texts
            .iter()
            .flat_map(|start| parts.iter().map(move |part| format!("{start}{part}")))
            .collect();
    }
    texts
}

fn renamed(member: &Member, values: &Values, value: Node) -> Member {
    Member {
        key: texts(&member.key, values).concat(),
        offset: member.offset,
        length: member.length,
        value,
    }
}

fn with(node: &Node, kind: Kind) -> Node {
    Node {
        offset: node.offset,
        length: node.length,
        kind,
    }
}
