//! Every simulated operation of Organizations, and who may call it.

use serde_json::Value;

use super::marker::Organizations;
use super::{
    accounts, attachments, creation, delegation, effective, listing, organization, policies, policy_types,
    resource_policy, roots, service_access, tags, units,
};
use crate::facts::access::Access;
use crate::facts::service::{ORGANIZATIONS, Service};
use crate::sandbox::ask::Ask;
use crate::sandbox::model::{NoEvent, Organization, Services, Stored};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::service::{ErrorCodes, Operation, Simulated, Spot};

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Callers {
    /// The management account.
    Management,
    /// The management account, and delegated administrators of whatever service.
    Readers,
    /// Every account; the operation itself knows the limits.
    Anyone,
}

type Handler = fn(&mut Organization, &Ask<'_>) -> Result<Value, Refusal>;

/// Does it in the Organization, which must exist, for those who may.
fn in_organization(
    spot: &mut Spot<'_, Organizations>,
    ask: &Ask<'_>,
    (callers, run): (Callers, Handler),
) -> Result<Value, Refusal> {
    let organization = spot.organization().as_mut().ok_or_else(Refusal::not_in_use)?;
    if !permitted(organization, callers, &ask.caller.account) {
        return Err(Refusal::denied());
    }
    run(organization, ask)
}

fn permitted(organization: &Organization, callers: Callers, account: &str) -> bool {
    match callers {
        Callers::Anyone => true,
        Callers::Management => account == organization.management_account,
        Callers::Readers => {
            account == organization.management_account
                || organization.delegations.values().any(|of| of.contains_key(account))
        }
    }
}

macro_rules! on_organization {
    ($name:literal, $access:ident, $callers:ident, $run:path) => {
        Operation::new($name, Access::$access, |spot, ask| {
            in_organization(spot, ask, (Callers::$callers, $run))
        })
    };
}

/// A read for the management account and delegated administrators.
macro_rules! read {
    ($name:literal, $run:path) => {
        on_organization!($name, Read, Readers, $run)
    };
}

/// A read for every account.
macro_rules! open {
    ($name:literal, $run:path) => {
        on_organization!($name, Read, Anyone, $run)
    };
}

/// A change, for the management account.
macro_rules! change {
    ($name:literal, $run:path) => {
        on_organization!($name, Write, Management, $run)
    };
}

impl Simulated for Organizations {
    type State = ();
    /// What happens by itself is on the agenda of the Organization.
    type Event = NoEvent;
    const SERVICE: &'static Service = &ORGANIZATIONS;
    const ERRORS: ErrorCodes = ErrorCodes {
        throttled: ("TooManyRequestsException", 400),
        failed: "ServiceException",
        expired: ("ExpiredTokenException", 400),
        unknown_caller: ("UnrecognizedClientException", 400),
        conflict: Some((
            "ConcurrentModificationException",
            "AWS Organizations can't complete your request because it conflicts with another attempt to modify the same entity. Try again later.",
        )),
    };
    const OPERATIONS: &'static [Operation<Self>] = &[
        Operation::new("CreateOrganization", Access::Write, organization::create),
        open!("DescribeOrganization", organization::describe),
        read!("ListRoots", roots::list),
        read!("ListParents", roots::parents),
        read!("ListChildren", roots::children),
        read!("ListAccounts", accounts::list),
        read!("ListAccountsForParent", accounts::list_in),
        read!("DescribeAccount", accounts::describe),
        change!("MoveAccount", accounts::relocate),
        change!("CloseAccount", accounts::close),
        change!("RemoveAccountFromOrganization", accounts::remove),
        change!("CreateAccount", creation::create),
        read!("DescribeCreateAccountStatus", creation::describe),
        read!("ListCreateAccountStatus", creation::list),
        read!("ListOrganizationalUnitsForParent", units::list),
        read!("DescribeOrganizationalUnit", units::describe),
        change!("CreateOrganizationalUnit", units::create),
        change!("UpdateOrganizationalUnit", units::update),
        change!("DeleteOrganizationalUnit", units::delete),
        change!("TagResource", tags::tag),
        change!("UntagResource", tags::untag),
        read!("ListTagsForResource", tags::list),
        read!("ListPolicies", policies::list),
        read!("DescribePolicy", policies::describe),
        change!("CreatePolicy", policies::create),
        change!("UpdatePolicy", policies::update),
        change!("DeletePolicy", policies::delete),
        change!("AttachPolicy", attachments::attach),
        change!("DetachPolicy", attachments::detach),
        read!("ListTargetsForPolicy", attachments::targets),
        read!("ListPoliciesForTarget", attachments::policies),
        open!("DescribeEffectivePolicy", effective::describe),
        change!("EnablePolicyType", policy_types::enable),
        change!("DisablePolicyType", policy_types::disable),
        change!("EnableAWSServiceAccess", service_access::enable),
        change!("DisableAWSServiceAccess", service_access::disable),
        read!("ListAWSServiceAccessForOrganization", service_access::list),
        change!("RegisterDelegatedAdministrator", delegation::register),
        change!("DeregisterDelegatedAdministrator", delegation::deregister),
        read!("ListDelegatedAdministrators", delegation::administrators),
        read!("ListDelegatedServicesForAccount", delegation::services),
        read!("DescribeResourcePolicy", resource_policy::describe),
        change!("PutResourcePolicy", resource_policy::put),
        change!("DeleteResourcePolicy", resource_policy::delete),
        read!("ListHandshakesForOrganization", listing::no_handshakes),
    ];

    fn stored(services: &Services) -> &Stored<(), NoEvent> {
        &services.organizations
    }

    fn stored_mut(services: &mut Services) -> &mut Stored<(), NoEvent> {
        &mut services.organizations
    }

    fn happen(_: &mut Spot<'_, Self>, event: NoEvent) {
        match event {}
    }
}
