//! Roles, as far as AssumeRole needs them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::state::{Iam, Identities, Role, is_role_name};
use crate::sandbox::ask::Ask;
use crate::sandbox::model::{Place, State};
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::service::Spot;

/// A role of an account: one that was made there, one that Organizations made with the account, or one that the seed puts in every account.
pub(in crate::sandbox) fn role(state: &State, account: &str, name: &str) -> Option<Role> {
    let kept = state.services.iam.at(&Place::account(account));
    let made = kept.and_then(|kept| kept.roles.get(name)).cloned();
    made.or_else(|| given(state, account, kept).find(|role| role.name == name))
}

/// The roles of an account that nobody made there.
fn given(state: &State, account: &str, kept: Option<&Identities>) -> impl Iterator<Item = Role> {
    let organization = state.organization.as_ref();
    let found = organization.and_then(|organization| organization.accounts.get(account));
    let management = &state.setup.management_account;
    let access = found.and_then(|found| found.access_role.as_deref());
    let everywhere = state.seed.member_role().filter(|name| {
        let deleted = kept.is_some_and(|kept| kept.deleted.contains(*name));
        !deleted && access != Some(name)
    });
    let roles = [access, everywhere].map(|name| {
        let name = name?;
        Some(Role::of_management(name, management, found?.joined))
    });
    roles.into_iter().flatten()
}

pub(super) fn get(spot: &mut Spot<'_, Iam>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let name = role_name(ask)?;
    let role = role(spot.all(), spot.account(), name).ok_or_else(|| no_role(name))?;
    Ok(json!({"Role": output(spot.account(), &role)}))
}

pub(super) fn list(spot: &mut Spot<'_, Iam>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let account = spot.account();
    let prefix = ask.input.text("PathPrefix")?.unwrap_or("/");
    let limit = ask.input.number("MaxItems")?.unwrap_or(100);
    let limit = usize::try_from(limit).ok().filter(|limit| (1..=1_000).contains(limit));
    let limit = limit.ok_or_else(|| invalid("MaxItems is from 1 to 1000"))?;
    let scope = format!("roles of {account} at {prefix}");
    let page = Page::from_token(scope, ask.input.text("Marker")?, limit).ok_or_else(|| invalid("Invalid Marker"))?;
    let kept = spot.get();
    let mut roles: BTreeMap<String, Role> = kept.map(|kept| kept.roles.clone()).unwrap_or_default();
    roles.extend(given(spot.all(), account, kept).map(|role| (role.name.clone(), role)));
    let entries = roles
        .range::<str, _>(page.range())
        .filter(|(_, role)| role.path.starts_with(prefix))
        .map(|(name, role)| (name.as_str(), output(account, role)));
    let (roles, marker) = page.cut(entries);
    let mut answer = json!({"Roles": roles, "IsTruncated": marker.is_some()});
    if let (Some(members), Some(marker)) = (answer.as_object_mut(), marker) {
        members.insert("Marker".to_owned(), json!(marker));
    }
    Ok(answer)
}

pub(super) fn create(spot: &mut Spot<'_, Iam>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let name = role_name(ask)?;
    let path = ask.input.text("Path")?.unwrap_or("/");
    if !path.starts_with('/') || !path.ends_with('/') {
        return Err(invalid("Path begins and ends with /"));
    }
    let trust = ask.input.text("AssumeRolePolicyDocument")?.unwrap_or_default();
    if !serde_json::from_str::<Value>(trust).is_ok_and(|document| document.get("Statement").is_some()) {
        let message = "This policy contains invalid Json";
        return Err(Refusal::new("MalformedPolicyDocument", message));
    }
    if role(spot.all(), spot.account(), name).is_some() {
        let message = format!("Role with name {name} already exists.");
        return Err(Refusal::new("EntityAlreadyExists", message).with_status(409));
    }
    let role = Role {
        name: name.to_owned(),
        path: path.to_owned(),
        trust: trust.to_owned(),
        description: ask.input.text("Description")?.unwrap_or_default().to_owned(),
        created: ask.now,
    };
    let answer = json!({"Role": output(spot.account(), &role)});
    spot.get_mut().roles.insert(name.to_owned(), role);
    Ok(answer)
}

pub(super) fn delete(spot: &mut Spot<'_, Iam>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let name = role_name(ask)?;
    if role(spot.all(), spot.account(), name).is_none() {
        return Err(no_role(name));
    }
    let account = spot.account().to_owned();
    let everywhere = spot.all().seed.member_role() == Some(name);
    let organization = spot.organization().as_mut();
    if let Some(found) = organization.and_then(|organization| organization.accounts.get_mut(&account)) {
        found.access_role = found.access_role.take().filter(|role| role != name);
    }
    if everywhere {
        spot.get_mut().deleted.insert(name.to_owned());
    }
    if spot.get().is_some_and(|kept| kept.roles.contains_key(name)) {
        spot.get_mut().roles.remove(name);
    }
    Ok(Value::Null)
}

fn output(account: &str, role: &Role) -> Value {
    // IAM writes the document percent-encoded.
    let trust: String = form_urlencoded::byte_serialize(role.trust.as_bytes()).collect();
    json!({
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.unique_id(account),
        "Arn": role.arn(account),
        "CreateDate": role.created.iso(),
        "AssumeRolePolicyDocument": trust.replace('+', "%20"),
        "Description": role.description,
        "MaxSessionDuration": 3_600,
    })
}

fn role_name<'a>(ask: &Ask<'a>) -> Result<&'a str, Refusal> {
    let name = ask.input.text("RoleName")?.unwrap_or_default();
    if is_role_name(name) {
        Ok(name)
    } else {
        Err(invalid("RoleName has 1 to 64 letters, digits and _ + = , . @ -"))
    }
}

fn no_role(name: &str) -> Refusal {
    let message = format!("The role with name {name} cannot be found.");
    Refusal::new("NoSuchEntity", message).with_status(404)
}

fn invalid(message: &str) -> Refusal {
    Refusal::new("ValidationError", message)
}
