//! Creating accounts, which takes AWS its time.

use serde_json::{Value, json};

use super::listing;
use super::rules::{checked_tags, sized};
use crate::facts::quotas;
use crate::facts::typical::ACCOUNT_CREATION;
use crate::sandbox::ask::Ask;
use crate::sandbox::model::{Creation, Event, Organization, Outcome};
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;

pub(super) fn create(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (least, most) = quotas::ACCOUNT_EMAIL;
    let email = sized("Email", ask.input.required("Email")?, least, most)?;
    if !is_email(email) {
        return Err(Refusal::invalid("INVALID_PATTERN", "Email is not an e-mail address."));
    }
    let name = sized(
        "AccountName",
        ask.input.required("AccountName")?,
        1,
        quotas::ACCOUNT_NAME,
    )?;
    if !name.chars().all(|c| (' '..='~').contains(&c)) {
        return Err(Refusal::invalid(
            "INVALID_PATTERN",
            "AccountName has printable ASCII characters only.",
        ));
    }
    let role = ask.input.text("RoleName")?.unwrap_or("OrganizationAccountAccessRole");
    if role.is_empty() || role.len() > 64 || !role.chars().all(|c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c)) {
        return Err(Refusal::invalid(
            "INVALID_ROLE_NAME",
            "RoleName has other characters than a role's name may have.",
        ));
    }
    let tags = checked_tags(&ask.input.tags()?)?;
    if ask.now < organization.finalizing_until {
        let message = "AWS Organizations couldn't perform the operation because your organization hasn't finished initializing. This can take up to an hour. Try again later.";
        return Err(Refusal::new("FinalizingOrganizationException", message));
    }
    let in_progress = |creation: &&Creation| matches!(creation.outcome, Outcome::InProgress(_));
    if organization.creations.values().filter(in_progress).count() >= quotas::CREATIONS_IN_FLIGHT {
        let message = "AWS Organizations can't complete your request because another request is already in progress. Try again later.";
        return Err(Refusal::new("TooManyRequestsException", message));
    }
    let mut running = organization.creations.values().filter(in_progress);
    let submitted = running.any(|creation| creation.email.eq_ignore_ascii_case(email));
    let creation = Creation {
        name: name.to_owned(),
        email: email.to_owned(),
        role: role.to_owned(),
        tags,
        requested: ask.now,
        completed: None,
        outcome: Outcome::InProgress(submitted.then(|| "CONCURRENT_ACCOUNT_MODIFICATION".to_owned())),
    };
    let id = organization.new_creation_id();
    let answer = json!({"CreateAccountStatus": output(&id, &creation)});
    organization.schedule(ask.now.plus(ACCOUNT_CREATION), Event::Created(id.clone()));
    organization.creations.insert(id, creation);
    Ok(answer)
}

pub(super) fn describe(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let id = ask.input.required("CreateAccountRequestId")?;
    if !id.starts_with("car-") {
        return Err(Refusal::invalid("INVALID_PATTERN", "A request id begins with car-."));
    }
    let creation = organization.creations.get(id).ok_or_else(|| {
        let message = "We can't find an create account request with the CreateAccountRequestId that you specified.";
        Refusal::new("CreateAccountStatusNotFoundException", message)
    })?;
    Ok(json!({"CreateAccountStatus": output(id, creation)}))
}

pub(super) fn list(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let states = ask.input.texts("States")?;
    if states
        .iter()
        .any(|state| !matches!(*state, "IN_PROGRESS" | "SUCCEEDED" | "FAILED"))
    {
        return Err(Refusal::invalid(
            "INVALID_ENUM",
            "States has IN_PROGRESS, SUCCEEDED and FAILED only.",
        ));
    }
    let page = Page::of(ask, format!("creations that are {states:?}"))?;
    let entries = organization
        .creations
        .range::<str, _>(page.range())
        .filter(|(_, creation)| states.is_empty() || states.contains(&state(creation)))
        .map(|(id, creation)| (id.as_str(), output(id, creation)));
    Ok(listing::answer("CreateAccountStatuses", page.cut(entries)))
}

fn state(creation: &Creation) -> &'static str {
    match creation.outcome {
        Outcome::InProgress(_) => "IN_PROGRESS",
        Outcome::Succeeded(_) => "SUCCEEDED",
        Outcome::Failed(_) => "FAILED",
    }
}

fn output(id: &str, creation: &Creation) -> Value {
    let mut words = json!({
        "Id": id,
        "AccountName": creation.name,
        "State": state(creation),
        "RequestedTimestamp": creation.requested.seconds(),
    });
    let more = match &creation.outcome {
        Outcome::InProgress(_) => None,
        Outcome::Succeeded(account) => Some(("AccountId", account)),
        Outcome::Failed(reason) => Some(("FailureReason", reason)),
    };
    if let (Some(members), Some((name, value)), Some(completed)) = (words.as_object_mut(), more, creation.completed) {
        members.insert(name.to_owned(), json!(value));
        members.insert("CompletedTimestamp".to_owned(), json!(completed.seconds()));
    }
    words
}

/// `[^\s@]+@[^\s@]+\.[^\s@]+`
fn is_email(text: &str) -> bool {
    let Some((before, after)) = text.split_once('@') else {
        return false;
    };
    let dotted = after
        .split_once('.')
        .is_some_and(|(name, rest)| !name.is_empty() && !rest.is_empty());
    !before.is_empty() && dotted && !after.contains('@') && !text.contains(char::is_whitespace)
}
