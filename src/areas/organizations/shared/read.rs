//! Reads of AWS Organizations that several areas share.

use std::collections::BTreeMap;

use aws_sdk_organizations::types as sdk;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use crate::aws::{AwsError, ErrorKind, Reader, missing, pages};
use crate::engine::owner::OWNER_TAG;
use crate::facts::answer::{Field, NEXT_TOKEN};
use crate::facts::op::{Meaning, Op};
use crate::facts::quotas::{ORGANIZATIONS_PAGE, TAGGING_PAGE};
use crate::facts::service::{ORGANIZATIONS, TAGGING};
use crate::organization::{Creation, LiveAccount, LiveUnit, PlaceId, State, Tags};

/// Tags of everything in the Organization that was ever tagged. Late by some seconds, and only answered in one Region.
pub static GET_RESOURCES: Op = Op::read(
    &TAGGING,
    "GetResources",
    &[
        Field::list("ResourceTagMappingList"),
        Field::text("ResourceTagMappingList[].ResourceARN"),
        Field::list("ResourceTagMappingList[].Tags"),
        Field::text("ResourceTagMappingList[].Tags[].Key"),
        Field::any_text("ResourceTagMappingList[].Tags[].Value"),
        Field::any_text("PaginationToken").or_absent(
            "this was the last page, as if it were empty",
            "Resource Groups Tagging API Reference, `GetResources`: an empty value means that there is no more",
        ),
    ],
    &[],
);
/// A page of tags of one resource.
pub const TAGS_PAGE: &[Field] = &[
    Field::list("Tags"),
    Field::text("Tags[].Key"),
    Field::any_text("Tags[].Value"),
    NEXT_TOKEN,
];
/// Tags of one resource, as they are now.
pub static LIST_TAGS: Op = Op::read(
    &ORGANIZATIONS,
    "ListTagsForResource",
    TAGS_PAGE,
    &[("TargetNotFoundException", Meaning::NotYet)],
);
/// Why an account may be without `State`.
pub const OLDER: &str = "Organizations API Reference, `Account`: older endpoints send `Status` alone";
/// Why an account may be without `Status`.
pub const RETIRED: &str = "Organizations API Reference, `Account`: `Status` is retired since 2026-09-09";
/// Why an account may be without `Paths`.
pub const PATHS: &str = "Organizations API Reference, `Account`: sent since 2026-03-30, and not by older endpoints";
static LIST_ACCOUNTS: Op = Op::read(
    &ORGANIZATIONS,
    "ListAccounts",
    &[
        Field::list("Accounts"),
        Field::text("Accounts[].Id"),
        Field::text("Accounts[].Arn"),
        Field::text("Accounts[].Name"),
        Field::text("Accounts[].Email"),
        Field::text("Accounts[].State").or_absent("`Status` says it", OLDER),
        Field::text("Accounts[].Status").or_absent("`State` says it", RETIRED),
        Field::list("Accounts[].Paths").or_absent("each parent is asked for its accounts", PATHS),
        Field::text("Accounts[].Paths[]"),
        NEXT_TOKEN,
    ],
    &[],
);
static LIST_ACCOUNTS_FOR_PARENT: Op = Op::read(
    &ORGANIZATIONS,
    "ListAccountsForParent",
    &[Field::list("Accounts"), Field::text("Accounts[].Id"), NEXT_TOKEN],
    &[],
);
static LIST_CREATIONS: Op = Op::read(
    &ORGANIZATIONS,
    "ListCreateAccountStatus",
    &[
        Field::list("CreateAccountStatuses"),
        Field::text("CreateAccountStatuses[].Id"),
        Field::text("CreateAccountStatuses[].AccountName"),
        Field::text("CreateAccountStatuses[].State"),
        Field::time("CreateAccountStatuses[].RequestedTimestamp"),
        NEXT_TOKEN,
    ],
    &[],
);
/// A page of units.
pub const UNITS_PAGE: &[Field] = &[
    Field::list("OrganizationalUnits"),
    Field::text("OrganizationalUnits[].Id"),
    Field::text("OrganizationalUnits[].Arn"),
    Field::text("OrganizationalUnits[].Name"),
    NEXT_TOKEN,
];
static LIST_UNITS: Op = Op::read(
    &ORGANIZATIONS,
    "ListOrganizationalUnitsForParent",
    UNITS_PAGE,
    &[("ParentNotFoundException", Meaning::NotYet)],
);
static LIST_CHILDREN: Op = Op::read(
    &ORGANIZATIONS,
    "ListChildren",
    &[Field::list("Children"), Field::text("Children[].Id"), NEXT_TOKEN],
    &[("ParentNotFoundException", Meaning::NotYet)],
);
static LIST_PARENTS: Op = Op::read(
    &ORGANIZATIONS,
    "ListParents",
    &[Field::list("Parents"), Field::text("Parents[].Id"), NEXT_TOKEN],
    &[("ChildNotFoundException", Meaning::NotYet)],
);

/// Every read here.
pub static ALL: &[&Op] = &[
    &GET_RESOURCES,
    &LIST_TAGS,
    &LIST_ACCOUNTS,
    &LIST_ACCOUNTS_FOR_PARENT,
    &LIST_CREATIONS,
    &LIST_UNITS,
    &LIST_CHILDREN,
    &LIST_PARENTS,
];

/// `MaxResults` of Organizations.
pub const PAGE: i32 = ORGANIZATIONS_PAGE as i32;

/// All accounts. An account's parent is the last but one segment of its path; older endpoints give no path.
///
/// # Errors
/// What AWS says; a missing field too, and a list without the `management` account, which is in every Organization.
pub async fn accounts(reader: &Reader, management: &str) -> Result<Vec<LiveAccount>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let accounts = pages(reader, &LIST_ACCOUNTS, async |token| {
        let send = || {
            client
                .list_accounts()
                .max_results(PAGE)
                .set_next_token(token.clone())
                .send()
        };
        let answer = reader.call(&LIST_ACCOUNTS, send).await?;
        let accounts = answer.accounts.unwrap_or_default();
        let accounts: Result<Vec<_>, _> = accounts
            .into_iter()
            .map(|account| live_account(&LIST_ACCOUNTS, account))
            .collect();
        Ok((accounts?, answer.next_token))
    })
    .await?;
    if accounts.iter().any(|account| account.id.as_str() == management) {
        return Ok(accounts);
    }
    let message = format!("management account {management} is not among the accounts, so that the list is not whole");
    Err(AwsError::new(ErrorKind::Malformed, &LIST_ACCOUNTS, message))
}

/// An account in our words.
///
/// # Errors
/// If a field that it must have is missing.
pub fn live_account(op: &Op, account: sdk::Account) -> Result<LiveAccount, AwsError> {
    let state = match (&account.state, account.status) {
        (Some(state), _) => State::parse(state.as_str()),
        (None, Some(status)) => State::parse(status.as_str()),
        (None, None) => return Err(missing(op, "State")),
    };
    let parent = account.paths.iter().flatten().find_map(|path| {
        let mut segments = path.trim_end_matches('/').rsplit('/').skip(1);
        segments
            .next()
            .filter(|id| id.starts_with("ou-") || id.starts_with("r-"))
            .map(str::to_owned)
    });
    Ok(LiveAccount {
        id: PlaceId(
            account
                .id
                .filter(|id| !id.is_empty())
                .ok_or_else(|| missing(op, "Id"))?,
        ),
        arn: account.arn.unwrap_or_default(),
        name: account.name.ok_or_else(|| missing(op, "Name"))?,
        email: account.email.ok_or_else(|| missing(op, "Email"))?,
        state,
        parent: parent.map(PlaceId),
    })
}

/// Ids of the accounts directly under a root or unit.
///
/// # Errors
/// What AWS says.
pub async fn account_ids_under(reader: &Reader, parent: &PlaceId) -> Result<Vec<PlaceId>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    pages(reader, &LIST_ACCOUNTS_FOR_PARENT, async |token| {
        let send = || {
            let request = client
                .list_accounts_for_parent()
                .parent_id(parent.as_str())
                .max_results(PAGE);
            request.set_next_token(token.clone()).send()
        };
        let answer = reader.call(&LIST_ACCOUNTS_FOR_PARENT, send).await?;
        let ids = answer.accounts.unwrap_or_default().into_iter().map(|account| {
            let id = account.id.ok_or_else(|| missing(&LIST_ACCOUNTS_FOR_PARENT, "Id"))?;
            Ok(PlaceId(id))
        });
        Ok((ids.collect::<Result<Vec<_>, AwsError>>()?, answer.next_token))
    })
    .await
}

/// The units directly under a root or unit.
///
/// # Errors
/// What AWS says; a missing field too.
pub async fn units_under(reader: &Reader, parent: &PlaceId) -> Result<Vec<LiveUnit>, AwsError> {
    units_by(reader, &LIST_UNITS, parent).await
}

/// The same by an operation that says what a parent that is not found means.
///
/// # Errors
/// As [`units_under`].
pub async fn units_by(reader: &Reader, op: &'static Op, parent: &PlaceId) -> Result<Vec<LiveUnit>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    pages(reader, op, async |token| {
        let send = || {
            let request = client
                .list_organizational_units_for_parent()
                .parent_id(parent.as_str())
                .max_results(PAGE);
            request.set_next_token(token.clone()).send()
        };
        let answer = reader.call(op, send).await?;
        let units = answer.organizational_units.unwrap_or_default().into_iter().map(|unit| {
            Ok(LiveUnit {
                id: PlaceId(unit.id.filter(|id| !id.is_empty()).ok_or_else(|| missing(op, "Id"))?),
                arn: unit.arn.unwrap_or_default(),
                name: unit.name.ok_or_else(|| missing(op, "Name"))?,
                parent: parent.clone(),
            })
        });
        Ok((units.collect::<Result<Vec<_>, AwsError>>()?, answer.next_token))
    })
    .await
}

/// Whether there is any unit directly under a root or unit.
///
/// # Errors
/// What AWS says.
pub async fn holds_units(reader: &Reader, parent: &PlaceId) -> Result<bool, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let found = pages(reader, &LIST_CHILDREN, async |token| {
        let send = || {
            let request = client
                .list_children()
                .parent_id(parent.as_str())
                .child_type(sdk::ChildType::OrganizationalUnit)
                .max_results(PAGE);
            request.set_next_token(token.clone()).send()
        };
        let answer = reader.call(&LIST_CHILDREN, send).await?;
        let children = answer.children.unwrap_or_default();
        // One is enough to know.
        let next = answer.next_token.filter(|_| children.is_empty());
        Ok((children, next))
    })
    .await?;
    Ok(!found.is_empty())
}

/// What holds an account or unit.
///
/// # Errors
/// What AWS says; a missing field too.
pub async fn parent_of(reader: &Reader, child: &str) -> Result<PlaceId, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let found = pages(reader, &LIST_PARENTS, async |token| {
        let send = || {
            client
                .list_parents()
                .child_id(child)
                .set_next_token(token.clone())
                .send()
        };
        let answer = reader.call(&LIST_PARENTS, send).await?;
        Ok((answer.parents.unwrap_or_default(), answer.next_token))
    })
    .await?;
    let [parent] = <[_; 1]>::try_from(found).map_err(|found| {
        let message = format!("{child} has {} parents, and AWS gives it one", found.len());
        AwsError::new(ErrorKind::Malformed, &LIST_PARENTS, message)
    })?;
    parent.id.map(PlaceId).ok_or_else(|| missing(&LIST_PARENTS, "Parents"))
}

/// Creations of accounts that AWS has not finished.
///
/// # Errors
/// What AWS says; a missing field too.
pub async fn creations(reader: &Reader) -> Result<Vec<Creation>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    pages(reader, &LIST_CREATIONS, async |token| {
        let send = || {
            let request = client
                .list_create_account_status()
                .states(sdk::CreateAccountState::InProgress)
                .max_results(PAGE);
            request.set_next_token(token.clone()).send()
        };
        let answer = reader.call(&LIST_CREATIONS, send).await?;
        let list = answer.create_account_statuses.unwrap_or_default().into_iter();
        // Emulators that ignore the filter answer with ended ones too.
        let list = list
            .filter(|status| status.state == Some(sdk::CreateAccountState::InProgress))
            .map(|status| {
                Ok(Creation {
                    id: status.id.ok_or_else(|| missing(&LIST_CREATIONS, "Id"))?,
                    name: status
                        .account_name
                        .ok_or_else(|| missing(&LIST_CREATIONS, "AccountName"))?,
                    since: status.requested_timestamp.as_ref().map_or_else(String::new, timestamp),
                })
            });
        Ok((list.collect::<Result<Vec<_>, AwsError>>()?, answer.next_token))
    })
    .await
}

/// Tags of one resource, as they are now.
///
/// # Errors
/// What AWS says; an ownership tag without a value too, for nobody writes one.
pub async fn tags_of(reader: &Reader, id: &str) -> Result<Tags, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let tags = pages(reader, &LIST_TAGS, async |token| {
        let send = || {
            client
                .list_tags_for_resource()
                .resource_id(id)
                .set_next_token(token.clone())
                .send()
        };
        let answer = reader.call(&LIST_TAGS, send).await?;
        Ok((answer.tags.unwrap_or_default(), answer.next_token))
    })
    .await?;
    let tags: Tags = tags.into_iter().map(|tag| (tag.key, tag.value)).collect();
    if tags.get(OWNER_TAG).is_some_and(String::is_empty) {
        let message = format!("tag `{OWNER_TAG}` of {id} is empty, so that nobody knows whose it is: remove the tag");
        return Err(AwsError::new(ErrorKind::Malformed, &LIST_TAGS, message));
    }
    Ok(tags)
}

/// Tags by resource id, as the tagging service has them; none at all if the endpoint lacks it.
///
/// # Errors
/// What AWS says.
pub async fn tags_in_bulk(reader: &Reader) -> Result<Option<BTreeMap<String, Tags>>, AwsError> {
    let client = reader.client::<aws_sdk_resourcegroupstagging::Client>();
    let read = pages(reader, &GET_RESOURCES, async |token| {
        let send = || {
            let request = client.get_resources().resource_type_filters("organizations");
            let size = i32::try_from(TAGGING_PAGE).unwrap_or(100);
            request
                .resources_per_page(size)
                .set_pagination_token(token.clone())
                .send()
        };
        let answer = reader.call(&GET_RESOURCES, send).await?;
        let list = answer
            .resource_tag_mapping_list
            .unwrap_or_default()
            .into_iter()
            .map(|mapping| {
                let arn = mapping
                    .resource_arn
                    .ok_or_else(|| missing(&GET_RESOURCES, "ResourceARN"))?;
                let id = arn.rsplit('/').next().unwrap_or_default().to_owned();
                let tags = mapping
                    .tags
                    .unwrap_or_default()
                    .into_iter()
                    .map(|tag| (tag.key, tag.value));
                Ok((id, tags.collect::<Tags>()))
            });
        Ok((list.collect::<Result<Vec<_>, AwsError>>()?, answer.pagination_token))
    })
    .await;
    match read {
        Ok(list) => Ok(Some(list.into_iter().collect())),
        Err(error) if error.kind == ErrorKind::Unsupported => Ok(None),
        Err(error) => Err(error),
    }
}

/// A time as AWS gave it, in RFC 3339.
#[must_use]
pub fn timestamp(time: &DateTime) -> String {
    time.fmt(Format::DateTime).unwrap_or_default()
}
