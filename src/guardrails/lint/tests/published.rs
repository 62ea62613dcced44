//! Defects of policies that others have published. Each fixture has the shape of one, in words of our own, and says all that is found.

use std::collections::BTreeSet;
use std::path::Path;

use super::support::{found, underlined};
use crate::guardrails::lint::Kind::{self, Rcp, Scp};

/// A code and the text that is underlined.
type Found = (&'static str, &'static str);

/// Fixture, type, and every finding.
const DEFECTS: &[(&str, Kind, &[Found])] = &[
    // Left in, it has no value: nobody is exempt.
    (
        "placeholder-account",
        Scp,
        &[("variable-placeholder", "\"arn:aws:iam::${Account}:role/NetworkAdmin\"")],
    ),
    // Service principals have neither key: every service role stops.
    (
        "assume-role-approval",
        Rcp,
        &[("services-denied", "\"aws:PrincipalOrgID\"")],
    ),
    // Ordinary calls have no source.
    ("confused-deputy", Rcp, &[("source-unguarded", "\"aws:SourceOrgID\"")]),
    // Role sessions carry no MFA key.
    ("no-mfa", Scp, &[("mfa-of-roles", "\"aws:MultiFactorAuthPresent\"")]),
    // A key without a colon is in no request.
    (
        "bucket-region",
        Scp,
        &[("condition-key-unknown", "\"s3locationconstraint\"")],
    ),
    // Denies only the safe setting.
    ("notebook-root", Scp, &[("safe-value-denied", "\"StringNotEquals\"")]),
    // The new names of the actions pass.
    (
        "guardduty-master",
        Scp,
        &[
            (
                "administrator-twin-missing",
                "\"guardduty:DisassociateFromMasterAccount\"",
            ),
            (
                "administrator-twin-missing",
                "\"securityhub:DisassociateFromMasterAccount\"",
            ),
            ("administrator-twin-missing", "\"macie2:DisassociateFromMasterAccount\""),
        ],
    ),
    // Macie Classic is gone.
    (
        "macie-classic",
        Scp,
        &[
            ("service-retired", "\"macie:AssociateS3Resources\""),
            ("service-retired", "\"macie:DisassociateMemberAccount\""),
            ("service-retired", "\"macie:UpdateS3Resources\""),
        ],
    ),
    // Exempts nobody unless Identity Center is in us-east-1.
    (
        "sso-home-region",
        Scp,
        &[(
            "sso-pattern",
            "\"arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_AdministratorAccess*\"",
        )],
    ),
    // Retired in 2023.
    (
        "account-portal",
        Scp,
        &[
            ("service-retired", "\"aws-portal:ModifyAccount\""),
            ("service-retired", "\"aws-portal:ModifyBilling\""),
            ("service-retired", "\"aws-portal:ModifyPaymentMethods\""),
        ],
    ),
    // Any role whose name begins with `aws` escapes the quarantine.
    (
        "quarantine-aws-roles",
        Scp,
        &[("exemption-broad", "\"arn:aws:iam::*:role/aws*\"")],
    ),
    // A key that never expires has no age.
    (
        "bedrock-key-age",
        Scp,
        &[("missing-key-passes", "\"NumericGreaterThanEquals\"")],
    ),
    // What is denied without condition has no exception.
    (
        "credentials-exception",
        Scp,
        &[("statement-shadowed", "\"ExceptCodeCommit\"")],
    ),
    // Plain HTTP has no TLS version.
    ("tls-version", Rcp, &[("missing-key-passes", "\"NumericLessThan\"")]),
    // Safe by default since 2023.
    (
        "bucket-ownership",
        Scp,
        &[("safe-default-denied", "\"s3:x-amz-object-ownership\"")],
    ),
    (
        "unencrypted-uploads",
        Scp,
        &[("safe-default-denied", "\"s3:x-amz-server-side-encryption\"")],
    ),
    // RCPs of customers only deny, and need a resource.
    (
        "shared-issuers",
        Rcp,
        &[("element-missing", "{"), ("allow-in-rcp", "\"Allow\"")],
    ),
    // True where the key is missing.
    (
        "unit-boundary",
        Rcp,
        &[("for-all-values-in-deny", "\"ForAllValues:StringLikeIfExists\"")],
    ),
    // A literal asterisk.
    ("backup-vaults", Scp, &[("wildcard-literal", "\"*\"")]),
    // Actions whose resource types are not listed, and a resource type that does not exist.
    (
        "vpc-management",
        Scp,
        &[
            ("action-without-resource", "\"ec2:CreateTransitGateway\""),
            ("action-without-resource", "\"ec2:CreateVpnGateway\""),
            ("action-without-resource", "\"ec2:CreateManagedPrefixList\""),
            ("resource-without-action", "\"arn:aws:ec2:*:*:vpc-gateway/*\""),
        ],
    ),
    // No JSON.
    ("trailing-comma", Scp, &[("policy-json", ",")]),
    ("comment", Scp, &[("policy-json", "/")]),
    // Match no action today.
    (
        "dead-actions",
        Scp,
        &[
            ("action-unknown", "\"aws-marketplace:CreatePrivateMarketplace\""),
            ("action-unknown", "\"aws-marketplace:UpdatePrivateMarketplaceSettings\""),
            ("action-unknown", "\"account:PutChallengeQuestions\""),
            ("service-retired", "\"awsbillingconsole:*\""),
        ],
    ),
    // It is said that it does nothing without the key: it denies.
    (
        "not-equals-lore",
        Scp,
        &[("negated-missing-key", "\"StringNotEquals\"")],
    ),
    // Nobody can change a role.
    (
        "region-list",
        Scp,
        &[
            ("service-retired", "\"a4b:*\""),
            ("region-without-global", "\"aws:RequestedRegion\""),
        ],
    ),
];

#[test]
fn each_is_found_where_it_is_and_nothing_else() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lint/published");
    for (name, kind, wanted) in DEFECTS {
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        let findings = found(&text, *kind);
        let at: Vec<(&str, &str)> = findings
            .iter()
            .map(|finding| (finding.code, underlined(&text, finding)))
            .collect();
        assert_eq!(at, *wanted, "{name}: {findings:#?}");
    }
    let tested: BTreeSet<String> = DEFECTS.iter().map(|(name, ..)| format!("{name}.json")).collect();
    let there = std::fs::read_dir(folder).unwrap();
    let there: BTreeSet<String> = there
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(there, tested);
    assert!(tested.len() >= 20);
}
