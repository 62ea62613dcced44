//! Who calls.

use super::random::Random;

/// The account that SCPs do not reach.
pub const MANAGEMENT: &str = "999999999999";

/// A kind of principal, with its ARNs.
pub type Kind = (&'static str, usize, &'static [&'static str]);

/// Every kind, how often of 100 requests, and who they are.
pub const KINDS: &[Kind] = &[
    (
        "role",
        38,
        &[
            "arn:aws:iam::111111111111:role/developer",
            "arn:aws:iam::111111111111:role/Developer",
            "arn:aws:iam::111111111111:role/stacksets-exec-0123",
        ],
    ),
    (
        "role with a path",
        14,
        &[
            "arn:aws:iam::111111111111:role/team/payments/deploy",
            "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef",
        ],
    ),
    (
        "session",
        12,
        &[
            "arn:aws:sts::111111111111:assumed-role/developer/alice",
            "arn:aws:sts::111111111111:assumed-role/deploy/i-0123456789abcdef0",
        ],
    ),
    (
        "user",
        12,
        &[
            "arn:aws:iam::111111111111:user/alice",
            "arn:aws:iam::111111111111:user/team/Bob",
        ],
    ),
    ("root", 5, &["arn:aws:iam::111111111111:root"]),
    ("federated user", 3, &["arn:aws:sts::111111111111:federated-user/bob"]),
    ("service", 3, &["cloudtrail.amazonaws.com", "events.amazonaws.com"]),
    (
        "service-linked role",
        4,
        &["arn:aws:iam::111111111111:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty"],
    ),
    (
        "other account",
        6,
        &[
            "arn:aws:iam::222222222222:role/Developer",
            "arn:aws:iam::222222222222:user/alice",
        ],
    ),
    (
        "management account",
        3,
        &[
            "arn:aws:iam::999999999999:role/developer",
            "arn:aws:iam::999999999999:root",
        ],
    ),
];

/// A principal of some kind.
pub fn principal(random: &mut Random) -> &'static str {
    let weights: Vec<usize> = KINDS.iter().map(|(_, weight, _)| *weight).collect();
    let (_, _, arns) = KINDS[random.weighted(&weights)];
    random.pick(arns)
}

/// The account of a principal; none of a service.
pub fn account(principal: &str) -> Option<&str> {
    principal.split(':').nth(4)
}

/// What `aws:PrincipalArn` says: of a session, its role, whose path nobody can tell from the session.
pub fn principal_arn(principal: &str) -> Option<String> {
    let account = account(principal)?;
    let resource = principal.split(':').nth(5)?;
    let mut parts = resource.split('/');
    Some(match (parts.next(), parts.next()) {
        (Some("assumed-role"), Some("deploy")) => format!("arn:aws:iam::{account}:role/team/payments/deploy"),
        (Some("assumed-role"), Some(role)) => format!("arn:aws:iam::{account}:role/{role}"),
        _ => principal.to_owned(),
    })
}
