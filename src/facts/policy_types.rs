//! The policy types of AWS Organizations.
//!
//! Source: AWS Organizations User Guide, "Managing organization policies" and "Quotas for AWS Organizations" (SCP limits of 2026-05-15).

/// What is known of one policy type. Types are open strings: one that is not here still works, with [`UNKNOWN`]'s limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyType {
    /// The API's name.
    pub name: &'static str,
    /// Largest number attached directly to one root, unit or account.
    pub max_attached: usize,
    /// Largest document, in characters.
    pub max_size: usize,
    /// Most policies of the type in one Organization.
    pub max_policies: usize,
    /// The service that must have trusted access before the type is enabled.
    pub trusted_service: Option<&'static str>,
    /// The policy that AWS attaches to every root, unit and account itself.
    pub full_access: Option<&'static str>,
}

/// A type this version has not heard of.
pub const UNKNOWN: PolicyType = of("", 10, 10_000);

const fn of(name: &'static str, max_attached: usize, max_size: usize) -> PolicyType {
    PolicyType {
        name,
        max_attached,
        max_size,
        max_policies: 1_000,
        trusted_service: None,
        full_access: None,
    }
}

const fn trusted(service: &'static str, of: PolicyType) -> PolicyType {
    PolicyType {
        trusted_service: Some(service),
        ..of
    }
}

/// The SCP that AWS makes and attaches to every root, unit and account; it allows everything, and it can be detached where another SCP is.
pub const FULL_ACCESS: &str = "p-FullAWSAccess";

/// Service control policies.
pub const SCP: &str = "SERVICE_CONTROL_POLICY";
/// Resource control policies.
pub const RCP: &str = "RESOURCE_CONTROL_POLICY";
/// Declarative policies for EC2.
pub const DECLARATIVE_EC2: &str = "DECLARATIVE_POLICY_EC2";
/// Tag policies.
pub const TAG: &str = "TAG_POLICY";
/// AI services opt-out policies.
pub const AI_OPT_OUT: &str = "AISERVICES_OPT_OUT_POLICY";
/// GuardDuty policies: enabling the type alone suspends Regional auto-enable settings.
pub const GUARDDUTY: &str = "GUARDDUTY_POLICY";

/// The types this version knows.
pub const KNOWN: &[PolicyType] = &[
    PolicyType {
        max_policies: 10_000,
        full_access: Some(FULL_ACCESS),
        ..of(SCP, 10, 10_240)
    },
    PolicyType {
        max_policies: 2_000,
        full_access: Some("p-RCPFullAWSAccess"),
        ..of(RCP, 5, 5_120)
    },
    of(DECLARATIVE_EC2, 10, 10_000),
    of(TAG, 10, 10_000),
    of(AI_OPT_OUT, 5, 2_500),
    of("BACKUP_POLICY", 10, 10_000),
    of("CHATBOT_POLICY", 5, 10_000),
    of("S3_POLICY", 10, 10_000),
    of("BEDROCK_POLICY", 10, 10_000),
    of("UPGRADE_ROLLOUT_POLICY", 10, 10_000),
    of("NETWORK_SECURITY_DIRECTOR_POLICY", 10, 10_000),
    trusted("securityhub.amazonaws.com", of("SECURITYHUB_POLICY", 10, 10_000)),
    trusted("inspector2.amazonaws.com", of("INSPECTOR_POLICY", 10, 10_000)),
    trusted("guardduty.amazonaws.com", of(GUARDDUTY, 10, 10_000)),
];

/// What is known of a type; [`UNKNOWN`] if nothing is.
#[must_use]
pub fn policy_type(name: &str) -> PolicyType {
    known(name).unwrap_or(UNKNOWN)
}

/// What is known of a type, if anything is.
#[must_use]
pub fn known(name: &str) -> Option<PolicyType> {
    KNOWN.iter().find(|known| known.name == name).copied()
}

/// Whether AWS made and attaches the policy itself: the `FullAWSAccess` pair.
#[must_use]
pub fn is_full_access(policy_id: &str) -> bool {
    KNOWN.iter().any(|known| known.full_access == Some(policy_id))
}
