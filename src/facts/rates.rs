//! How often AWS lets each operation be called.
//!
//! Source: AWS Organizations User Guide, "Quotas for AWS Organizations", throttle limits per account and per organization; AWS Account
//! Management Reference Guide, "Quotas". Services without published rates start from [`UNPUBLISHED_READ`] and [`UNPUBLISHED_WRITE`].

use super::op::{Access, Service};

/// A token bucket: `per_second` tokens come back each second, up to `burst`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Calls a second, sustained.
    pub per_second: f64,
    /// Calls at once after a pause.
    pub burst: f64,
}

/// The buckets that one operation is counted against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// For each calling account.
    pub account: Rate,
    /// For all accounts of the Organization together, where AWS publishes one.
    pub organization: Option<Rate>,
}

/// For reads of services that publish no rate.
pub const UNPUBLISHED_READ: Rate = rate(5.0, 5.0);
/// For writes of services that publish no rate.
pub const UNPUBLISHED_WRITE: Rate = rate(1.0, 1.0);

const fn rate(per_second: f64, burst: f64) -> Rate {
    Rate { per_second, burst }
}

/// The published rates of an operation, or the cautious default of its service.
#[must_use]
pub fn rates(service: Service, operation: &str, access: Access) -> Rates {
    let published = match service {
        Service::Organizations => organizations(operation),
        Service::Account => account(operation).map(alone),
        // One quota of 600 a second is shared by these operations (IAM User Guide, "IAM and AWS STS quotas").
        Service::Sts => Some(alone(rate(600.0, 600.0))),
        // Resource Groups Tagging API Reference, "GetResources": 15 a second.
        Service::Tagging => Some(alone(rate(15.0, 15.0))),
    };
    published.unwrap_or_else(|| {
        alone(match access {
            Access::Read => UNPUBLISHED_READ,
            Access::Write => UNPUBLISHED_WRITE,
        })
    })
}

const fn alone(account: Rate) -> Rates {
    Rates {
        account,
        organization: None,
    }
}

fn organizations(operation: &str) -> Option<Rates> {
    let both = |a: (f64, f64), o: (f64, f64)| Rates {
        account: rate(a.0, a.1),
        organization: Some(rate(o.0, o.1)),
    };
    let one = |a: f64, b: f64| alone(rate(a, b));
    Some(match operation {
        "CloseAccount" => one(0.05, 1.0),
        "CreateAccount" => one(0.1, 3.0),
        "DescribeAccount" => both((20.0, 30.0), (24.0, 36.0)),
        "DescribeCreateAccountStatus" | "DescribeOrganizationalUnit" | "DescribePolicy" => both((2.0, 2.0), (2.0, 3.0)),
        "ListCreateAccountStatus"
        | "ListHandshakesForOrganization"
        | "ListParents"
        | "ListAccountsForParent"
        | "ListOrganizationalUnitsForParent"
        | "ListPolicies"
        | "ListPoliciesForTarget"
        | "ListTargetsForPolicy"
        | "ListDelegatedAdministrators" => both((5.0, 8.0), (6.0, 10.0)),
        "CreateOrganization" | "EnablePolicyType" | "DisablePolicyType" => one(1.0, 1.0),
        "CreateOrganizationalUnit"
        | "DescribeOrganization"
        | "EnableAWSServiceAccess"
        | "DisableAWSServiceAccess"
        | "RegisterDelegatedAdministrator"
        | "DeregisterDelegatedAdministrator" => one(1.0, 2.0),
        "MoveAccount"
        | "UpdateOrganizationalUnit"
        | "DeleteOrganizationalUnit"
        | "CreatePolicy"
        | "DeletePolicy"
        | "AttachPolicy"
        | "DetachPolicy"
        | "UpdatePolicy" => one(2.0, 3.0),
        "ListAccounts" => both((8.0, 12.0), (9.0, 15.0)),
        "ListChildren" => both((6.0, 10.0), (7.0, 12.0)),
        "ListRoots" => both((1.0, 2.0), (1.0, 3.0)),
        "ListTagsForResource" => both((10.0, 15.0), (12.0, 18.0)),
        "TagResource" | "UntagResource" => one(4.0, 6.0),
        "ListAWSServiceAccessForOrganization" | "ListDelegatedServicesForAccount" => both((1.0, 3.0), (1.0, 4.0)),
        _ => return None,
    })
}

fn account(operation: &str) -> Option<Rate> {
    Some(match operation {
        "GetAccountInformation" => rate(3.0, 3.0),
        "PutAccountName" => rate(1.0, 1.0),
        _ => return None,
    })
}
