//! Every simulated operation of Organizations, and who may call it.

use serde_json::Value;

use super::{
    accounts, attachments, creation, delegation, effective, listing, organization, policies, policy_types,
    resource_policy, roots, service_access, tags, units,
};
use crate::facts::op::Access;
use crate::sandbox::model::Organization;
use crate::sandbox::operation::{Ask, Callers, Operation, Run};
use crate::sandbox::refusal::Refusal;

type Handler = fn(&mut Organization, &Ask<'_>) -> Result<Value, Refusal>;

/// A read for the management account and delegated administrators.
const fn read(name: &'static str, run: Handler) -> Operation {
    Operation {
        name,
        access: Access::Read,
        who: Callers::Readers,
        run: Run::Organization(run),
    }
}

/// A write for the management account.
const fn write(name: &'static str, run: Handler) -> Operation {
    Operation {
        name,
        access: Access::Write,
        who: Callers::Management,
        run: Run::Organization(run),
    }
}

/// Every simulated operation.
pub(in crate::sandbox) const OPERATIONS: &[Operation] = &[
    Operation {
        name: "CreateOrganization",
        access: Access::Write,
        who: Callers::Management,
        run: Run::State(organization::create),
    },
    Operation {
        who: Callers::Anyone,
        ..read("DescribeOrganization", organization::describe)
    },
    read("ListRoots", roots::list),
    read("ListParents", roots::parents),
    read("ListChildren", roots::children),
    read("ListAccounts", accounts::list),
    read("ListAccountsForParent", accounts::list_in),
    read("DescribeAccount", accounts::describe),
    write("MoveAccount", accounts::relocate),
    write("CloseAccount", accounts::close),
    write("RemoveAccountFromOrganization", accounts::remove),
    write("CreateAccount", creation::create),
    read("DescribeCreateAccountStatus", creation::describe),
    read("ListCreateAccountStatus", creation::list),
    read("ListOrganizationalUnitsForParent", units::list),
    read("DescribeOrganizationalUnit", units::describe),
    write("CreateOrganizationalUnit", units::create),
    write("UpdateOrganizationalUnit", units::update),
    write("DeleteOrganizationalUnit", units::delete),
    write("TagResource", tags::tag),
    write("UntagResource", tags::untag),
    read("ListTagsForResource", tags::list),
    read("ListPolicies", policies::list),
    read("DescribePolicy", policies::describe),
    write("CreatePolicy", policies::create),
    write("UpdatePolicy", policies::update),
    write("DeletePolicy", policies::delete),
    write("AttachPolicy", attachments::attach),
    write("DetachPolicy", attachments::detach),
    read("ListTargetsForPolicy", attachments::targets),
    read("ListPoliciesForTarget", attachments::policies),
    Operation {
        who: Callers::Anyone,
        ..read("DescribeEffectivePolicy", effective::describe)
    },
    write("EnablePolicyType", policy_types::enable),
    write("DisablePolicyType", policy_types::disable),
    write("EnableAWSServiceAccess", service_access::enable),
    write("DisableAWSServiceAccess", service_access::disable),
    read("ListAWSServiceAccessForOrganization", service_access::list),
    write("RegisterDelegatedAdministrator", delegation::register),
    write("DeregisterDelegatedAdministrator", delegation::deregister),
    read("ListDelegatedAdministrators", delegation::administrators),
    read("ListDelegatedServicesForAccount", delegation::services),
    read("DescribeResourcePolicy", resource_policy::describe),
    write("PutResourcePolicy", resource_policy::put),
    write("DeleteResourcePolicy", resource_policy::delete),
    read("ListHandshakesForOrganization", listing::no_handshakes),
];
