//! AWS Account Management (restJson1).

use serde_json::{Value, json};

use super::regions::REGIONS;
use crate::facts::account_states::{AccountAction, account_state};
use crate::facts::op::Access;
use crate::facts::quotas;
use crate::sandbox::model::{Account, Contact, State};
use crate::sandbox::operation::{Ask, Operation};
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;

/// The service that must have trusted access before the management account may act on members.
const PRINCIPAL: &str = "account.amazonaws.com";

/// Every simulated operation.
pub(in crate::sandbox) const OPERATIONS: &[Operation] = &[
    Operation::anyones("PutAccountName", Access::Write, put_name),
    Operation::anyones("GetAccountInformation", Access::Read, information),
    Operation::anyones("GetPrimaryEmail", Access::Read, primary_email),
    Operation::anyones("GetAlternateContact", Access::Read, contact),
    Operation::anyones("PutAlternateContact", Access::Write, put_contact),
    Operation::anyones("DeleteAlternateContact", Access::Write, delete_contact),
    Operation::anyones("ListRegions", Access::Read, regions),
];

fn put_name(state: &mut State, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let name = text(ask, "AccountName", quotas::ACCOUNT_NAME)?;
    if !name.chars().all(|c| (' '..='~').contains(&c) && c != '<' && c != '>') {
        return Err(invalid("AccountName has printable ASCII characters other than < and >"));
    }
    let id = subject(state, ask)?;
    let account = state
        .organization
        .as_mut()
        .and_then(|organization| organization.accounts.get_mut(&id));
    // The account service answers for an account as the account itself would, and one that is not in use answers nothing.
    let account = account.filter(|account| account_state(account.state.word()).allows(AccountAction::Rename));
    name.clone_into(&mut account.ok_or_else(denied)?.name);
    Ok(json!({}))
}

fn information(state: &mut State, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let id = subject(state, ask)?;
    let account = member(state, &id).ok_or_else(denied)?;
    // This service writes dates as text, and knows no closing state.
    let standing = account.state.word().replace("PENDING_CLOSURE", "ACTIVE");
    Ok(json!({
        "AccountId": id,
        "AccountName": account.name,
        "AccountCreatedDate": account.joined.iso(),
        "AccountState": standing,
    }))
}

fn primary_email(state: &mut State, ask: &Ask<'_>) -> Result<Value, Refusal> {
    if !ask.input.has("AccountId") {
        return Err(invalid("AccountId is required"));
    }
    let id = subject(state, ask)?;
    let account = member(state, &id).ok_or_else(denied)?;
    Ok(json!({"PrimaryEmail": account.email}))
}

fn contact(state: &mut State, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let kind = contact_type(ask)?;
    let id = subject(state, ask)?;
    let found = state.settings.get(&id).and_then(|settings| settings.contacts.get(kind));
    let contact = found.ok_or_else(no_contact)?;
    Ok(json!({"AlternateContact": {
        "AlternateContactType": kind,
        "Name": contact.name,
        "Title": contact.title,
        "EmailAddress": contact.email,
        "PhoneNumber": contact.phone,
    }}))
}

fn put_contact(state: &mut State, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let kind = contact_type(ask)?;
    let contact = Contact {
        name: text(ask, "Name", 64)?.to_owned(),
        title: text(ask, "Title", 50)?.to_owned(),
        email: text(ask, "EmailAddress", 254)?.to_owned(),
        phone: text(ask, "PhoneNumber", 25)?.to_owned(),
    };
    if !contact
        .phone
        .chars()
        .all(|c| c.is_ascii_digit() || c.is_whitespace() || "()+-".contains(c))
    {
        return Err(invalid("PhoneNumber has digits, spaces and ( ) + - only"));
    }
    if !is_contact_email(contact.email.trim()) {
        return Err(invalid("EmailAddress is not an e-mail address"));
    }
    let id = subject(state, ask)?;
    let settings = state.settings.entry(id).or_default();
    settings.contacts.insert(kind.to_owned(), contact);
    Ok(json!({}))
}

fn delete_contact(state: &mut State, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let kind = contact_type(ask)?;
    let id = subject(state, ask)?;
    let settings = state.settings.get_mut(&id).ok_or_else(no_contact)?;
    settings.contacts.remove(kind).ok_or_else(no_contact)?;
    Ok(json!({}))
}

fn regions(state: &mut State, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let id = subject(state, ask)?;
    let wanted = ask.input.texts("RegionOptStatusContains")?;
    let limit = usize::try_from(ask.input.number("MaxResults")?.unwrap_or(50)).ok();
    let limit = limit.filter(|limit| (1..=50).contains(limit));
    let limit = limit.ok_or_else(|| invalid("MaxResults is from 1 to 50"))?;
    let scope = format!("regions of {id}, {wanted:?}");
    let page = Page::from_token(scope, ask.input.text("NextToken")?, limit);
    let page = page.ok_or_else(|| invalid("NextToken is not of this listing"))?;
    let entries = REGIONS
        .iter()
        .filter(|(name, status)| page.holds(name) && (wanted.is_empty() || wanted.contains(status)))
        .map(|(name, status)| (*name, json!({"RegionName": name, "RegionOptStatus": status})));
    let (found, token) = page.cut(entries);
    Ok(match token {
        Some(token) => json!({"Regions": found, "NextToken": token}),
        None => json!({"Regions": found}),
    })
}

/// The account a call is about: the caller's own, or a member that the caller may act on. For itself the management account names none.
fn subject(state: &State, ask: &Ask<'_>) -> Result<String, Refusal> {
    let caller = &ask.caller.account;
    let Some(id) = ask.input.text("AccountId")? else {
        return Ok(caller.clone());
    };
    if id.len() != 12 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(invalid("AccountId has twelve digits"));
    }
    let organization = state.organization.as_ref().ok_or_else(denied)?;
    let delegated = organization
        .delegations
        .get(PRINCIPAL)
        .is_some_and(|accounts| accounts.contains_key(caller));
    let trusted = organization.services.contains_key(PRINCIPAL);
    let entitled = trusted && (delegated || *caller == organization.management_account);
    if entitled && id != organization.management_account && organization.accounts.contains_key(id) {
        Ok(id.to_owned())
    } else {
        Err(denied())
    }
}

fn member<'a>(state: &'a State, id: &str) -> Option<&'a Account> {
    state.organization.as_ref()?.accounts.get(id)
}

fn contact_type<'a>(ask: &Ask<'a>) -> Result<&'a str, Refusal> {
    match ask.input.text("AlternateContactType")? {
        Some(kind @ ("BILLING" | "OPERATIONS" | "SECURITY")) => Ok(kind),
        _ => Err(invalid("AlternateContactType is BILLING, OPERATIONS or SECURITY")),
    }
}

fn text<'a>(ask: &Ask<'a>, name: &str, most: usize) -> Result<&'a str, Refusal> {
    let text = ask.input.text(name)?.unwrap_or_default();
    if (1..=most).contains(&text.chars().count()) {
        Ok(text)
    } else {
        Err(invalid(&format!("{name} has 1 to {most} characters")))
    }
}

/// `[\w+=.#|!&-]+@[\w.-]+\.[\w]+`
fn is_contact_email(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let Some((before, after)) = text.split_once('@') else {
        return false;
    };
    let Some((host, end)) = after.rsplit_once('.') else {
        return false;
    };
    !before.is_empty()
        && before.chars().all(|c| word(c) || "+=.#|!&-".contains(c))
        && !host.is_empty()
        && host.chars().all(|c| word(c) || ".-".contains(c))
        && !end.is_empty()
        && end.chars().all(word)
}

fn invalid(message: &str) -> Refusal {
    Refusal::new("ValidationException", message)
}

fn denied() -> Refusal {
    Refusal::new(
        "AccessDeniedException",
        "You are not authorized to perform this operation.",
    )
    .with_status(403)
}

fn no_contact() -> Refusal {
    let message = "No contact of the inputted alternate contact type found.";
    Refusal::new("ResourceNotFoundException", message).with_status(404)
}
