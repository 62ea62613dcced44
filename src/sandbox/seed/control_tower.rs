//! `control-tower`: a landing zone that AWS Control Tower has set up.

use super::builder::OrganizationBuilder;

/// The stack that Control Tower's policies carry in their tags.
const STACK: &[(&str, &str)] = &[
    ("aws:cloudformation:stack-name", "AWSControlTowerBP-GUARDRAILS"),
    ("aws:cloudformation:logical-id", "GuardrailPolicy"),
];

pub(super) fn plant(builder: &mut OrganizationBuilder) {
    let root = builder.root();
    let security = builder.unit(&root, "Security");
    let sandbox = builder.unit(&root, "Sandbox");
    let archive = builder.account(&security, "Log Archive", "aws+log-archive@example.com");
    let audit = builder.account(&security, "Audit", "aws+audit@example.com");
    let playground = builder.account(&sandbox, "playground", "aws+playground@example.com");
    for account in [&archive, &audit, &playground] {
        builder.change_account(account, |account| {
            account.access_role = Some("AWSControlTowerExecution".to_owned())
        });
    }
    builder.role(&playground, "OrganizationAccountAccessRole");

    let guardrails = [
        (
            "aws-guardrails-bKLqhA",
            &security,
            r#"["cloudtrail:DeleteTrail","cloudtrail:StopLogging"]"#,
        ),
        (
            "aws-guardrails-NpDeYl",
            &security,
            r#"["s3:PutBucketPolicy","s3:PutEncryptionConfiguration"]"#,
        ),
        (
            "aws-guardrails-TrhTwz",
            &sandbox,
            r#"["config:DeleteConfigRule","config:StopConfigurationRecorder"]"#,
        ),
    ];
    for (name, unit, deny) in guardrails {
        let policy = builder.scp(name, "AWS Control Tower guardrail", deny);
        builder.tag(&policy, STACK);
        builder.attach(&policy, unit);
    }
    for service in [
        "cloudtrail.amazonaws.com",
        "config.amazonaws.com",
        "controltower.amazonaws.com",
        "member.org.stacksets.cloudformation.amazonaws.com",
        "sso.amazonaws.com",
    ] {
        builder.trust(service);
    }
    builder.delegate("config.amazonaws.com", &audit);
}
