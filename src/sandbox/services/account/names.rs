//! The name of an account, and what else it is known by.

use serde_json::{Value, json};

use super::state::AccountManagement;
use super::subject::{denied, invalid, member, subject, text};
use crate::facts::account_states::{AccountAction, account_state};
use crate::facts::quotas;
use crate::sandbox::ask::Ask;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::service::Spot;

pub(super) fn put(spot: &mut Spot<'_, AccountManagement>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let name = text(ask, "AccountName", quotas::ACCOUNT_NAME)?;
    if !name.chars().all(|c| (' '..='~').contains(&c) && c != '<' && c != '>') {
        return Err(invalid("AccountName has printable ASCII characters other than < and >"));
    }
    let id = subject(spot.all(), ask)?.account;
    let organization = spot.organization().as_mut();
    let account = organization.and_then(|organization| organization.accounts.get_mut(&id));
    let account = account.filter(|account| account_state(account.state.word()).allows(AccountAction::Rename));
    name.clone_into(&mut account.ok_or_else(denied)?.name);
    Ok(json!({}))
}

pub(super) fn information(spot: &mut Spot<'_, AccountManagement>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let id = subject(spot.all(), ask)?.account;
    let account = member(spot.all(), &id).ok_or_else(denied)?;
    // This service writes dates as text, and knows no closing state.
    let standing = account.state.word().replace("PENDING_CLOSURE", "ACTIVE");
    Ok(json!({
        "AccountId": id,
        "AccountName": account.name,
        "AccountCreatedDate": account.joined.iso(),
        "AccountState": standing,
    }))
}

pub(super) fn primary_email(spot: &mut Spot<'_, AccountManagement>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    if !ask.input.has("AccountId") {
        return Err(invalid("AccountId is required"));
    }
    let id = subject(spot.all(), ask)?.account;
    let account = member(spot.all(), &id).ok_or_else(denied)?;
    Ok(json!({"PrimaryEmail": account.email}))
}
