use super::super::quotas::CREATIONS_IN_FLIGHT;
use super::super::rates::{Rate, Rates};
use super::super::typical::{ACCOUNT_CREATION, POLICY_TYPE_CHANGE};
use super::{Asynchronous, Protocol, Quota, Reach, Service};

const fn account(per_second: f64, burst: f64) -> Rates {
    Rates::of_account(Rate::new(per_second, burst))
}

const fn both(account: (f64, f64), organization: (f64, f64)) -> Rates {
    Rates {
        account: Rate::new(account.0, account.1),
        organization: Some(Rate::new(organization.0, organization.1)),
    }
}

/// AWS Organizations. It refuses a change while another one is under way.
///
/// Source: AWS Organizations User Guide, "Quotas for AWS Organizations", throttle limits per account and per organization.
pub static ORGANIZATIONS: Service = Service {
    prefix: "organizations",
    signing_name: "organizations",
    reach: Reach::Global,
    protocol: Protocol::Json {
        target: "AWSOrganizationsV20161128",
    },
    serial_writes: true,
    quota: Quota::PerOperation,
    rates: &[
        (&["CloseAccount"], account(0.05, 1.0)),
        (&["CreateAccount"], account(0.1, 3.0)),
        (&["DescribeAccount"], both((20.0, 30.0), (24.0, 36.0))),
        (
            &[
                "DescribeCreateAccountStatus",
                "DescribeOrganizationalUnit",
                "DescribePolicy",
            ],
            both((2.0, 2.0), (2.0, 3.0)),
        ),
        (
            &[
                "ListCreateAccountStatus",
                "ListHandshakesForOrganization",
                "ListParents",
                "ListAccountsForParent",
                "ListOrganizationalUnitsForParent",
                "ListPolicies",
                "ListPoliciesForTarget",
                "ListTargetsForPolicy",
                "ListDelegatedAdministrators",
            ],
            both((5.0, 8.0), (6.0, 10.0)),
        ),
        (
            &["CreateOrganization", "EnablePolicyType", "DisablePolicyType"],
            account(1.0, 1.0),
        ),
        (
            &[
                "CreateOrganizationalUnit",
                "DescribeOrganization",
                "EnableAWSServiceAccess",
                "DisableAWSServiceAccess",
                "RegisterDelegatedAdministrator",
                "DeregisterDelegatedAdministrator",
            ],
            account(1.0, 2.0),
        ),
        (
            &[
                "MoveAccount",
                "UpdateOrganizationalUnit",
                "DeleteOrganizationalUnit",
                "CreatePolicy",
                "DeletePolicy",
                "AttachPolicy",
                "DetachPolicy",
                "UpdatePolicy",
            ],
            account(2.0, 3.0),
        ),
        (&["ListAccounts"], both((8.0, 12.0), (9.0, 15.0))),
        (&["ListChildren"], both((6.0, 10.0), (7.0, 12.0))),
        (&["ListRoots"], both((1.0, 2.0), (1.0, 3.0))),
        (&["ListTagsForResource"], both((10.0, 15.0), (12.0, 18.0))),
        (&["TagResource", "UntagResource"], account(4.0, 6.0)),
        (
            &["ListAWSServiceAccessForOrganization", "ListDelegatedServicesForAccount"],
            both((1.0, 3.0), (1.0, 4.0)),
        ),
    ],
    asynchronous: &[
        Asynchronous {
            operation: "CreateAccount",
            typical: ACCOUNT_CREATION,
            at_a_time: Some(CREATIONS_IN_FLIGHT),
        },
        Asynchronous {
            operation: "EnablePolicyType",
            typical: POLICY_TYPE_CHANGE,
            at_a_time: None,
        },
    ],
};
