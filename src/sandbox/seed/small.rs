//! `small`: an Organization that a few people made by hand over time.

use super::super::model::{AccountState, Joined};
use super::nursery::Nursery;

pub(super) fn plant(nursery: &mut Nursery) {
    let root = nursery.root();
    let security = nursery.unit(&root, "Security");
    let workloads = nursery.unit(&root, "Workloads");
    let production = nursery.unit(&workloads, "Production");
    let sandbox = nursery.unit(&root, "Playground");
    nursery.tag(&production, &[("tier", "production")]);

    let audit = nursery.account(&security, "security-audit", "aws+audit@example.com");
    let shop = nursery.account(&production, "shop-prod", "aws+shop-prod@example.com");
    let staging = nursery.account(&workloads, "shop-staging", "aws+shop-staging@example.com");
    let acquired = nursery.account(&root, "Acquired GmbH", "IT@acquired.example.com");
    let old = nursery.account(&sandbox, "hackathon-2024", "aws+hackathon@example.com");
    let suspended = nursery.account(&sandbox, "trial", "aws+trial@example.com");
    nursery.tag(&shop, &[("cost-center", "1234"), ("owner", "shop-team@example.com")]);
    nursery.tag(&staging, &[("cost-center", "1234")]);
    // An invited account has no role for the management account.
    nursery.change_account(&acquired, |account| {
        account.method = Joined::Invited;
        account.access_role = None;
    });
    nursery.change_account(&old, |account| account.state = AccountState::Closed);
    nursery.change_account(&suspended, |account| account.state = AccountState::Suspended);

    let leave = nursery.scp("deny-leave", "nobody leaves", r#""organizations:LeaveOrganization""#);
    nursery.attach(&leave, &root);
    let buckets = nursery.scp(
        "protect-prod-buckets",
        "",
        r#"["s3:DeleteBucket","s3:PutBucketPolicy"]"#,
    );
    nursery.attach(&buckets, &production);
    nursery.attach(&buckets, &audit);
    nursery.scp("old-test", "not attached any more", r#""ec2:RunInstances""#);
    nursery.trust("cloudtrail.amazonaws.com");
    nursery.trust("access-analyzer.amazonaws.com");
    nursery.delegate("access-analyzer.amazonaws.com", &audit);
}
