//! What roles must be able to do: a change of policies that takes it away locks somebody out.

/// An action that a role needs, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// The action, as AWS spells it.
    pub action: &'static str,
    /// What cannot be done without it.
    pub why: &'static str,
}

const fn need(action: &'static str, why: &'static str) -> Need {
    Need { action, why }
}

/// What groundline does in a member account, as `roles.member`, and what puts that role right again.
pub const MEMBER: &[Need] = &[
    need("account:EnableRegion", "enable a Region"),
    need("account:GetAlternateContact", "read contacts"),
    need("account:GetContactInformation", "read contacts"),
    need("account:ListRegions", "read which Regions are enabled"),
    need("account:PutAlternateContact", "set contacts"),
    need("account:PutContactInformation", "set contacts"),
    need("iam:AttachRolePolicy", "repair the role"),
    need("iam:GetAccountPasswordPolicy", "read the password policy"),
    need("iam:GetRole", "repair the role"),
    need("iam:ListRoles", "find roles"),
    need("iam:PutRolePolicy", "repair the role"),
    need("iam:UpdateAccountPasswordPolicy", "set the password policy"),
    need("iam:UpdateAssumeRolePolicy", "repair the role"),
];

/// What plan and drift read in a member account, as `roles.read`.
pub const READ: &[Need] = &[
    need("account:GetAlternateContact", "read contacts"),
    need("account:GetContactInformation", "read contacts"),
    need("account:ListRegions", "read which Regions are enabled"),
    need("iam:GetAccountPasswordPolicy", "read the password policy"),
];

/// What is asked of any role that the caller assumes in a member account.
pub const ENTER: Need = need("sts:AssumeRole", "assume the role from the management account");

/// The role that service-managed StackSets work with in each account: `stacksets-exec-` and a hexadecimal number.
///
/// Source: CloudFormation User Guide, "Activate trusted access for StackSets with AWS Organizations".
pub const STACK_SETS_ROLE: &str = "stacksets-exec-*";

/// What StackSets do in an account: stacks, and the roles that stacks of a baseline make.
pub const STACK_SETS: &[Need] = &[
    need("cloudformation:CreateChangeSet", "deploy StackSets"),
    need("cloudformation:CreateStack", "deploy StackSets"),
    need("cloudformation:DeleteStack", "take StackSets back"),
    need("cloudformation:DescribeStacks", "deploy StackSets"),
    need("cloudformation:ExecuteChangeSet", "deploy StackSets"),
    need("cloudformation:UpdateStack", "deploy StackSets"),
    need("iam:AttachRolePolicy", "make roles by StackSets"),
    need("iam:CreateRole", "make roles by StackSets"),
    need("iam:DeleteRole", "take roles back"),
    need("iam:GetRole", "make roles by StackSets"),
    need("iam:PassRole", "make roles by StackSets"),
    need("iam:PutRolePolicy", "make roles by StackSets"),
    need("iam:UpdateAssumeRolePolicy", "make roles by StackSets"),
];

/// What roles for emergencies need where the baseline does not say: to look, and to give access again.
pub const BREAK_GLASS: &[&str] = &[
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:GetRole",
    "iam:ListRoles",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
    "sts:AssumeRole",
];

/// A service of AWS that delivers evidence into a bucket or key of the Organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// Its principal.
    pub service: &'static str,
    /// What it asks for.
    pub actions: &'static [&'static str],
    /// What is lost without it.
    pub what: &'static str,
}

/// Who delivers logs, with which actions.
///
/// Sources: CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail" and "Configure AWS KMS key policies for CloudTrail"; Config
/// Developer Guide, "Permissions for the Amazon S3 bucket"; GuardDuty User Guide, "Exporting findings"; Amazon VPC User Guide, "Publish flow
/// logs to Amazon S3".
pub const DELIVERIES: &[Delivery] = &[
    Delivery {
        service: "cloudtrail.amazonaws.com",
        actions: &[
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:GenerateDataKey",
            "s3:GetBucketAcl",
            "s3:PutObject",
        ],
        what: "logs of CloudTrail",
    },
    Delivery {
        service: "config.amazonaws.com",
        actions: &[
            "kms:Decrypt",
            "kms:GenerateDataKey",
            "s3:GetBucketAcl",
            "s3:ListBucket",
            "s3:PutObject",
        ],
        what: "history of Config",
    },
    Delivery {
        service: "guardduty.amazonaws.com",
        actions: &["kms:GenerateDataKey", "s3:GetBucketLocation", "s3:PutObject"],
        what: "findings of GuardDuty",
    },
    Delivery {
        service: "delivery.logs.amazonaws.com",
        actions: &["kms:Decrypt", "kms:GenerateDataKey", "s3:GetBucketAcl", "s3:PutObject"],
        what: "flow logs and other vended logs",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_sorted_and_named_once() {
        let lists = [MEMBER, READ, STACK_SETS].map(|needs| needs.iter().map(|need| need.action).collect::<Vec<_>>());
        let deliveries = DELIVERIES.iter().map(|delivery| delivery.actions.to_vec());
        for list in lists.into_iter().chain([BREAK_GLASS.to_vec()]).chain(deliveries) {
            let mut sorted = list.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(list, sorted);
        }
    }
}
