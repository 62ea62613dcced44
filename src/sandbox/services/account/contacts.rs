//! Alternate contacts.

use serde_json::{Value, json};

use super::state::{AccountManagement, Contact};
use super::subject::{invalid, settings, text};
use crate::sandbox::ask::Ask;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::service::Spot;

pub(super) fn get(spot: &mut Spot<'_, AccountManagement>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let kind = contact_type(ask)?;
    let settings = settings(spot, ask)?;
    let found = settings.get().and_then(|settings| settings.contacts.get(kind));
    let contact = found.ok_or_else(no_contact)?;
    Ok(json!({"AlternateContact": {
        "AlternateContactType": kind,
        "Name": contact.name,
        "Title": contact.title,
        "EmailAddress": contact.email,
        "PhoneNumber": contact.phone,
    }}))
}

/// Makes a contact, or writes another one in its place. A second time it changes nothing.
pub(super) fn put(spot: &mut Spot<'_, AccountManagement>, ask: &Ask<'_>) -> Result<Value, Refusal> {
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
    let mut settings = settings(spot, ask)?;
    settings.get_mut().contacts.insert(kind.to_owned(), contact);
    Ok(json!({}))
}

pub(super) fn delete(spot: &mut Spot<'_, AccountManagement>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let kind = contact_type(ask)?;
    let mut settings = settings(spot, ask)?;
    if !settings.get().is_some_and(|kept| kept.contacts.contains_key(kind)) {
        return Err(no_contact());
    }
    settings.get_mut().contacts.remove(kind);
    Ok(json!({}))
}

fn contact_type<'a>(ask: &Ask<'a>) -> Result<&'a str, Refusal> {
    match ask.input.text("AlternateContactType")? {
        Some(kind @ ("BILLING" | "OPERATIONS" | "SECURITY")) => Ok(kind),
        _ => Err(invalid("AlternateContactType is BILLING, OPERATIONS or SECURITY")),
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

fn no_contact() -> Refusal {
    let message = "No contact of the inputted alternate contact type found.";
    Refusal::new("ResourceNotFoundException", message).with_status(404)
}
