//! The Regions that an account sees, and switching those that it may.
//!
//! Source: AWS Account Management Reference Guide, "Considerations before enabling and disabling Regions".

use std::time::Duration;

use serde_json::{Value, json};

use super::state::{AccountEvent, AccountManagement, AccountSettings, RegionStatus};
use super::subject::{invalid, settings, subject};
use crate::sandbox::ask::Ask;
use crate::sandbox::model::{Place, State};
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::service::Spot;

/// How long AWS takes to switch a Region: minutes, and for some accounts hours.
const SWITCHING: Duration = Duration::from_secs(180);

/// Region and status, by name, in an account that never switched one: those that every account has, and some that must be opted into.
const REGIONS: &[(&str, &str)] = &[
    ("af-south-1", "DISABLED"),
    ("ap-east-1", "DISABLED"),
    ("ap-northeast-1", DEFAULT),
    ("ap-northeast-2", DEFAULT),
    ("ap-northeast-3", DEFAULT),
    ("ap-south-1", DEFAULT),
    ("ap-southeast-1", DEFAULT),
    ("ap-southeast-2", DEFAULT),
    ("ca-central-1", DEFAULT),
    ("eu-central-1", DEFAULT),
    ("eu-central-2", "DISABLED"),
    ("eu-north-1", DEFAULT),
    ("eu-south-1", "DISABLED"),
    ("eu-west-1", DEFAULT),
    ("eu-west-2", DEFAULT),
    ("eu-west-3", DEFAULT),
    ("me-south-1", "DISABLED"),
    ("sa-east-1", DEFAULT),
    ("us-east-1", DEFAULT),
    ("us-east-2", DEFAULT),
    ("us-west-1", DEFAULT),
    ("us-west-2", DEFAULT),
];

const DEFAULT: &str = "ENABLED_BY_DEFAULT";

/// Whether a Region is off in an account.
pub(in crate::sandbox) fn is_off(state: &State, account: &str, region: &str) -> bool {
    let settings = state.services.account.at(&Place::account(account));
    let status = REGIONS.iter().find(|(name, _)| *name == region);
    status.is_some_and(|(name, first)| !matches!(standing(settings, name, first), DEFAULT | "ENABLED"))
}

fn standing(settings: Option<&AccountSettings>, region: &str, first: &'static str) -> &'static str {
    let switched = settings.and_then(|settings| settings.regions.get(region));
    switched.map_or(first, |status| status.word())
}

pub(super) fn list(spot: &mut Spot<'_, AccountManagement>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let place = subject(spot.all(), ask)?;
    let wanted = ask.input.texts("RegionOptStatusContains")?;
    let limit = usize::try_from(ask.input.number("MaxResults")?.unwrap_or(50)).ok();
    let limit = limit.filter(|limit| (1..=50).contains(limit));
    let limit = limit.ok_or_else(|| invalid("MaxResults is from 1 to 50"))?;
    let scope = format!("regions of {place}, {wanted:?}");
    let page = Page::from_token(scope, ask.input.text("NextToken")?, limit);
    let page = page.ok_or_else(|| invalid("NextToken is not of this listing"))?;
    let settings = spot.all().services.account.at(&place);
    let entries = REGIONS
        .iter()
        .map(|(name, first)| (*name, standing(settings, name, first)))
        .filter(|(name, status)| page.holds(name) && (wanted.is_empty() || wanted.contains(status)))
        .map(|(name, status)| (name, json!({"RegionName": name, "RegionOptStatus": status})));
    let (found, token) = page.cut(entries);
    Ok(match token {
        Some(token) => json!({"Regions": found, "NextToken": token}),
        None => json!({"Regions": found}),
    })
}

pub(super) fn status(spot: &mut Spot<'_, AccountManagement>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (name, first) = asked(ask)?;
    let place = subject(spot.all(), ask)?;
    let status = standing(spot.all().services.account.at(&place), name, first);
    Ok(json!({"RegionName": name, "RegionOptStatus": status}))
}

pub(super) fn enable(spot: &mut Spot<'_, AccountManagement>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    switch(spot, ask, (RegionStatus::Enabling, RegionStatus::Enabled))
}

pub(super) fn disable(spot: &mut Spot<'_, AccountManagement>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    switch(spot, ask, (RegionStatus::Disabling, RegionStatus::Disabled))
}

/// Has a Region begin to change, and what it becomes happen later. What is so already, or about to be, stays as it is.
fn switch(
    spot: &mut Spot<'_, AccountManagement>,
    ask: &Ask<'_>,
    (on_the_way, wanted): (RegionStatus, RegionStatus),
) -> Result<Value, Refusal> {
    let (name, first) = asked(ask)?;
    if first == DEFAULT {
        return Err(invalid(
            "RegionName is of a Region that every account has: it is always enabled",
        ));
    }
    let mut settings = settings(spot, ask)?;
    let standing = standing(settings.get(), name, first);
    if standing == wanted.word() || standing == on_the_way.word() {
        return Ok(json!({}));
    }
    if matches!(standing, "ENABLING" | "DISABLING") {
        let message = "The Region is in the process of being enabled or disabled. Try again later.";
        return Err(Refusal::new("ConflictException", message).with_status(409));
    }
    settings.get_mut().regions.insert(name.to_owned(), on_the_way);
    let event = match wanted {
        RegionStatus::Enabled => AccountEvent::RegionEnabled(name.to_owned()),
        _ => AccountEvent::RegionDisabled(name.to_owned()),
    };
    settings.schedule(ask.now.plus(SWITCHING), event);
    Ok(json!({}))
}

pub(super) fn happen(spot: &mut Spot<'_, AccountManagement>, event: AccountEvent) {
    let (region, status) = match event {
        AccountEvent::RegionEnabled(region) => (region, RegionStatus::Enabled),
        AccountEvent::RegionDisabled(region) => (region, RegionStatus::Disabled),
    };
    spot.get_mut().regions.insert(region, status);
}

fn asked(ask: &Ask<'_>) -> Result<(&'static str, &'static str), Refusal> {
    let name = ask.input.text("RegionName")?.unwrap_or_default();
    let found = REGIONS.iter().find(|(known, _)| *known == name);
    found.copied().ok_or_else(|| invalid("RegionName is of no Region"))
}
