//! The public access block of an account.

use serde_json::{Value, json};

use super::state::{PublicAccessBlock, S3Control};
use crate::sandbox::ask::Ask;
use crate::sandbox::model::Place;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::service::Spot;

/// The document of a request and an answer.
pub(super) const CONFIGURATION: &str = "PublicAccessBlockConfiguration";

pub(super) fn get(spot: &mut Spot<'_, S3Control>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let whole = whole_account(spot, ask)?;
    let block = whole.get().and_then(|kept| kept.public_access_block);
    let block = block.ok_or_else(|| {
        let message = "The public access block configuration was not found";
        Refusal::new("NoSuchPublicAccessBlockConfiguration", message).with_status(404)
    })?;
    Ok(json!({ CONFIGURATION: {
        "BlockPublicAcls": block.block_public_acls,
        "IgnorePublicAcls": block.ignore_public_acls,
        "BlockPublicPolicy": block.block_public_policy,
        "RestrictPublicBuckets": block.restrict_public_buckets,
    }}))
}

/// Replaces the whole block: what is left out is off.
pub(super) fn put(spot: &mut Spot<'_, S3Control>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let mut whole = whole_account(spot, ask)?;
    let wanted = ask.input.structure(CONFIGURATION)?.ok_or_else(|| {
        let message = "Must specify at least one configuration.";
        Refusal::new("InvalidRequest", message)
    })?;
    let flag = |name: &str| Ok::<_, Refusal>(wanted.flag(name)?.unwrap_or(false));
    whole.get_mut().public_access_block = Some(PublicAccessBlock {
        block_public_acls: flag("BlockPublicAcls")?,
        ignore_public_acls: flag("IgnorePublicAcls")?,
        block_public_policy: flag("BlockPublicPolicy")?,
        restrict_public_buckets: flag("RestrictPublicBuckets")?,
    });
    Ok(Value::Null)
}

/// Deletes it, if it is there: a second time changes nothing.
pub(super) fn delete(spot: &mut Spot<'_, S3Control>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let mut whole = whole_account(spot, ask)?;
    if whole.get().is_some() {
        whole.get_mut().public_access_block = None;
    }
    Ok(Value::Null)
}

/// The account, which is the caller's own: a Region answers for all of them.
fn whole_account<'s>(spot: &'s mut Spot<'_, S3Control>, ask: &Ask<'_>) -> Result<Spot<'s, S3Control>, Refusal> {
    if ask.input.text("AccountId")? != Some(&ask.caller.account) {
        return Err(Refusal::new("AccessDenied", "Access Denied").with_status(403));
    }
    Ok(spot.elsewhere(Place::account(&ask.caller.account)))
}
