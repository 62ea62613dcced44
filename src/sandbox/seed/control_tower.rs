//! `control-tower`: a landing zone that AWS Control Tower has set up.

use super::nursery::Nursery;

/// The stack that Control Tower's policies carry in their tags.
const STACK: &[(&str, &str)] = &[
    ("aws:cloudformation:stack-name", "AWSControlTowerBP-GUARDRAILS"),
    ("aws:cloudformation:logical-id", "GuardrailPolicy"),
];

pub(super) fn plant(nursery: &mut Nursery) {
    let root = nursery.root();
    let security = nursery.unit(&root, "Security");
    let sandbox = nursery.unit(&root, "Sandbox");
    let archive = nursery.account(&security, "Log Archive", "aws+log-archive@example.com");
    let audit = nursery.account(&security, "Audit", "aws+audit@example.com");
    let playground = nursery.account(&sandbox, "playground", "aws+playground@example.com");
    for account in [&archive, &audit, &playground] {
        nursery.change_account(account, |account| {
            account.access_role = Some("AWSControlTowerExecution".to_owned())
        });
    }
    nursery.role(&playground, "OrganizationAccountAccessRole");

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
        let policy = nursery.scp(name, "AWS Control Tower guardrail", deny);
        nursery.tag(&policy, STACK);
        nursery.attach(&policy, unit);
    }
    for service in [
        "cloudtrail.amazonaws.com",
        "config.amazonaws.com",
        "controltower.amazonaws.com",
        "member.org.stacksets.cloudformation.amazonaws.com",
        "sso.amazonaws.com",
    ] {
        nursery.trust(service);
    }
    nursery.delegate("config.amazonaws.com", &audit);
}
