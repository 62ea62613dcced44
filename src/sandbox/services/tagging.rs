//! Resource Groups Tagging API: the bulk read of tags, for resources of Organizations.

use serde_json::{Value, json};

use crate::facts::access::Access;
use crate::facts::partitions::of_region;
use crate::facts::quotas::TAGGING_PAGE;
use crate::facts::service::{Service, TAGGING};
use crate::sandbox::ask::Ask;
use crate::sandbox::input::{Input, tag_list};
use crate::sandbox::model::{NoEvent, Organization, Services, Stored};
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::service::{ErrorCodes, Operation, Simulated, Spot};

/// Resource Groups Tagging API.
pub(in crate::sandbox) struct Tagging;

impl Simulated for Tagging {
    type State = ();
    type Event = NoEvent;
    const SERVICE: &'static Service = &TAGGING;
    const ERRORS: ErrorCodes = ErrorCodes {
        throttled: ("ThrottledException", 400),
        failed: "InternalServiceException",
        expired: ("ExpiredTokenException", 400),
        unknown_caller: ("UnrecognizedClientException", 400),
        conflict: None,
    };
    const OPERATIONS: &'static [Operation<Self>] = &[Operation::new("GetResources", Access::Read, resources)];

    fn stored(services: &Services) -> &Stored<(), NoEvent> {
        &services.tagging
    }

    fn stored_mut(services: &mut Services) -> &mut Stored<(), NoEvent> {
        &mut services.tagging
    }

    fn happen(_: &mut Spot<'_, Self>, event: NoEvent) {
        match event {}
    }
}

/// What Organizations knows is global and found in its home Region (us-east-1) by the management account; all others see an empty list.
fn resources(spot: &mut Spot<'_, Tagging>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let types = ask.input.texts("ResourceTypeFilters")?;
    let arns = ask.input.texts("ResourceARNList")?;
    let filters = ask.input.structures("TagFilters")?;
    let narrowed = !filters.is_empty() || !types.is_empty() || ask.input.has("ResourcesPerPage");
    if narrowed && !arns.is_empty() {
        return Err(invalid("ResourceARNList goes with no other parameter"));
    }
    let limit = ask
        .input
        .number("ResourcesPerPage")?
        .map_or(Some(TAGGING_PAGE), |asked| usize::try_from(asked).ok());
    let limit = limit.filter(|limit| (1..=TAGGING_PAGE).contains(limit));
    let limit = limit.ok_or_else(|| invalid("ResourcesPerPage is from 1 to 100"))?;
    let filters = filters.into_iter().map(filter).collect::<Result<Vec<_>, _>>()?;
    let token = ask.input.text("PaginationToken")?.filter(|token| !token.is_empty());
    let scope = format!("resources {types:?} {arns:?} {filters:?}");
    let page = Page::from_token(scope, token, limit).ok_or_else(|| {
        Refusal::new(
            "PaginationTokenExpiredException",
            "A PaginationToken is valid for its own listing",
        )
    })?;
    let state = spot.all();
    let here = of_region(ask.region).is_some_and(|partition| partition.home == ask.region)
        && ask.caller.account == state.setup.management_account;
    let Some(organization) = state.organization.as_ref().filter(|_| here) else {
        return Ok(json!({"PaginationToken": "", "ResourceTagMappingList": []}));
    };
    let entries = organization
        .tags
        .range::<str, _>(page.range())
        .filter_map(|(id, tagged)| {
            let tags = tagged.seen.as_ref()?;
            let arn = organization.arn_of(id)?;
            let wanted = (types.is_empty() || types.iter().any(|kind| is_of_type(organization, id, kind)))
                && (arns.is_empty() || arns.contains(&arn.as_str()))
                && filters.iter().all(|(key, values)| {
                    let value = tags.get(*key).map(String::as_str);
                    value.is_some_and(|value| values.is_empty() || values.contains(&value))
                });
            wanted.then(|| (id.as_str(), json!({"ResourceARN": arn, "Tags": tag_list(tags)})))
        });
    let (found, token) = page.cut(entries);
    // Here the last page has an empty token, not none.
    Ok(json!({"PaginationToken": token.unwrap_or_default(), "ResourceTagMappingList": found}))
}

fn filter(given: Input<'_>) -> Result<(&str, Vec<&str>), Refusal> {
    Ok((given.required("Key")?, given.texts("Values")?))
}

fn is_of_type(organization: &Organization, id: &str, wanted: &str) -> bool {
    let arn = organization.arn_of(id).unwrap_or_default();
    let kind = arn.split([':', '/']).nth(5).unwrap_or_default();
    match wanted.split_once(':') {
        None => wanted == "organizations",
        Some((service, of)) => service == "organizations" && of == kind,
    }
}

fn invalid(message: &str) -> Refusal {
    Refusal::new("InvalidParameterException", message)
}
