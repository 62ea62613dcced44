//! The root, and what is in what: `ListRoots`, `ListParents`, `ListChildren`.

use serde_json::{Value, json};

use super::listing;
use super::rules::{parent_id, parent_not_found};
use crate::sandbox::ask::Ask;
use crate::sandbox::model::{Node, Organization};
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;

pub(super) fn list(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    Page::of(ask, "roots".to_owned())?;
    Ok(listing::answer("Roots", (vec![output(organization)], None)))
}

/// The root with its policy types, in AWS's words.
pub(super) fn output(organization: &Organization) -> Value {
    let root = &organization.root;
    let types: Vec<Value> = root
        .policy_types
        .iter()
        .map(|(kind, status)| json!({"Type": kind, "Status": status.word()}))
        .collect();
    json!({"Id": root.id, "Arn": organization.arn_of(&root.id), "Name": "Root", "PolicyTypes": types})
}

pub(super) fn parents(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let child = ask.input.required("ChildId")?;
    Page::of(ask, format!("parents of {child}"))?;
    let Some(parent) = organization.parent(child) else {
        let message = "We can't find an organizational unit (OU) or account with the ChildId that you specified.";
        return Err(Refusal::new("ChildNotFoundException", message));
    };
    let kind = organization.node(parent).map(Node::word);
    Ok(listing::answer(
        "Parents",
        (vec![json!({"Id": parent, "Type": kind})], None),
    ))
}

pub(super) fn children(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let parent = parent_id(ask.input.required("ParentId")?)?;
    let kind = ask.input.required("ChildType")?;
    let children = match kind {
        "ACCOUNT" => organization.accounts_in(parent),
        "ORGANIZATIONAL_UNIT" => organization.units_in(parent),
        _ => {
            return Err(Refusal::invalid(
                "INVALID_ENUM",
                "ChildType must be ACCOUNT or ORGANIZATIONAL_UNIT.",
            ));
        }
    };
    if !organization.is_parent(parent) {
        return Err(parent_not_found());
    }
    let page = Page::of(ask, format!("children of {parent}, {kind}"))?;
    let entries = children
        .range::<str, _>(page.range())
        .map(|id| (id.as_str(), json!({"Id": id, "Type": kind})));
    Ok(listing::answer("Children", page.cut(entries)))
}
