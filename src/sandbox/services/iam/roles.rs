//! AWS Identity and Access Management (awsQuery): roles, as far as AssumeRole needs them.

use serde_json::{Value, json};

use crate::facts::op::Access;
use crate::sandbox::model::{Role, State};
use crate::sandbox::operation::{Ask, Operation};
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;

/// Every simulated operation. Each works in the account of its caller.
pub(in crate::sandbox) const OPERATIONS: &[Operation] = &[
    Operation::anyones("GetRole", Access::Read, get),
    Operation::anyones("ListRoles", Access::Read, list),
    Operation::anyones("CreateRole", Access::Write, create),
    Operation::anyones("DeleteRole", Access::Write, delete),
];

fn get(state: &mut State, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let name = role_name(ask)?;
    let role = state.role(&ask.caller.account, name).ok_or_else(|| no_role(name))?;
    Ok(json!({"Role": output(&ask.caller.account, &role)}))
}

fn list(state: &mut State, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let account = &ask.caller.account;
    let prefix = ask.input.text("PathPrefix")?.unwrap_or("/");
    let limit = ask.input.number("MaxItems")?.unwrap_or(100);
    let limit = usize::try_from(limit).ok().filter(|limit| (1..=1_000).contains(limit));
    let limit = limit.ok_or_else(|| invalid("MaxItems is from 1 to 1000"))?;
    let scope = format!("roles of {account} at {prefix}");
    let page = Page::from_token(scope, ask.input.text("Marker")?, limit).ok_or_else(|| invalid("Invalid Marker"))?;
    let mut roles = state
        .settings
        .get(account)
        .map(|settings| settings.roles.clone())
        .unwrap_or_default();
    roles.extend(state.access_role(account).map(|role| (role.name.clone(), role)));
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

fn create(state: &mut State, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let name = role_name(ask)?;
    let account = &ask.caller.account;
    let path = ask.input.text("Path")?.unwrap_or("/");
    if !path.starts_with('/') || !path.ends_with('/') {
        return Err(invalid("Path begins and ends with /"));
    }
    let trust = ask.input.text("AssumeRolePolicyDocument")?.unwrap_or_default();
    if !serde_json::from_str::<Value>(trust).is_ok_and(|document| document.get("Statement").is_some()) {
        let message = "This policy contains invalid Json";
        return Err(Refusal::new("MalformedPolicyDocument", message));
    }
    if state.role(account, name).is_some() {
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
    let answer = json!({"Role": output(account, &role)});
    let settings = state.settings.entry(account.clone()).or_default();
    settings.roles.insert(name.to_owned(), role);
    Ok(answer)
}

fn delete(state: &mut State, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let name = role_name(ask)?;
    let account = &ask.caller.account;
    if state.role(account, name).is_none() {
        return Err(no_role(name));
    }
    if let Some(settings) = state.settings.get_mut(account) {
        settings.roles.remove(name);
    }
    let organization = state.organization.as_mut();
    if let Some(found) = organization.and_then(|organization| organization.accounts.get_mut(account)) {
        found.access_role = found.access_role.take().filter(|role| role != name);
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
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    if (1..=64).contains(&name.len()) && name.chars().all(allowed) {
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
