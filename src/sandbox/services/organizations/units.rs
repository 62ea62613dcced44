//! Organizational units.

use serde_json::{Value, json};

use super::listing;
use super::rules::{checked_tags, parent_id, parent_not_found, sized};
use crate::facts::quotas;
use crate::sandbox::ask::Ask;
use crate::sandbox::model::{Organization, Unit};
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;

pub(super) fn list(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let parent = parent_id(ask.input.required("ParentId")?)?;
    if !organization.is_parent(parent) {
        return Err(parent_not_found());
    }
    let page = Page::of(ask, format!("units in {parent}"))?;
    let ids = organization.units_in(parent).range::<str, _>(page.range());
    let entries = ids.map(|id| (id.as_str(), output(organization, id)));
    Ok(listing::answer("OrganizationalUnits", page.cut(entries)))
}

pub(super) fn describe(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let id = existing(organization, ask)?;
    Ok(json!({"OrganizationalUnit": output(organization, id)}))
}

pub(super) fn create(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let parent = parent_id(ask.input.required("ParentId")?)?;
    let name = sized("Name", ask.input.required("Name")?, 1, quotas::UNIT_NAME)?;
    let tags = checked_tags(&ask.input.tags()?)?;
    if !organization.is_parent(parent) {
        return Err(parent_not_found());
    }
    free_name(organization, parent, name)?;
    if organization.chain(parent).len() > quotas::UNIT_DEPTH {
        let message = "You have exceeded the maximum depth of the organizational unit (OU) tree.";
        return Err(Refusal::constraint("OU_DEPTH_LIMIT_EXCEEDED", message));
    }
    if organization.units.len() >= quotas::UNITS {
        let message =
            "You have exceeded the number of organizational units (OUs) that you can have in an organization.";
        return Err(Refusal::constraint("OU_NUMBER_LIMIT_EXCEEDED", message));
    }
    let id = organization.new_unit_id();
    let unit = Unit {
        name: name.to_owned(),
        parent: parent.to_owned(),
    };
    organization.put_unit(&id, unit);
    if !tags.is_empty() {
        organization.retag(&id, ask.now, |all| *all = tags);
    }
    Ok(json!({"OrganizationalUnit": output(organization, &id)}))
}

pub(super) fn update(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let id = existing(organization, ask)?;
    if let Some(name) = ask.input.text("Name")? {
        sized("Name", name, 1, quotas::UNIT_NAME)?;
        if organization.node_name(id) != name {
            free_name(organization, organization.parent(id).unwrap_or_default(), name)?;
        }
        if let Some(unit) = organization.units.get_mut(id) {
            name.clone_into(&mut unit.name);
        }
    }
    Ok(json!({"OrganizationalUnit": output(organization, id)}))
}

pub(super) fn delete(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let id = existing(organization, ask)?;
    if !organization.units_in(id).is_empty() || !organization.accounts_in(id).is_empty() {
        let message = "The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and try the operation again.";
        return Err(Refusal::new("OrganizationalUnitNotEmptyException", message));
    }
    organization.drop_unit(id);
    Ok(Value::Null)
}

fn existing<'a>(organization: &Organization, ask: &Ask<'a>) -> Result<&'a str, Refusal> {
    let id = parent_id(ask.input.required("OrganizationalUnitId")?)?;
    if organization.units.contains_key(id) {
        Ok(id)
    } else {
        let message = "You specified an organizational unit that doesn't exist.";
        Err(Refusal::new("OrganizationalUnitNotFoundException", message))
    }
}

fn free_name(organization: &Organization, parent: &str, name: &str) -> Result<(), Refusal> {
    let mut siblings = organization.units_in(parent).iter();
    if siblings.any(|unit| organization.node_name(unit) == name) {
        let message = "An OU with the same name already exists.";
        return Err(Refusal::new("DuplicateOrganizationalUnitException", message));
    }
    Ok(())
}

fn output(organization: &Organization, id: &str) -> Value {
    json!({
        "Id": id,
        "Arn": organization.arn_of(id),
        "Name": organization.node_name(id),
        "Path": organization.path(id),
    })
}
