//! AWS Security Token Service (awsQuery).

use std::time::Duration;

use serde_json::{Value, json};

use super::iam::{self, Role};
use crate::facts::access::Access;
use crate::facts::account_states::{AccountAction, account_state};
use crate::facts::partitions::{COMMERCIAL, of_region};
use crate::facts::service::{STS, Service};
use crate::sandbox::ask::Ask;
use crate::sandbox::model::{NoEvent, Services, Session, State, Stored};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::service::{ErrorCodes, Operation, Simulated, Spot};
use crate::sandbox::session_policy;

/// AWS Security Token Service.
pub(in crate::sandbox) struct Sts;

impl Simulated for Sts {
    type State = ();
    type Event = NoEvent;
    const SERVICE: &'static Service = &STS;
    const ERRORS: ErrorCodes = ErrorCodes {
        throttled: ("Throttling", 400),
        failed: "InternalFailure",
        expired: ("ExpiredToken", 403),
        unknown_caller: ("InvalidClientTokenId", 403),
        conflict: None,
    };
    const OPERATIONS: &'static [Operation<Self>] = &[
        Operation::new("GetCallerIdentity", Access::Read, identity),
        // It changes nothing in AWS: it gives out credentials.
        Operation::new("AssumeRole", Access::Read, assume),
    ];

    fn stored(services: &Services) -> &Stored<(), NoEvent> {
        &services.sts
    }

    fn stored_mut(services: &mut Services) -> &mut Stored<(), NoEvent> {
        &mut services.sts
    }

    fn happen(_: &mut Spot<'_, Self>, event: NoEvent) {
        match event {}
    }
}

fn identity(_: &mut Spot<'_, Sts>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let caller = ask.caller;
    // Who signs for a Region of another partition is a caller of that partition.
    let partition = of_region(ask.region).map_or(COMMERCIAL.id, |partition| partition.id);
    let arn = caller.arn.replacen("arn:aws:", &format!("arn:{partition}:"), 1);
    Ok(json!({"Arn": arn, "UserId": caller.user_id, "Account": caller.account}))
}

fn assume(spot: &mut Spot<'_, Sts>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let arn = required(ask, "RoleArn")?;
    let session = required(ask, "RoleSessionName")?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    if !(2..=64).contains(&session.len()) || !session.chars().all(allowed) {
        return Err(invalid("RoleSessionName has 2 to 64 letters, digits and _ + = , . @ -"));
    }
    let seconds = ask.input.number("DurationSeconds")?.unwrap_or(3_600);
    if !(900..=43_200).contains(&seconds) {
        return Err(invalid("DurationSeconds is from 900 to 43200"));
    }
    let policy = ask.input.text("Policy")?;
    policy.map_or(Ok(()), session_policy::check)?;
    let lasting = Duration::from_secs(seconds.unsigned_abs());
    let (account, name) = parse(arn).ok_or_else(|| invalid(&format!("{arn} is invalid")))?;
    let role = usable(spot.all(), ask, account, name)
        .filter(|role| role.arn(account).split(':').skip(2).eq(arn.split(':').skip(2)))
        .ok_or_else(|| {
            let caller = &ask.caller.arn;
            let message = format!("User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}");
            Refusal::new("AccessDenied", message).with_status(403)
        })?;
    let session = Session {
        account: account.to_owned(),
        role: role.name,
        name: session.to_owned(),
        policy: policy.map(str::to_owned),
        expires: ask.now.plus(lasting),
    };
    let user = json!({"Arn": session.arn(), "AssumedRoleId": session.user_id()});
    let (key, secret, token) = spot.give_credentials(session);
    Ok(json!({
        "AssumedRoleUser": user,
        "Credentials": {
            "AccessKeyId": key,
            "SecretAccessKey": secret,
            "SessionToken": token,
            // By the caller's clock, or a client on a socket would hold fresh credentials for years out of date.
            "Expiration": ask.sent.plus(lasting).iso(),
        },
    }))
}

/// The role, if the caller may have it: every role trusts the management account alone, and works in active accounts.
fn usable(state: &State, ask: &Ask<'_>, account: &str, name: &str) -> Option<Role> {
    let role = iam::role(state, account, name)?;
    let found = state
        .organization
        .as_ref()
        .and_then(|organization| organization.accounts.get(account));
    let active = found.is_none_or(|account| account_state(account.state.word()).allows(AccountAction::Work));
    (ask.caller.account == state.setup.management_account && active).then_some(role)
}

/// `arn:aws:iam::123456789012:role/path/name`
fn parse(arn: &str) -> Option<(&str, &str)> {
    let (account, resource) = arn.strip_prefix("arn:")?.split_once(":iam::")?.1.split_once(':')?;
    let name = resource.strip_prefix("role/")?.rsplit('/').next()?;
    (account.len() == 12 && !name.is_empty()).then_some((account, name))
}

fn required<'a>(ask: &Ask<'a>, name: &str) -> Result<&'a str, Refusal> {
    ask.input
        .text(name)?
        .ok_or_else(|| invalid(&format!("{name} must not be null")))
}

fn invalid(message: &str) -> Refusal {
    Refusal::new("ValidationError", message)
}
