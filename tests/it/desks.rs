//! Baselines that several tests begin with.

use groundline::exit::Exit;

use crate::cli::Desk;
use crate::hand::deny;

/// One of nearly everything, in the Organization that the sandbox starts with.
pub const COMPANY: &str = r#"format = 1

[organization]
baseline = "company"
management-account = "123456789012"
id = "o-a1b2c3d4e5"

[units.security]
name = "Security"

[units.workloads]
name = "Workloads"

[units.production]
name = "Production"
parent = "workloads"
tags = { tier = "production" }

[accounts.audit]
name = "Audit"
email = "aws+audit@example.com"
unit = "security"

[accounts.shop]
name = "Shop"
email = "aws+shop@example.com"
unit = "production"
owner = "shop-team@example.com"
tags = { cost-center = "1234" }

[scps.stay]
name = "stay"
description = "nobody leaves"
file = "stay.json"
attach = ["root"]
tags = { reviewed = "yes" }

[scps.buckets]
name = "buckets"
file = "buckets.json"
attach = ["workloads", "security"]

[tag-policies.cost]
name = "cost"
file = "cost.json"
attach = ["workloads"]

[trusted-access]
services = ["ram.amazonaws.com", "account.amazonaws.com"]

[delegated-admins]
access-analyzer = "audit"

[delegation-policy]
file = "delegation.json"
"#;

/// The files that [`COMPANY`] names.
pub fn company_files() -> Vec<(&'static str, String)> {
    let cost = r#"{"tags":{"cost-center":{"tag_key":{"@@assign":"cost-center"}}}}"#;
    let delegation = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Look","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":["organizations:DescribeOrganization","organizations:ListAccounts"],"Resource":"*"}]}"#;
    vec![
        ("stay.json", deny("organizations:LeaveOrganization")),
        ("buckets.json", deny("s3:DeleteBucket")),
        ("cost.json", cost.to_owned()),
        ("delegation.json", delegation.to_owned()),
    ]
}

/// A desk with [`COMPANY`] on it, not applied.
pub fn company() -> Desk {
    let desk = Desk::empty();
    desk.write("baseline.toml", COMPANY);
    for (name, text) in company_files() {
        desk.write(name, &text);
    }
    desk
}

/// A desk with [`COMPANY`] on it, applied.
pub fn applied_company() -> Desk {
    let desk = company();
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    desk
}

/// Writes the baseline with `from` in place of `to`.
#[track_caller]
pub fn edit(desk: &Desk, from: &str, to: &str) {
    let text = desk.read("baseline.toml");
    assert!(text.contains(from), "`{from}` is not in:\n{text}");
    desk.write("baseline.toml", &text.replace(from, to));
}
