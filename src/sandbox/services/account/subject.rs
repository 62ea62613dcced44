//! Which account a call is about, and what every operation refuses.

use super::state::AccountManagement;
use crate::facts::account_states::{AccountAction, account_state};
use crate::sandbox::ask::Ask;
use crate::sandbox::model::{Account, Place, State};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::service::Spot;

/// The service that must have trusted access before the management account may act on members.
const PRINCIPAL: &str = "account.amazonaws.com";

/// The account a call is about: the caller's own, or a member that the caller may act on. For itself the management account names none.
///
/// Source: AWS Account Management Reference Guide, `AccountId` of each operation: the Organization has all features, the service has trusted access,
/// and the caller is the management account or a delegated administrator.
pub(super) fn subject(state: &State, ask: &Ask<'_>) -> Result<Place, Refusal> {
    let caller = &ask.caller.account;
    let Some(id) = ask.input.text("AccountId")? else {
        return Ok(Place::account(caller));
    };
    if id.len() != 12 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(invalid("AccountId has twelve digits"));
    }
    let organization = state.organization.as_ref().ok_or_else(denied)?;
    let delegated = organization
        .delegations
        .get(PRINCIPAL)
        .is_some_and(|accounts| accounts.contains_key(caller));
    let trusted = organization.feature_set == "ALL" && organization.services.contains_key(PRINCIPAL);
    let entitled = trusted && (delegated || *caller == organization.management_account);
    if entitled && id != organization.management_account && organization.accounts.contains_key(id) {
        Ok(Place::account(id))
    } else {
        Err(denied())
    }
}

/// The settings of the account a call is about. The service answers for an account as the account itself would, and one that is not in use answers
/// nothing.
pub(super) fn settings<'s>(
    spot: &'s mut Spot<'_, AccountManagement>,
    ask: &Ask<'_>,
) -> Result<Spot<'s, AccountManagement>, Refusal> {
    let place = subject(spot.all(), ask)?;
    let found = member(spot.all(), &place.account);
    if found.is_some_and(|account| !account_state(account.state.word()).allows(AccountAction::Work)) {
        return Err(denied());
    }
    Ok(spot.elsewhere(place))
}

/// An account as the Organization has it.
pub(super) fn member<'a>(state: &'a State, id: &str) -> Option<&'a Account> {
    state.organization.as_ref()?.accounts.get(id)
}

/// A text of 1 to `most` characters.
pub(super) fn text<'a>(ask: &Ask<'a>, name: &str, most: usize) -> Result<&'a str, Refusal> {
    let text = ask.input.text(name)?.unwrap_or_default();
    if (1..=most).contains(&text.chars().count()) {
        Ok(text)
    } else {
        Err(invalid(&format!("{name} has 1 to {most} characters")))
    }
}

pub(super) fn invalid(message: &str) -> Refusal {
    Refusal::new("ValidationException", message)
}

pub(super) fn denied() -> Refusal {
    Refusal::new(
        "AccessDeniedException",
        "You are not authorized to perform this operation.",
    )
    .with_status(403)
}
