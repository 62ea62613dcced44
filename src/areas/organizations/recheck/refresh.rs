//! Reads one object again, or the one page that covers several.

use std::collections::{BTreeMap, BTreeSet};

use crate::areas::organizations::model::live::LivePolicy;
use crate::areas::organizations::policies::{self, refresh};
use crate::areas::organizations::shared::read::{self, OLDER, PATHS, RETIRED, TAGS_PAGE, UNITS_PAGE};
use crate::areas::organizations::shared::roots;
use crate::aws::{AwsError, ErrorKind, Reader, is_of, missing, pages};
use crate::facts::answer::Field;
use crate::facts::op::{Meaning, Op};
use crate::facts::service::ORGANIZATIONS;
use crate::organization::{LiveAccount, LiveUnit, PlaceId, PolicyTypeState, Tags};

// What was there and is not found was deleted: unlike with something just made there is nothing to wait for.
static TAGS: Op = Op::read(
    &ORGANIZATIONS,
    "ListTagsForResource",
    TAGS_PAGE,
    &[("TargetNotFoundException", Meaning::Absent)],
);
static UNITS: Op = Op::read(
    &ORGANIZATIONS,
    "ListOrganizationalUnitsForParent",
    UNITS_PAGE,
    &[("ParentNotFoundException", Meaning::Absent)],
);
static ACCOUNT: Op = Op::read(
    &ORGANIZATIONS,
    "DescribeAccount",
    &[
        Field::structure("Account"),
        Field::text("Account.Id"),
        Field::text("Account.Arn"),
        Field::text("Account.Name"),
        Field::text("Account.Email"),
        Field::text("Account.State").or_absent("`Status` says it", OLDER),
        Field::text("Account.Status").or_absent("`State` says it", RETIRED),
        Field::list("Account.Paths").or_absent("the account's parent is asked for", PATHS),
        Field::text("Account.Paths[]"),
    ],
    &[("AccountNotFoundException", Meaning::Absent)],
);

/// The reads of this module that are no area's.
pub static OPERATIONS: &[&Op] = &[&TAGS, &UNITS, &ACCOUNT];

/// What is read at once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Page {
    /// The tags of a unit, account or policy, as they are now: the bulk read of tags is late.
    Tags(String),
    /// A policy's name, description and text.
    Policy {
        /// `p-…`.
        id: String,
        /// AWS's name of its type.
        policy_type: String,
    },
    /// Everything that a policy is attached to.
    Targets(String),
    /// The units directly under a root or unit.
    Units(PlaceId),
    /// An account's name, state and place.
    Account(PlaceId),
    /// The policy types of the root.
    PolicyTypes,
}

/// What was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// The object is not there any more.
    Gone,
    /// [`Page::Tags`].
    Tags(Tags),
    /// [`Page::Policy`], without what it is attached to.
    Policy(Box<LivePolicy>),
    /// [`Page::Targets`].
    Listed(BTreeSet<String>),
    /// [`Page::Units`].
    Units(BTreeMap<PlaceId, LiveUnit>),
    /// [`Page::Account`].
    Account(Box<LiveAccount>),
    /// [`Page::PolicyTypes`].
    Types(BTreeMap<String, PolicyTypeState>),
}

impl Page {
    /// The operation that reads it: `organizations:ListTagsForResource`.
    #[must_use]
    pub fn operation(&self) -> String {
        match self {
            Self::Tags(_) => TAGS.to_string(),
            Self::Policy { .. } => policies::DESCRIBE_EXISTING.to_string(),
            Self::Targets(_) => policies::TARGETS_OF_EXISTING.to_string(),
            Self::Units(_) => UNITS.to_string(),
            Self::Account(_) => ACCOUNT.to_string(),
            Self::PolicyTypes => roots::LIST.to_string(),
        }
    }
}

/// Reads a page.
///
/// # Errors
/// What AWS says. That the object is gone is no error.
pub async fn read(reader: &Reader, page: &Page) -> Result<Found, AwsError> {
    let listed = |list: BTreeSet<PlaceId>| Found::Listed(list.into_iter().map(|id| id.0).collect());
    Ok(match page {
        Page::Tags(id) => tags(reader, id).await?.map_or(Found::Gone, Found::Tags),
        Page::Policy { id, policy_type } => {
            let found = refresh::policy(reader, id, policy_type).await?;
            found.map_or(Found::Gone, |policy| Found::Policy(Box::new(policy)))
        }
        Page::Targets(id) => refresh::targets(reader, id).await?.map_or(Found::Gone, listed),
        Page::Units(parent) => units(reader, parent).await?.map_or(Found::Gone, Found::Units),
        Page::Account(id) => {
            let found = account(reader, id).await?;
            found.map_or(Found::Gone, |account| Found::Account(Box::new(account)))
        }
        Page::PolicyTypes => Found::Types(roots::read(reader).await?.types),
    })
}

fn unless_absent<T>(read: Result<T, AwsError>) -> Result<Option<T>, AwsError> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind == ErrorKind::Absent => Ok(None),
        Err(error) => Err(error),
    }
}

async fn tags(reader: &Reader, id: &str) -> Result<Option<Tags>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let tags = pages(reader, &TAGS, async |token| {
        let send = || {
            let request = client.list_tags_for_resource().resource_id(id);
            request.set_next_token(token.clone()).send()
        };
        let answer = reader.call(&TAGS, send).await?;
        Ok((answer.tags.unwrap_or_default(), answer.next_token))
    });
    let tags = unless_absent(tags.await)?;
    Ok(tags.map(|tags| tags.into_iter().map(|tag| (tag.key, tag.value)).collect()))
}

async fn units(reader: &Reader, parent: &PlaceId) -> Result<Option<BTreeMap<PlaceId, LiveUnit>>, AwsError> {
    let units = unless_absent(read::units_by(reader, &UNITS, parent).await)?;
    Ok(units.map(|units| units.into_iter().map(|unit| (unit.id.clone(), unit)).collect()))
}

async fn account(reader: &Reader, id: &PlaceId) -> Result<Option<LiveAccount>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let send = || client.describe_account().account_id(id.as_str()).send();
    let Some(answer) = unless_absent(reader.call(&ACCOUNT, send).await)? else {
        return Ok(None);
    };
    let account = answer.account.ok_or_else(|| missing(&ACCOUNT, "Account"))?;
    is_of(&ACCOUNT, id.as_str(), account.id.as_deref())?;
    let mut account = read::live_account(&ACCOUNT, account)?;
    if account.parent.is_none() {
        // Older endpoints do not say where an account stands.
        account.parent = Some(read::parent_of(reader, id.as_str()).await?);
    }
    Ok(Some(account))
}
