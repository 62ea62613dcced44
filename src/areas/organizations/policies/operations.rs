//! The operations on policies.

use crate::areas::organizations::shared::tags;
use crate::facts::answer::{Field, NEXT_TOKEN};
use crate::facts::op::{Meaning, Op};
use crate::facts::service::ORGANIZATIONS;

/// The area's name.
pub const AREA: &str = "policies";

/// Policies, without their texts. Whoever makes one has to describe it, be it with an empty text (Organizations API Reference, `CreatePolicy`).
const SUMMARIES: &[Field] = &[
    Field::list("Policies"),
    Field::text("Policies[].Id"),
    Field::text("Policies[].Arn"),
    Field::text("Policies[].Name"),
    Field::any_text("Policies[].Description"),
    Field::flag("Policies[].AwsManaged"),
    NEXT_TOKEN,
];
/// Policies of one type, without their texts.
pub static LIST: Op = Op::read(&ORGANIZATIONS, "ListPolicies", SUMMARIES, &[]);
/// One policy with its text.
const DESCRIBED: &[Field] = &[
    Field::structure("Policy"),
    Field::structure("Policy.PolicySummary"),
    Field::text("Policy.PolicySummary.Id"),
    Field::text("Policy.PolicySummary.Name"),
    Field::any_text("Policy.PolicySummary.Description"),
    Field::text("Policy.Content"),
];
/// A page of what a policy is attached to.
const TARGETS_PAGE: &[Field] = &[Field::list("Targets"), Field::text("Targets[].TargetId"), NEXT_TOKEN];
/// One policy with its text.
pub static DESCRIBE: Op = Op::read(
    &ORGANIZATIONS,
    "DescribePolicy",
    DESCRIBED,
    &[("PolicyNotFoundException", Meaning::NotYet)],
);
/// What one policy is attached to.
pub static TARGETS: Op = Op::read(
    &ORGANIZATIONS,
    "ListTargetsForPolicy",
    TARGETS_PAGE,
    &[("PolicyNotFoundException", Meaning::NotYet)],
);
/// One policy that was there. One that is not there any more was deleted, so that there is nothing to wait for.
pub static DESCRIBE_EXISTING: Op = Op::read(
    &ORGANIZATIONS,
    "DescribePolicy",
    DESCRIBED,
    &[("PolicyNotFoundException", Meaning::Absent)],
);
/// What a policy that was there is attached to.
pub static TARGETS_OF_EXISTING: Op = Op::read(
    &ORGANIZATIONS,
    "ListTargetsForPolicy",
    TARGETS_PAGE,
    &[("PolicyNotFoundException", Meaning::Absent)],
);
/// What of one type is attached to one target, AWS's own policies included.
pub static ON_TARGET: Op = Op::read(
    &ORGANIZATIONS,
    "ListPoliciesForTarget",
    SUMMARIES,
    &[("TargetNotFoundException", Meaning::NotYet)],
);
/// What the policies of one type that an account inherits say together.
pub static EFFECTIVE: Op = Op::read(
    &ORGANIZATIONS,
    "DescribeEffectivePolicy",
    &[
        Field::structure("EffectivePolicy"),
        Field::text("EffectivePolicy.PolicyContent"),
    ],
    &[("EffectivePolicyNotFoundException", Meaning::Absent)],
);
/// Makes a policy. Names are unique within a type, so a second request cannot make a second one.
pub static CREATE: Op = Op::write(
    &ORGANIZATIONS,
    "CreatePolicy",
    &[("DuplicatePolicyException", Meaning::Exists)],
)
.answers(&[
    Field::structure("Policy"),
    Field::structure("Policy.PolicySummary"),
    Field::text("Policy.PolicySummary.Id"),
]);
/// Changes name, description or text.
pub static UPDATE: Op = Op::write(
    &ORGANIZATIONS,
    "UpdatePolicy",
    &[("DuplicatePolicyException", Meaning::Exists)],
);
/// Deletes a policy that is attached nowhere.
pub static DELETE: Op = Op::write(
    &ORGANIZATIONS,
    "DeletePolicy",
    &[
        ("PolicyNotFoundException", Meaning::AlreadySo),
        ("PolicyInUseException", Meaning::NotYet),
    ],
);
/// Puts a policy on a target.
pub static ATTACH: Op = Op::write(
    &ORGANIZATIONS,
    "AttachPolicy",
    &[
        ("DuplicatePolicyAttachmentException", Meaning::AlreadySo),
        ("PolicyNotFoundException", Meaning::NotYet),
        ("TargetNotFoundException", Meaning::NotYet),
        ("PolicyTypeNotEnabledException", Meaning::NotYet),
    ],
);
/// Takes a policy off a target.
pub static DETACH: Op = Op::write(
    &ORGANIZATIONS,
    "DetachPolicy",
    &[
        ("PolicyNotAttachedException", Meaning::AlreadySo),
        ("PolicyNotFoundException", Meaning::AlreadySo),
        ("TargetNotFoundException", Meaning::AlreadySo),
    ],
);

/// All of them.
pub static ALL: &[&Op] = &[
    &LIST,
    &DESCRIBE,
    &TARGETS,
    &ON_TARGET,
    &EFFECTIVE,
    &CREATE,
    &UPDATE,
    &DELETE,
    &ATTACH,
    &DETACH,
    &DESCRIBE_EXISTING,
    &TARGETS_OF_EXISTING,
    &tags::TAG,
    &tags::UNTAG,
];
