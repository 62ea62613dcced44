//! One contact of one account.

use aws_sdk_account::types::AlternateContactType;
use futures_util::stream::{self, StreamExt};

use crate::areas::kit::prelude::*;
use crate::aws::{ErrorKind, already_so, is_of, missing};
use crate::diagnostics::Diagnostic;
use crate::facts::account_states::AccountAction;
use crate::facts::service::ACCOUNT;
use crate::organization::MANAGEMENT;

/// The kind in addresses.
pub const KIND: &str = "alternate-contact";
/// The service through which other accounts are asked.
pub(super) const SERVICE: &str = "account.amazonaws.com";
/// Keys, and AWS's words for them.
pub(super) const TYPES: [(&str, &str); 3] = [
    ("billing", "BILLING"),
    ("operations", "OPERATIONS"),
    ("security", "SECURITY"),
];
/// Contacts that are read at the same time: enough for every burst.
const AT_ONCE: usize = 64;

/// Reads one contact. `AccountId` is absent for the caller's own account; the management account must leave it out for itself.
///
/// Source: AWS Account Management Reference Guide, `GetAlternateContact`.
static GET: Op = Op::read(
    &ACCOUNT,
    "GetAlternateContact",
    &[
        Field::structure("AlternateContact"),
        Field::text("AlternateContact.Name"),
        Field::text("AlternateContact.Title"),
        Field::text("AlternateContact.EmailAddress"),
        Field::text("AlternateContact.PhoneNumber"),
    ],
    &[("ResourceNotFoundException", Meaning::Absent)],
);
/// Writes one, whatever was there. Writing it twice does nothing.
static PUT: Op = Op::write(&ACCOUNT, "PutAlternateContact", &[]);
/// Takes one away.
static DELETE: Op = Op::write(
    &ACCOUNT,
    "DeleteAlternateContact",
    &[("ResourceNotFoundException", Meaning::AlreadySo)],
);

/// A contact by account and type.
pub struct Contact;

/// What is said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields {
    /// Who it is.
    pub name: Option<String>,
    /// What they do.
    pub title: Option<String>,
    /// Where AWS writes to.
    pub email: Option<String>,
    /// Where AWS calls.
    pub phone: Option<String>,
}

impl Resource for Fields {}

/// A write. Without an account it is about the caller's own.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Call {
    /// Makes a contact, or writes another one in its place.
    PutContact {
        /// The account's id.
        #[serde(skip_serializing_if = "Option::is_none")]
        account: Option<Value>,
        /// AWS's word for its type.
        contact_type: Value,
        /// All of it.
        contact: Fields,
    },
    /// Takes it away.
    DeleteContact {
        /// The account's id.
        #[serde(skip_serializing_if = "Option::is_none")]
        account: Option<Value>,
        /// AWS's word for its type.
        contact_type: Value,
    },
}

impl Kind for Contact {
    type Resource = Fields;
    type Call = Call;
    const INFO: &'static KindInfo = &KindInfo {
        operations: &[&GET, &PUT, &DELETE],
        reads: Reads {
            by: &GET,
            page: 1,
            parts: 2,
        },
        on_accounts: Some(SERVICE),
        ..KindInfo::new(KIND, "alternate contacts", &GET)
    };

    async fn read(&self, reader: &Reader, _: &Session, wanted: Wanted<'_>) -> Result<Reading<Fields>, AwsError> {
        let read: Vec<_> = stream::iter(wanted.keys())
            .map(async |natural| (natural.clone(), one(reader, natural).await))
            .buffered(AT_ONCE)
            .collect()
            .await;
        let mut reading = Reading::default();
        for (natural, found) in read {
            match found {
                Ok(Some(contact)) => reading.live.push(Live::new(natural, contact)),
                Ok(None) => {}
                // Without credentials, or once the run is stopped, it is the same for all of them.
                Err(error) if matches!(error.kind, ErrorKind::Credentials | ErrorKind::Stopped) => return Err(error),
                Err(error) => drop(reading.unread.insert(natural, error)),
            }
        }
        Ok(reading)
    }

    fn address(&self, live: &Live<Fields>, organization: &Organization) -> Address {
        let part = |index: usize| live.natural.get(index).map_or("", String::as_str);
        let known = TYPES.iter().find(|(_, word)| *word == part(1));
        let key = known.map_or(part(1), |(key, _)| key);
        Address::new(KIND, key).part(organization.key_of(part(0)))
    }

    fn removed(&self, removed: &Removed, organization: &Organization) -> Option<Vec<String>> {
        let Removed::Address(address) = removed else {
            return None;
        };
        let (key, part) = (aws_type(&address.key)?, address.part.as_deref()?);
        let id = match organization.accounts.get(part) {
            _ if part == MANAGEMENT => MANAGEMENT,
            Some(account) => account.id.as_deref()?,
            // Of an account that is not in the Organization nobody can ask.
            None if is_id(part) && (organization.states.contains_key(part) || !organization.knows_accounts) => part,
            None => return None,
        };
        Some(vec![id.to_owned(), key.to_owned()])
    }

    fn check_removed(&self, removal: &Removal<'_>, names: &dyn Names) -> Result<(), Diagnostic> {
        let wrong = |message: String, at| {
            let wrong = Diagnostic::error("invalid-address", message).at(at);
            Err(wrong.help("write its type and its account: `alternate-contact.security[\"shop\"]`"))
        };
        match removal {
            Removal::Name(name, at) => wrong(format!("a contact is not removed by a name like `{name}`"), *at),
            Removal::Address(address, at) => match address.part.as_deref() {
                _ if aws_type(&address.key).is_none() => {
                    wrong(format!("there is no type of contact `{}`", address.key), *at)
                }
                None => wrong(format!("`{address}` does not say of which account"), *at),
                Some(account) if account == MANAGEMENT || names.has_account(account) || is_id(account) => Ok(()),
                Some(account) => wrong(
                    format!("`{account}` is neither the key of an account nor an account id"),
                    *at,
                ),
            },
        }
    }

    fn terms(&self, step: &Step<Fields>, organization: &Organization) -> Terms {
        let account = step.key(0);
        if account == Value::Known(MANAGEMENT.to_owned()) {
            return Terms::default();
        }
        let id = account.known().unwrap_or_default();
        let shut = organization.shut(id, AccountAction::Work);
        let trusted = Address::new("trusted-access", SERVICE);
        Terms {
            needs: vec![Label::new(&trusted, Facet::Enabled)],
            left_out: shut.map(|state| {
                let state = state.explained();
                format!("cannot be read or set: account {id} is {state}")
            }),
            ..Terms::default()
        }
    }

    fn calls(&self, step: &Step<Fields>) -> Vec<Call> {
        let account = Some(step.key(0)).filter(|id| *id != Value::Known(MANAGEMENT.to_owned()));
        let contact_type = step.key(1);
        vec![match step.after.clone() {
            Some(contact) => Call::PutContact {
                account,
                contact_type,
                contact,
            },
            None => Call::DeleteContact { account, contact_type },
        }]
    }

    fn operation(&self, call: &Call) -> &'static Op {
        match call {
            Call::PutContact { .. } => &PUT,
            Call::DeleteContact { .. } => &DELETE,
        }
    }

    async fn send(&self, writer: &Writer, call: Call) -> Result<Sent, Failure> {
        let client = writer.client::<aws_sdk_account::Client>();
        match call {
            Call::PutContact {
                account,
                contact_type,
                contact,
            } => {
                let (account, contact_type) = (known(account.as_ref())?, sdk_type(contact_type.known()?));
                let send = || {
                    let request = client.put_alternate_contact().set_account_id(account.clone());
                    request
                        .alternate_contact_type(contact_type.clone())
                        .set_name(contact.name.clone())
                        .set_title(contact.title.clone())
                        .set_email_address(contact.email.clone())
                        .set_phone_number(contact.phone.clone())
                        .send()
                };
                writer.call(&PUT, send).await?;
            }
            Call::DeleteContact { account, contact_type } => {
                let (account, contact_type) = (known(account.as_ref())?, sdk_type(contact_type.known()?));
                let send = || {
                    let request = client.delete_alternate_contact().set_account_id(account.clone());
                    request.alternate_contact_type(contact_type.clone()).send()
                };
                already_so(writer.call(&DELETE, send).await)?;
            }
        }
        Ok(Sent::default())
    }
}

/// The contact of an account id, or `management`, and a type; nothing if there is none.
async fn one(reader: &Reader, natural: &[String]) -> Result<Option<Fields>, AwsError> {
    let [account, contact_type] = natural else {
        return Ok(None);
    };
    let client = reader.client::<aws_sdk_account::Client>();
    let account = Some(account.clone()).filter(|account| account != MANAGEMENT);
    let send = || {
        let request = client.get_alternate_contact().set_account_id(account.clone());
        request.alternate_contact_type(sdk_type(contact_type)).send()
    };
    let answer = match reader.call(&GET, send).await {
        Ok(answer) => answer,
        Err(error) if error.kind == ErrorKind::Absent => return Ok(None),
        Err(error) => return Err(error),
    };
    let found = answer
        .alternate_contact
        .ok_or_else(|| missing(&GET, "AlternateContact"))?;
    let about = found.alternate_contact_type.as_ref().map(AlternateContactType::as_str);
    is_of(&GET, contact_type, about)?;
    Ok(Some(Fields {
        name: found.name,
        title: found.title,
        email: found.email_address,
        phone: found.phone_number,
    }))
}

/// AWS's word for a key.
pub(super) fn aws_type(key: &str) -> Option<&'static str> {
    TYPES.iter().find(|(known, _)| *known == key).map(|(_, word)| *word)
}

fn sdk_type(word: &str) -> AlternateContactType {
    AlternateContactType::from(word)
}

fn known(account: Option<&Value>) -> Result<Option<String>, Failure> {
    let known = account.map(|account| account.known().map(str::to_owned));
    Ok(known.transpose()?)
}

fn is_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
