//! Services that work with an Organization: their principals, and how a delegated administrator is registered.
//!
//! Source: AWS Organizations User Guide, "AWS services that you can use with AWS Organizations", and the services' own guides.

/// How one service takes a delegated administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delegable {
    /// The key in `[delegated-admins]`.
    pub key: &'static str,
    /// The principals to register.
    pub principals: &'static [&'static str],
    /// How many accounts it takes.
    pub most: usize,
    /// The service's own operation, where `organizations:RegisterDelegatedAdministrator` is not the way.
    pub own_operation: Option<&'static str>,
}

const fn through_organizations(key: &'static str, principals: &'static [&'static str], most: usize) -> Delegable {
    Delegable {
        key,
        principals,
        most,
        own_operation: None,
    }
}

/// The services whose delegated administrator this version knows.
pub const DELEGABLE: &[Delegable] = &[
    through_organizations("access-analyzer", &["access-analyzer.amazonaws.com"], 1),
    through_organizations("account", &["account.amazonaws.com"], 1),
    through_organizations("backup", &["backup.amazonaws.com"], 5),
    through_organizations("compute-optimizer", &["compute-optimizer.amazonaws.com"], 1),
    through_organizations(
        "config",
        &["config.amazonaws.com", "config-multiaccountsetup.amazonaws.com"],
        3,
    ),
    through_organizations("guardduty", &["guardduty.amazonaws.com"], 1),
    through_organizations("health", &["health.amazonaws.com"], 5),
    through_organizations("iam", &["iam.amazonaws.com"], 1),
    through_organizations("macie", &["macie.amazonaws.com"], 1),
    through_organizations("network-manager", &["networkmanager.amazonaws.com"], 10),
    through_organizations("resource-explorer", &["resource-explorer-2.amazonaws.com"], 1),
    through_organizations("securityhub", &["securityhub.amazonaws.com"], 1),
    through_organizations("sso", &["sso.amazonaws.com"], 1),
    through_organizations("stack-sets", &["member.org.stacksets.cloudformation.amazonaws.com"], 5),
    through_organizations("ssm", &["ssm.amazonaws.com"], 1),
    through_organizations("storage-lens", &["storage-lens.s3.amazonaws.com"], 1),
    Delegable {
        key: "cloudtrail",
        principals: &["cloudtrail.amazonaws.com"],
        most: 3,
        own_operation: Some("cloudtrail:RegisterOrganizationDelegatedAdmin"),
    },
    Delegable {
        key: "inspector",
        principals: &["inspector2.amazonaws.com"],
        most: 1,
        own_operation: Some("inspector2:EnableDelegatedAdminAccount"),
    },
    Delegable {
        key: "detective",
        principals: &["detective.amazonaws.com"],
        most: 1,
        own_operation: Some("detective:EnableOrganizationAdminAccount"),
    },
    Delegable {
        key: "firewall-manager",
        principals: &["fms.amazonaws.com"],
        most: 1,
        own_operation: Some("fms:AssociateAdminAccount"),
    },
    Delegable {
        key: "ipam",
        principals: &["ipam.amazonaws.com"],
        most: 1,
        own_operation: Some("ec2:EnableIpamOrganizationAdminAccount"),
    },
];

/// What is known of a key of `[delegated-admins]`.
#[must_use]
pub fn delegable(key: &str) -> Option<&'static Delegable> {
    DELEGABLE.iter().find(|service| service.key == key)
}

/// Services that must be enabled by their own operation, which makes roles that `EnableAWSServiceAccess` does not.
const OWN_ENABLE: &[(&str, &str)] = &[
    ("ram.amazonaws.com", "ram:EnableSharingWithAwsOrganization"),
    (
        "member.org.stacksets.cloudformation.amazonaws.com",
        "cloudformation:ActivateOrganizationsAccess",
    ),
];

/// The one of these that can be enabled either way: its own call only adds a role that it makes itself later.
const EITHER_WAY: &str = "ram.amazonaws.com";

/// The call of its own that a service must be enabled by, and nothing else; none for services that are enabled through Organizations.
#[must_use]
pub fn own_enable(principal: &str) -> Option<&'static str> {
    let (_, operation) = OWN_ENABLE
        .iter()
        .find(|(own, _)| *own == principal && *own != EITHER_WAY)?;
    Some(operation)
}
