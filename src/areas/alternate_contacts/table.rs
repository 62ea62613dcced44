//! `[alternate-contacts.KEY]`.

use super::contact::{Contact, Fields, KIND, SERVICE, TYPES, aws_type};
use super::rules;
use crate::areas::kit::prelude::*;
use crate::areas::messages::unknown;
use crate::areas::texts::Texts;
use crate::organization::MANAGEMENT;

/// The area.
pub struct AlternateContacts;

/// Whom AWS writes to. AWS keeps no contact without all four fields.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ContactTable {
    /// Who it is: a person or a team.
    #[schemars(extend("x-references" = true))]
    pub name: Spanned<String>,
    /// What they do.
    #[schemars(extend("x-references" = true))]
    pub title: Spanned<String>,
    /// Where AWS writes to.
    #[schemars(extend("x-references" = true))]
    pub email: Spanned<String>,
    /// Where AWS calls: digits, spaces and `( ) + -`.
    #[schemars(extend("x-references" = true))]
    pub phone: Spanned<String>,
    /// The accounts that have this contact, by their keys, or `"all"`. Each is one call to read, at ten a second.
    pub accounts: Spanned<Texts>,
}

impl Area for AlternateContacts {
    type Table = ContactTable;
    const INFO: &'static AreaInfo = &AreaInfo::each(
        "alternate-contacts",
        "Whom AWS writes to about accounts, by type: `billing`, `operations` or `security`.",
    );

    const KINDS: &'static [&'static dyn AnyKind] = &[&Contact];

    fn declare(&self, table: &Written<ContactTable>, declaring: &mut Declaring<'_>) {
        for (key, at, contact) in table.each() {
            if aws_type(key).is_none() {
                let known = TYPES.iter().map(|(known, _)| *known);
                let wrong = unknown("unknown-contact-type", "type of contact", key, Some(at), known);
                declaring.out.push(wrong);
                continue;
            }
            let wrong = [
                rules::name(&contact.name),
                rules::title(&contact.title),
                rules::email(&contact.email),
                rules::phone(&contact.phone),
            ];
            wrong.into_iter().flatten().for_each(|wrong| declaring.out.push(wrong));
            for account in declaring.accounts(&contact.accounts) {
                want(key, &account, contact, declaring);
            }
        }
    }
}

/// Wants one account to have a contact. The management account says it of itself: nobody else can.
fn want(key: &str, account: &str, contact: &ContactTable, declaring: &mut Declaring<'_>) {
    let (mut session, mut id) = (Session::management(), Value::Known(MANAGEMENT.to_owned()));
    if account != MANAGEMENT {
        declaring.claim(Address::new("trusted-access", SERVICE));
        if declaring.wants.administrators.contains_key(SERVICE) {
            session = Session::delegated(SERVICE);
        }
        id = Value::late(Late::id(Address::new("account", account)));
    }
    let fields = Fields {
        name: Some(contact.name.value.clone()),
        title: Some(contact.title.value.clone()),
        email: Some(contact.email.value.clone()),
        phone: Some(contact.phone.value.clone()),
    };
    let desired = Desired::new(Address::new(KIND, key).part(account), session, fields);
    let contact_type = aws_type(key).unwrap_or_default().to_owned();
    declaring.want(&Contact, desired.natural([id, Value::Known(contact_type)]));
}
