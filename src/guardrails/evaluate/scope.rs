//! Whom SCPs and RCPs leave alone.

use super::chain::Setting;
use super::context::Given;
use super::decision::Exemption;
use super::request::{Principal, Request, Resource, is_account};
use crate::guardrails::grammar::rcp;

/// The action that nothing can deny.
///
/// Source: STS API Reference, `GetCallerIdentity`: "No permissions are required to perform this operation. If an administrator attaches a policy to
/// your identity that explicitly denies access to the `sts:GetCallerIdentity` action, you can still perform this operation."
const NEEDS_NO_PERMISSION: &str = "sts:getcalleridentity";

/// Why SCPs do not apply to a request, if they do not.
///
/// Source: Organizations User Guide, "Service control policies": they affect IAM users and roles of member accounts, root included;
/// not the management account and not service-linked roles. Services and callers without an IAM identity are none of these.
pub(super) fn from_scps(request: &Request, setting: &Setting) -> Option<Exemption> {
    let account = request.principal.account();
    if account.is_none() {
        Some(Exemption::NotIam)
    } else if account == setting.management_account.as_deref() {
        Some(Exemption::ManagementAccount)
    } else if is_service_linked(request) {
        Some(Exemption::ServiceLinkedRole)
    } else {
        needs_no_permission(request)
    }
}

/// Why RCPs do not apply to a request, if they do not.
///
/// Source: Organizations User Guide, "Resource control policies": not resources of the management account, not calls by service-linked roles,
/// not AWS managed KMS keys, not `kms:RetireGrant`; and only the services of the list.
pub(super) fn from_rcps(request: &Request, setting: &Setting) -> Option<Exemption> {
    let prefix = request.action.prefix();
    let managed = setting.management_account.as_deref();
    if managed.is_some() && managed == resource_account(request, setting) {
        Some(Exemption::ManagementAccount)
    } else if is_service_linked(request) {
        Some(Exemption::ServiceLinkedRole)
    } else if !rcp::SERVICES.contains(&prefix) || request.action.name() == "kms:retiregrant" {
        Some(Exemption::UnsupportedService)
    } else if prefix == "kms" && is_aws_managed_key(request) {
        Some(Exemption::AwsManagedKey)
    } else {
        needs_no_permission(request)
    }
}

fn needs_no_permission(request: &Request) -> Option<Exemption> {
    (request.action.name() == NEEDS_NO_PERMISSION).then_some(Exemption::NeedsNoPermission)
}

/// The principal itself, or the role of the session that it is.
fn is_service_linked(request: &Request) -> bool {
    let session_of = || match request.context.get("aws:principalarn") {
        Given::One(arn) => {
            let role = Principal::new(arn);
            role.is_service_linked() && role.account() == request.principal.account()
        }
        _ => false,
    };
    request.principal.is_service_linked() || (is_session(request.principal.text()) && session_of())
}

fn is_session(principal: &str) -> bool {
    principal
        .splitn(6, ':')
        .nth(5)
        .is_some_and(|name| name.starts_with("assumed-role/"))
}

fn resource_account<'a>(request: &'a Request, setting: &'a Setting) -> Option<&'a str> {
    let given = setting.resource_account.as_deref();
    given.or_else(|| match &request.resource {
        Resource::Known(resource) if resource == "*" => request.principal.account(),
        Resource::Known(resource) => resource.split(':').nth(4).filter(|account| is_account(account)),
        Resource::Like(_) | Resource::Any => None,
    })
}

/// AWS gives its own keys aliases that begin with `alias/aws/`, which nobody else may.
///
/// Source: KMS Developer Guide, "Aliases": the prefix `alias/aws/` is reserved for AWS managed keys.
fn is_aws_managed_key(request: &Request) -> bool {
    const ALIAS: &str = "alias/aws/";
    let names_it = |key| match request.context.get(key) {
        Given::One(alias) => alias.starts_with(ALIAS),
        Given::Many(aliases) => aliases.iter().any(|alias| alias.starts_with(ALIAS)),
        Given::Absent | Given::Unknown => false,
    };
    let is_resource = match &request.resource {
        Resource::Known(resource) => resource
            .splitn(6, ':')
            .nth(5)
            .is_some_and(|name| name.starts_with(ALIAS)),
        Resource::Like(_) | Resource::Any => false,
    };
    is_resource || names_it("kms:requestalias") || names_it("kms:resourcealiases")
}
