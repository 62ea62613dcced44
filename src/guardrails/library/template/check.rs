//! Whether a template can be filled, whatever the arguments.

use std::collections::{BTreeMap, BTreeSet};

use super::super::file::FileError;
use super::super::guardrail::{EXEMPT, EXEMPT_ROLES, Parameter};
use super::super::kind::Kind as Takes;
use super::pieces;
use super::rule::{Condition, EACH, Each, IF, NUMBER, rule};
use crate::guardrails::document::{Kind, Node};

/// The names that can be used at a place; of those of parameters what they take.
type Names<'n> = BTreeMap<&'n str, Option<Takes>>;

/// Whether every place can be filled, and every parameter has one.
pub(super) fn check(root: &Node, parameters: &[Parameter]) -> Result<(), FileError> {
    let mut names: Names<'_> = BTreeMap::new();
    for parameter in parameters {
        if parameter.name == EXEMPT_ROLES {
            names.insert(EXEMPT, Some(Takes::RolePatterns));
        } else {
            names.insert(&parameter.name, Some(parameter.kind));
        }
    }
    let mut used = BTreeSet::new();
    node(root, &names, &mut used)?;
    match names.keys().find(|name| !used.contains(**name)) {
        Some(name) => wrong(format!("the parameter `{name}` is not used")),
        None => Ok(()),
    }
}

fn wrong<T>(message: String) -> Result<T, FileError> {
    Err(FileError(format!("policy: {message}")))
}

fn node(at: &Node, names: &Names<'_>, used: &mut BTreeSet<String>) -> Result<(), FileError> {
    match &at.kind {
        Kind::Text(text) => value(text, names, used),
        Kind::List(items) => items.iter().try_for_each(|item| node(item, names, used)),
        Kind::Object(_) => object(at, names, used),
        _ => Ok(()),
    }
}

fn object(at: &Node, outer: &Names<'_>, used: &mut BTreeSet<String>) -> Result<(), FileError> {
    let mut names = outer.clone();
    if let Some(text) = rule(at, EACH) {
        let Some(each) = Each::parse(text) else {
            return wrong(format!("`<each>` is `NAME in PARAMETER`, not `{text}`"));
        };
        if !name(each.parameter, outer, used)?.is_some_and(Takes::is_list) {
            return wrong(format!("`<each>` repeats over a list, not over `{}`", each.parameter));
        }
        if outer.contains_key(each.variable) {
            return wrong(format!("`{}` of `<each>` is the name of a parameter", each.variable));
        }
        names.insert(each.variable, None);
        names.insert(NUMBER, None);
    }
    if let Some(text) = rule(at, IF) {
        let Some(condition) = Condition::parse(text) else {
            return wrong(format!("`<if>` cannot be read: `{text}`"));
        };
        name(condition.parameter, &names, used)?;
    }
    for member in at.members() {
        match member.key.as_str() {
            EACH | IF => {}
            key => {
                for found in pieces::names(key) {
                    if name(found, &names, used)?.is_some_and(Takes::is_list) {
                        return wrong(format!("the list `{found}` cannot stand in a key"));
                    }
                }
                node(&member.value, &names, used)?;
            }
        }
    }
    Ok(())
}

fn name(found: &str, names: &Names<'_>, used: &mut BTreeSet<String>) -> Result<Option<Takes>, FileError> {
    match names.get(found) {
        Some(takes) => {
            used.insert(found.to_owned());
            Ok(*takes)
        }
        None => wrong(format!("`<{found}>` is no parameter")),
    }
}

fn value(text: &str, names: &Names<'_>, used: &mut BTreeSet<String>) -> Result<(), FileError> {
    let whole = pieces::whole(text).is_some();
    for found in pieces::names(text) {
        let takes = name(found, names, used)?;
        if takes == Some(Takes::RolePatterns) && !whole {
            return wrong(format!("`<{found}>` is whole ARNs, not a part of `{text}`"));
        }
    }
    let plain = |piece: &pieces::Piece<'_>| matches!(piece, pieces::Piece::Plain(plain) if plain.contains(['<', '>']));
    if pieces::pieces(text).iter().any(plain) {
        return wrong(format!("`{text}` holds an angle bracket that names nothing"));
    }
    Ok(())
}
