//! Accounts that exist: listing, moving, closing, letting go.

use std::time::Duration;

use serde_json::{Value, json};

use super::listing;
use super::rules::{account_id, account_not_found, open_to, parent_id, parent_not_found};
use crate::facts::account_states::AccountAction;
use crate::sandbox::ask::Ask;
use crate::sandbox::model::{Account, AccountState, Event, JoinedMethod, Organization};
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;

const DAY: Duration = Duration::from_secs(24 * 3_600);
/// How long AWS takes to close an account.
const CLOSING: Duration = Duration::from_secs(60);
/// Accounts that may be on their way to being closed at once.
const CLOSING_AT_ONCE: usize = 3;

/// An account in AWS's words.
pub(super) fn output(organization: &Organization, id: &str, account: &Account) -> Value {
    json!({
        "Id": id,
        "Arn": organization.arn_of(id),
        "Email": account.email,
        "Name": account.name,
        "Status": account.state.status(),
        "State": account.state.word(),
        "Paths": [organization.path(id)],
        "JoinedMethod": account.method.word(),
        "JoinedTimestamp": account.joined.seconds(),
    })
}

pub(super) fn list(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let page = Page::of(ask, "accounts".to_owned())?;
    let accounts = organization.accounts.range::<str, _>(page.range());
    let entries = accounts.map(|(id, account)| (id.as_str(), (id, account)));
    let (accounts, token) = page.cut(entries);
    let accounts = accounts
        .into_iter()
        .map(|(id, account)| output(organization, id, account));
    Ok(listing::answer("Accounts", (accounts.collect(), token)))
}

pub(super) fn list_in(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let parent = parent_id(ask.input.required("ParentId")?)?;
    if !organization.is_parent(parent) {
        return Err(parent_not_found());
    }
    let page = Page::of(ask, format!("accounts in {parent}"))?;
    let ids = organization.accounts_in(parent).range::<str, _>(page.range());
    let found = ids.filter_map(|id| Some((id.as_str(), (id, organization.accounts.get(id)?))));
    let (accounts, token) = page.cut(found);
    let accounts = accounts
        .into_iter()
        .map(|(id, account)| output(organization, id, account));
    Ok(listing::answer("Accounts", (accounts.collect(), token)))
}

pub(super) fn describe(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (id, account) = existing(organization, ask)?;
    Ok(json!({"Account": output(organization, id, account)}))
}

pub(super) fn relocate(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let source = parent_id(ask.input.required("SourceParentId")?)?;
    let destination = parent_id(ask.input.required("DestinationParentId")?)?;
    let (id, account) = existing(organization, ask)?;
    if !organization.is_parent(destination) {
        let message = "We can't find the destination container (a root or OU) with the ParentId that you specified.";
        return Err(Refusal::new("DestinationParentNotFoundException", message));
    }
    if account.parent == destination {
        let message = "That account is already present in the specified destination.";
        return Err(Refusal::new("DuplicateAccountException", message));
    }
    if account.parent != source {
        let message = "We can't find a source root or OU with the ParentId that you specified.";
        return Err(Refusal::new("SourceParentNotFoundException", message));
    }
    open_to(organization, id, AccountAction::Move)?;
    organization.move_account(id, destination);
    Ok(Value::Null)
}

pub(super) fn close(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (id, account) = existing(organization, ask)?;
    if id == organization.management_account {
        let message = "You can't close the management account.";
        return Err(Refusal::constraint("CANNOT_CLOSE_MANAGEMENT_ACCOUNT", message));
    }
    if matches!(account.state, AccountState::PendingClosure | AccountState::Closed) {
        return Err(Refusal::new(
            "AccountAlreadyClosedException",
            "You attempted to close an account that is already closed.",
        ));
    }
    let closing = organization
        .agenda
        .iter()
        .filter(|due| matches!(due.event, Event::Closed(_)));
    if closing.count() >= CLOSING_AT_ONCE {
        let message = "You have exceeded the number of accounts that can be closed at a time.";
        return Err(Refusal::constraint("CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED", message));
    }
    organization.closings.retain(|closed| ask.now.since(*closed) < DAY * 30);
    let quota = (organization.accounts.len() / 5).clamp(250, 1_000);
    if organization.closings.len() >= quota {
        let message = "You have exceeded close account quota for the past 30 days.";
        return Err(Refusal::constraint("CLOSE_ACCOUNT_QUOTA_EXCEEDED", message));
    }
    organization.closings.push(ask.now);
    if let Some(account) = organization.accounts.get_mut(id) {
        account.state = AccountState::PendingClosure;
    }
    organization.schedule(ask.now.plus(CLOSING), Event::Closed(id.to_owned()));
    Ok(Value::Null)
}

pub(super) fn remove(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (id, account) = existing(organization, ask)?;
    if id == organization.management_account {
        let message = "You can't remove a management account from an organization.";
        return Err(Refusal::new("MasterCannotLeaveOrganizationException", message));
    }
    if organization
        .delegations
        .values()
        .any(|accounts| accounts.contains_key(id))
    {
        let message = "You attempted to remove an account that is registered as a delegated administrator for a service integrated with your organization.";
        return Err(Refusal::constraint(
            "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
            message,
        ));
    }
    if account.method == JoinedMethod::Created && ask.now.since(account.joined) < DAY * 4 {
        let message =
            "After you create a member account, you must wait until at least four days after the account was created.";
        return Err(Refusal::constraint("WAIT_PERIOD_ACTIVE", message));
    }
    organization.drop_account(id);
    Ok(Value::Null)
}

fn existing<'a, 'o>(organization: &'o Organization, ask: &Ask<'a>) -> Result<(&'a str, &'o Account), Refusal> {
    let id = account_id(ask.input.required("AccountId")?)?;
    let account = organization.accounts.get(id).ok_or_else(account_not_found)?;
    Ok((id, account))
}
