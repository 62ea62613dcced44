//! The Regions that an account sees.
//!
//! Source: AWS Account Management Reference Guide, "Considerations before enabling and disabling Regions".

/// Region and status, by name: those that every account has, and some that must be opted into.
pub(super) const REGIONS: &[(&str, &str)] = &[
    ("af-south-1", "DISABLED"),
    ("ap-east-1", "DISABLED"),
    ("ap-northeast-1", DEFAULT),
    ("ap-northeast-2", DEFAULT),
    ("ap-northeast-3", DEFAULT),
    ("ap-south-1", DEFAULT),
    ("ap-southeast-1", DEFAULT),
    ("ap-southeast-2", DEFAULT),
    ("ca-central-1", DEFAULT),
    ("eu-central-1", DEFAULT),
    ("eu-central-2", "DISABLED"),
    ("eu-north-1", DEFAULT),
    ("eu-south-1", "DISABLED"),
    ("eu-west-1", DEFAULT),
    ("eu-west-2", DEFAULT),
    ("eu-west-3", DEFAULT),
    ("me-south-1", "DISABLED"),
    ("sa-east-1", DEFAULT),
    ("us-east-1", DEFAULT),
    ("us-east-2", DEFAULT),
    ("us-west-1", DEFAULT),
    ("us-west-2", DEFAULT),
];

const DEFAULT: &str = "ENABLED_BY_DEFAULT";

/// Whether a Region is off in every account: nobody opts into one.
pub(in crate::sandbox) fn is_off(region: &str) -> bool {
    REGIONS
        .iter()
        .any(|(name, status)| *name == region && *status == "DISABLED")
}
