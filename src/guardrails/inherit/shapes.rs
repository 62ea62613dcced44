//! The shapes of the policy types, as far as they are documented.

use super::shape::Shape::{self, Each, Free, Keys, Known, Number, Text, Texts, Word};
use crate::facts::policy_types;

/// The one key at the top of a policy type's documents, and the shape below it; nothing where this version knows none.
pub(super) fn shape(policy_type: &str) -> Option<(&'static str, &'static Shape)> {
    match policy_type {
        policy_types::TAG => Some(("tags", &TAG)),
        policy_types::AI_OPT_OUT => Some(("services", &AI_OPT_OUT)),
        policy_types::DECLARATIVE_EC2 => Some(("ec2_attributes", &EC2)),
        "S3_POLICY" => Some(("s3_attributes", &S3)),
        // What is in a plan grows with AWS Backup (User Guide, "Backup policy syntax and examples").
        "BACKUP_POLICY" => Some(("plans", &Each(&Free))),
        "SECURITYHUB_POLICY" => Some(("securityhub", &SECURITY_HUB)),
        "INSPECTOR_POLICY" => Some(("inspector", &INSPECTOR)),
        _ => None,
    }
}

/// User Guide, "Tag policy syntax and examples".
const TAG: Shape = Each(&Keys(&[
    ("tag_key", Text),
    ("tag_value", Texts),
    ("enforced_for", Texts),
    ("report_required_tag_for", Texts),
]));

/// User Guide, "AI services opt-out policy syntax and examples". Values count in exactly this case.
const AI_OPT_OUT: Shape = Known(AI_SERVICES, &Keys(&[("opt_out_policy", Word(&["optOut", "optIn"]))]));
const AI_SERVICES: &[&str] = &[
    "default",
    "aidevops",
    "aiops",
    "awssupplychain",
    "chimesdkvoiceanalytics",
    "cloudwatch",
    "codeguruprofiler",
    "codewhisperer",
    "comprehend",
    "connectamd",
    "connectoptimization",
    "contactlens",
    "frauddetector",
    "guardduty",
    "lex",
    "polly",
    "rekognition",
    "textract",
    "transcribe",
    "translate",
];

/// User Guide, "Declarative policy syntax and examples"; `http_tokens_enforced` since February 2026.
const EC2: Shape = Keys(&[
    ("exception_message", Text),
    (
        "instance_metadata_defaults",
        Keys(&[
            ("http_tokens", Word(&["required", "optional", "no_preference"])),
            ("http_tokens_enforced", PREFERENCE),
            ("http_put_response_hop_limit", Number(-1, 64)),
            ("http_endpoint", PREFERENCE),
            ("instance_metadata_tags", PREFERENCE),
        ]),
    ),
    (
        "image_block_public_access",
        Keys(&[("state", Word(&["unblocked", "block_new_sharing"]))]),
    ),
    (
        "snapshot_block_public_access",
        Keys(&[("state", Word(&["unblocked", "block_new_sharing", "block_all_sharing"]))]),
    ),
    (
        "serial_console_access",
        Keys(&[("status", Word(&["enabled", "disabled"]))]),
    ),
    (
        "vpc_block_public_access",
        Keys(&[(
            "internet_gateway_block",
            Keys(&[
                ("mode", Word(&["off", "block_ingress", "block_bidirectional"])),
                ("exclusions_allowed", Word(&["enabled", "disabled"])),
            ]),
        )]),
    ),
    (
        "allowed_images_settings",
        Keys(&[
            ("state", Word(&["enabled", "disabled", "audit_mode"])),
            ("image_criteria", Each(&Free)),
        ]),
    ),
    ("vpc_encryption_control", Free),
]);
const PREFERENCE: Shape = Word(&["enabled", "disabled", "no_preference"]);

/// User Guide, "S3 policy syntax and examples": all four settings together.
const S3: Shape = Keys(&[("public_access_block_configuration", Word(&["all", "none"]))]);

/// User Guide, "Security Hub policy syntax and examples".
const SECURITY_HUB: Shape = Keys(&[
    ("enable_in_regions", Texts),
    ("disable_in_regions", Texts),
    ("features", Each(&Free)),
]);

/// User Guide, "Amazon Inspector policy syntax and examples": the kinds of scans grow.
const INSPECTOR: Shape = Keys(&[("enablement", Each(&Free))]);
