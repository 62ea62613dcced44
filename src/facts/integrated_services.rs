//! Services that work with an Organization: their principals, and how a delegated administrator is registered.
//!
//! AWS has no list of principals to ask for: each table says how sure it is of its own.

use super::principals::{NOTIFICATIONS, without_domain};

/// Service principals that work with an Organization, without their suffix.
///
/// Source: the page of each service under AWS Organizations User Guide, "AWS services that you can use with AWS Organizations" (its service
/// principals, or the principal of its `enable-aws-service-access`), or such a call in the service's own guide; some of the older ones were
/// only compared with lists that others keep of the same pages.
const IN_ORGANIZATIONS: &[&str] = &[
    "access-analyzer",
    "account",
    "agent-registry",
    "artifact",
    "auditmanager",
    "aws-artifact-account-sync",
    "backup",
    "cloudtrail",
    "compute-optimizer",
    "config",
    "config-multiaccountsetup",
    "controltower",
    "cost-optimization-hub.bcm",
    "dashboard.eks",
    "detective",
    "devops-guru",
    "ds",
    "ec2",
    "ec2.capacitymanager",
    "fms",
    "guardduty",
    "health",
    "iam",
    "inspector2",
    "ipam",
    "license-management.marketplace",
    "license-manager",
    "license-manager-linux-subscriptions",
    "license-manager.member-account",
    "macie",
    "malware-protection.guardduty",
    "member.org.stacksets.cloudformation",
    "mgn",
    "networkflowmonitor",
    "networkmanager",
    "notifications",
    "observabilityadmin",
    "opsdatasync.ssm",
    "private-marketplace.marketplace",
    "procurement-insights.marketplace",
    "q",
    "ram",
    "reachabilityanalyzer.networkinsights",
    "reporting.trustedadvisor",
    "resource-explorer-2",
    "security-ir",
    "securityhub",
    "securitylake",
    "selfservicereporting.managedservices",
    "servicecatalog",
    "servicequotas",
    "ssm",
    "sso",
    "stacksets.cloudformation",
    "storage-lens.s3",
    "tagpolicies.tag",
    "topology.networkflowmonitor",
    "wellarchitected",
];

/// Service principals that are likely to: they belong to services whose guides speak of Organizations, but no page was found that enables
/// exactly this one. They are accepted, since AWS itself refuses what is none, and `allow-unknown` should not be needed for what exists.
const LIKELY: &[&str] = &[
    "agentless.inspector2",
    "bedrock",
    "chatbot",
    "costalerts",
    "deadline",
    "mpa",
    "network-security-director",
    "orgsdatasync.servicecatalog",
    "quicksight",
    "s3",
    "sagemaker",
    "securityhubv2",
    "ssm-incidents",
    "ssm-quicksetup",
    "telemetry-enablement.observabilityadmin",
    "transform-custom",
    "user-subscriptions",
];

/// Principals that work with an Organization, without their suffix.
pub fn in_organizations() -> impl Iterator<Item = &'static str> {
    IN_ORGANIZATIONS.iter().chain(LIKELY).copied()
}

/// Whether a service principal is known to work with an Organization.
#[must_use]
pub fn is_integrated(principal: &str) -> bool {
    principal == NOTIFICATIONS
        || without_domain(principal).is_some_and(|(name, _)| in_organizations().any(|known| known == name))
}

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
///
/// Source: the same guides. How many accounts Access Analyzer, Compute Optimizer, Health, Network Manager, Resource Explorer, Storage Lens
/// and Systems Manager take is from their quotas as remembered, not looked up again: AWS refuses one too many.
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn principals_that_work_with_an_organization_are_known() {
        for known in [
            "ram.amazonaws.com",
            "storage-lens.s3.amazonaws.com",
            "config.amazonaws.com.cn",
            "notifications.amazon.com",
            "notifications.amazonaws.com",
        ] {
            assert!(is_integrated(known), "{known}");
        }
        for other in [
            "lambda.amazonaws.com",
            "cloudtrial.amazonaws.com",
            "ram",
            "cloudtrail.amazon.com",
        ] {
            assert!(!is_integrated(other), "{other}");
        }
    }

    #[test]
    fn every_administrator_is_of_a_service_that_works_with_organizations() {
        for principal in DELEGABLE.iter().flat_map(|service| service.principals) {
            assert!(is_integrated(principal), "{principal}");
        }
    }

    #[test]
    fn a_principal_that_works_with_organizations_is_in_one_table_once() {
        assert!(IN_ORGANIZATIONS.is_sorted() && LIKELY.is_sorted());
        let names: BTreeSet<&str> = in_organizations().collect();
        assert_eq!(names.len(), IN_ORGANIZATIONS.len() + LIKELY.len());
    }
}
