//! `small`: an Organization that a few people made by hand over time.

use super::super::model::{AccountState, JoinedMethod};
use super::builder::OrganizationBuilder;

pub(super) fn plant(builder: &mut OrganizationBuilder) {
    let root = builder.root();
    let security = builder.unit(&root, "Security");
    let workloads = builder.unit(&root, "Workloads");
    let production = builder.unit(&workloads, "Production");
    let sandbox = builder.unit(&root, "Playground");
    builder.tag(&production, &[("tier", "production")]);

    let audit = builder.account(&security, "security-audit", "aws+audit@example.com");
    let shop = builder.account(&production, "shop-prod", "aws+shop-prod@example.com");
    let staging = builder.account(&workloads, "shop-staging", "aws+shop-staging@example.com");
    let acquired = builder.account(&root, "Acquired GmbH", "IT@acquired.example.com");
    let old = builder.account(&sandbox, "hackathon-2024", "aws+hackathon@example.com");
    let suspended = builder.account(&sandbox, "trial", "aws+trial@example.com");
    builder.tag(&shop, &[("cost-center", "1234"), ("owner", "shop-team@example.com")]);
    builder.tag(&staging, &[("cost-center", "1234")]);
    // An invited account has no role for the management account.
    builder.change_account(&acquired, |account| {
        account.method = JoinedMethod::Invited;
        account.access_role = None;
    });
    builder.change_account(&old, |account| account.state = AccountState::Closed);
    builder.change_account(&suspended, |account| account.state = AccountState::Suspended);

    let leave = builder.scp("deny-leave", "nobody leaves", r#""organizations:LeaveOrganization""#);
    builder.attach(&leave, &root);
    let buckets = builder.scp(
        "protect-prod-buckets",
        "",
        r#"["s3:DeleteBucket","s3:PutBucketPolicy"]"#,
    );
    builder.attach(&buckets, &production);
    builder.attach(&buckets, &audit);
    builder.scp("old-test", "not attached any more", r#""ec2:RunInstances""#);
    builder.trust("cloudtrail.amazonaws.com");
    builder.trust("access-analyzer.amazonaws.com");
    builder.delegate("access-analyzer.amazonaws.com", &audit);
}
