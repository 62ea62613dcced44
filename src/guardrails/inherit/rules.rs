//! The codes of findings and notes about inheriting policies.

/// The codes of [`check`](super::check()) and of the notes of a merge, each with what it says in short and at length.
pub const RULES: &[(&str, &str, &str)] = &[
    (
        "inherit-operator",
        "a key that begins with `@@` and is no operator",
        "Inheriting policies know `@@assign`, `@@append`, `@@remove` and `@@operators_allowed_for_child_policies`. AWS refuses others.",
    ),
    (
        "inherit-bare-value",
        "a value without an operator",
        "In a policy every value stands under an operator: `{\"@@assign\": \"x\"}`. Only the effective policy, which AWS merges, shows bare values.",
    ),
    (
        "inherit-mixed",
        "operators and keys in one place",
        "A setting holds operators, a map holds keys. A key beside operators is usually nested one level too deep, and has no effect there.",
    ),
    (
        "inherit-list",
        "`@@append` or `@@remove` without a list",
        "`@@append` and `@@remove` work on lists of values only. A single value is changed with `@@assign`.",
    ),
    (
        "inherit-control",
        "a wrong value of `@@operators_allowed_for_child_policies`",
        "It is a list: `[\"@@all\"]`, `[\"@@none\"]`, or some of `@@assign`, `@@append` and `@@remove`.",
    ),
    (
        "inherit-lock",
        "a lock above a setting, and none at the setting",
        "AWS documents `@@operators_allowed_for_child_policies` by where it stands, and in its own examples repeats it at every level down to the \
         setting. Repeat it at the setting that must stay as it is.",
    ),
    (
        "inherit-key",
        "a key that the policy type does not know",
        "A misspelt key is refused by AWS, or sets nothing.",
    ),
    (
        "inherit-value",
        "a value that the setting does not take",
        "Values count in exactly the documented case: `optOut`, not `OptOut`.",
    ),
    (
        "inherit-tag-key",
        "a tag key that is not its policy key",
        "In a tag policy, `tag_key` is the key that it stands under, in the case that resources must use. Another word is refused.",
    ),
    (
        "inherit-conflict",
        "two policies at one place assign one setting differently",
        "AWS takes the policy that was attached first. Its API does not tell which that was, so that nobody can see what holds. Assign a setting in one \
         policy, or attach them at different levels.",
    ),
    (
        "inherit-order",
        "two policies at one place change one setting in ways that depend on their order",
        "One assigns what the other appends to or removes from, or one appends what the other removes. AWS reads them in the order in which they were \
         attached, which its API does not tell.",
    ),
    (
        "inherit-forbidden",
        "an operator that a policy above forbids",
        "`@@operators_allowed_for_child_policies` above leaves it out. AWS ignores the operator and says nothing.",
    ),
    (
        "inherit-loosened",
        "a control that would allow more than one above",
        "What a policy above forbids stays forbidden below.",
    ),
    (
        "inherit-spelling",
        "one key in two cases",
        "AWS takes keys of this type that differ only in case for one.",
    ),
    (
        "inherit-not-a-list",
        "`@@append` or `@@remove` on a single value",
        "The setting was assigned a single value above, so that there is no list to add to or take from.",
    ),
    (
        "inherit-clash",
        "a setting in one policy and a map in another",
        "Of two policies that disagree about what a key is, at least one is wrong.",
    ),
];
