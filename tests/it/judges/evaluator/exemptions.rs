//! Whom SCPs and RCPs leave alone: no judge knows of them, all evaluate whatever they are asked.

use super::differences::{Difference, Disputed, What};

/// Levels that do not apply.
pub const EXEMPTIONS: &[Difference] = &[
    Difference {
        construct: "SCPs and a service",
        recognises: |disputed| exempt(disputed, true) && disputed.request.principal.account().is_none(),
        page: "Organizations User Guide, Service control policies (SCPs)",
        sentence: "An SCP defines a permission guardrail, or sets limits, on the actions that the IAM users and IAM roles in your organization can perform.",
    },
    Difference {
        construct: "SCPs and the management account",
        recognises: |disputed| exempt(disputed, true) && disputed.request.principal.account() == Some("999999999999"),
        page: "Organizations User Guide, Service control policies (SCPs)",
        sentence: "SCPs don't affect users or roles in the management account.",
    },
    Difference {
        construct: "SCPs and a service-linked role",
        recognises: |disputed| exempt(disputed, true) && disputed.request.principal.is_service_linked(),
        page: "Organizations User Guide, Service control policies (SCPs)",
        sentence: "You can't use SCPs to restrict the following tasks: Any action performed using permissions that are attached to a service-linked role.",
    },
    Difference {
        construct: "RCPs and a resource of the management account",
        recognises: |disputed| exempt(disputed, false) && disputed.resource_account == Some("999999999999"),
        page: "Organizations User Guide, Resource control policies (RCPs)",
        sentence: "RCPs don't affect resources in the management account.",
    },
    Difference {
        construct: "RCPs and a service-linked role",
        recognises: |disputed| exempt(disputed, false) && disputed.request.principal.is_service_linked(),
        page: "Organizations User Guide, Resource control policies (RCPs)",
        sentence: "RCPs do not impact the effective permissions of any service-linked role.",
    },
    Difference {
        construct: "RCPs and kms:RetireGrant",
        recognises: |disputed| exempt(disputed, false) && disputed.request.action.name() == "kms:retiregrant",
        page: "KMS Developer Guide, Resource control policies in AWS KMS",
        sentence: "The kms:RetireGrant permission is not effective in an RCP, even if the Action element specifies an asterisk (*) as a wildcard.",
    },
];

/// Whether a level is disputed because groundline finds that the policies do not apply.
fn exempt(disputed: &Disputed<'_>, of_scps: bool) -> bool {
    matches!(disputed.what, What::Level { scps, ours: '-', .. } if scps == of_scps)
}
