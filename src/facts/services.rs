//! Services that work with an Organization: their principals, and how a delegated administrator is registered.
//!
//! Source: AWS Organizations User Guide, "AWS services that you can use with AWS Organizations", and the services' own guides.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::partitions;

/// The day of the tables of service principals.
pub const AS_OF: &str = "2026-11-30";

/// What the names of service principals end in. China has its own for some services.
///
/// Source: IAM User Guide, "AWS JSON policy elements: Principal", service principals.
const SUFFIXES: &[&str] = &[".amazonaws.com.cn", ".amazonaws.com"];

/// Service principals that work with an Organization, without their suffix: those that trusted access can be enabled for.
///
/// Source: AWS Organizations User Guide, "AWS services that you can use with AWS Organizations" and the page of each service there, "Service
/// principals used by the service-linked roles". Where it was unclear they are here: AWS refuses what is none.
const IN_ORGANIZATIONS: &[&str] = &[
    "access-analyzer",
    "account",
    "agentless.inspector2",
    "auditmanager",
    "aws-artifact-account-sync",
    "backup",
    "bedrock",
    "chatbot",
    "cloudtrail",
    "compute-optimizer",
    "config",
    "config-multiaccountsetup",
    "controltower",
    "cost-optimization-hub.bcm",
    "costalerts",
    "deadline",
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
    "mpa",
    "network-security-director",
    "networkmanager",
    "notifications",
    "observabilityadmin",
    "opsdatasync.ssm",
    "orgsdatasync.servicecatalog",
    "private-marketplace.marketplace",
    "q",
    "quicksight",
    "ram",
    "reachabilityanalyzer.networkinsights",
    "reporting.trustedadvisor",
    "resource-explorer-2",
    "s3",
    "sagemaker",
    "security-ir",
    "securityhub",
    "securityhubv2",
    "securitylake",
    "servicecatalog",
    "servicequotas",
    "ssm",
    "ssm-incidents",
    "ssm-quicksetup",
    "sso",
    "stacksets.cloudformation",
    "storage-lens.s3",
    "tagpolicies.tag",
    "telemetry-enablement.observabilityadmin",
    "transform-custom",
    "user-subscriptions",
    "wellarchitected",
];

/// Service principals that AWS documents, without their suffix, one a line.
///
/// Source: the service principals that the documentation of AWS names (service-linked roles, managed policies, examples), October 2026.
const DOCUMENTED: &str = include_str!("principals.txt");

/// The same, to look into.
static KNOWN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| documented().collect());

/// Principals that work with an Organization, without their suffix.
pub fn in_organizations() -> impl Iterator<Item = &'static str> {
    IN_ORGANIZATIONS.iter().copied()
}

/// Every principal that is known, without its suffix.
pub fn documented() -> impl Iterator<Item = &'static str> {
    DOCUMENTED.lines().chain(in_organizations())
}

/// A principal without its suffix; nothing if it has none.
#[must_use]
pub fn without_suffix(principal: &str) -> Option<(&str, &'static str)> {
    SUFFIXES
        .iter()
        .find_map(|suffix| Some((principal.strip_suffix(suffix)?, *suffix)))
}

/// Whether a service principal is known to work with an Organization.
#[must_use]
pub fn works_with_organizations(principal: &str) -> bool {
    without_suffix(principal).is_some_and(|(name, _)| IN_ORGANIZATIONS.contains(&name))
}

/// Whether there is such a service principal, as far as the tables say; a Region may stand in it: `logs.eu-west-1.amazonaws.com`.
#[must_use]
pub fn is_documented(principal: &str) -> bool {
    let Some((name, _)) = without_suffix(principal) else {
        return false;
    };
    let service = match name.rsplit_once('.') {
        Some((service, region)) if partitions::is_region(region) => service,
        _ => name,
    };
    KNOWN.contains(service)
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
    use super::*;

    #[test]
    fn principals_are_known_by_the_tables() {
        for known in [
            "ram.amazonaws.com",
            "storage-lens.s3.amazonaws.com",
            "config.amazonaws.com.cn",
        ] {
            assert!(works_with_organizations(known) && is_documented(known), "{known}");
        }
        for known in [
            "lambda.amazonaws.com",
            "logs.eu-west-1.amazonaws.com",
            "delivery.logs.amazonaws.com",
        ] {
            assert!(!works_with_organizations(known) && is_documented(known), "{known}");
        }
        for unknown in [
            "cloudtrial.amazonaws.com",
            "ram",
            "ram.amazonaws.org",
            "logs.eu-wst-1.amazonaws.com",
            "amazonaws.com",
            ".amazonaws.com",
        ] {
            assert!(!is_documented(unknown), "{unknown}");
        }
    }

    #[test]
    fn every_administrator_is_of_a_service_that_works_with_organizations() {
        for principal in DELEGABLE.iter().flat_map(|service| service.principals) {
            assert!(works_with_organizations(principal), "{principal}");
        }
    }

    #[test]
    fn documented_principals_are_in_order() {
        let names: Vec<&str> = DOCUMENTED.lines().collect();
        assert!(names.is_sorted() && names.iter().all(|name| !name.is_empty()));
    }
}
