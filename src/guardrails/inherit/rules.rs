//! The codes of findings and notes about inheriting policies.

/// What a code says.
#[derive(Debug)]
pub struct Told {
    /// The code, which never changes.
    pub code: &'static str,
    /// Whether it is only warned of. A finding may be less than its rule where a word may be new to this version.
    pub warns: bool,
    /// What is wrong, in one line.
    pub summary: &'static str,
    /// Why it hurts.
    pub why: &'static str,
    /// What to write instead.
    pub instead: &'static str,
    /// A document with the defect, and one without; empty where only several policies together have it.
    pub examples: (&'static str, &'static str),
}

const fn told(code: &'static str, [summary, why, instead]: [&'static str; 3]) -> Told {
    Told {
        code,
        warns: false,
        summary,
        why,
        instead,
        examples: ("", ""),
    }
}

const fn warned(told: Told) -> Told {
    Told { warns: true, ..told }
}

const fn shown(bad: &'static str, good: &'static str, told: Told) -> Told {
    Told {
        examples: (bad, good),
        ..told
    }
}

const OPT_OUT: &str = r#"{"services":{"default":{"opt_out_policy":{"@@assign":"optOut"}}}}"#;
const COST: &str = r#"{"tags":{"cost":{"tag_key":{"@@assign":"Cost"},"tag_value":{"@@append":["1"]}}}}"#;
const LOCKED: &str = r#"{"services":{"default":{"opt_out_policy":{"@@assign":"optOut","@@operators_allowed_for_child_policies":["@@none"]}}}}"#;

/// The codes of [`check`](super::check()) and of the notes of a merge.
pub const RULES: &[Told] = &[
    shown(
        r#"{"services":{"default":{"opt_out_policy":{"@@asign":"optOut"}}}}"#,
        OPT_OUT,
        told(
            "inherit-operator",
            [
                "a key that begins with `@@` and is no operator",
                "Inheriting policies know four operators, and AWS refuses others.",
                "Write `@@assign`, `@@append`, `@@remove` or `@@operators_allowed_for_child_policies`.",
            ],
        ),
    ),
    shown(
        r#"{"services":{"default":{"opt_out_policy":"optOut"}}}"#,
        OPT_OUT,
        told(
            "inherit-bare-value",
            [
                "a value without an operator",
                "In a policy every value stands under an operator. Only the effective policy, which AWS merges, shows bare values.",
                "Write `{\"@@assign\": \"x\"}`.",
            ],
        ),
    ),
    shown(
        r#"{"tags":{"cost":{"tag_value":{"@@append":["1"],"enforced_for":{"@@assign":["ec2:instance"]}}}}}"#,
        r#"{"tags":{"cost":{"tag_value":{"@@append":["1"]},"enforced_for":{"@@assign":["ec2:instance"]}}}}"#,
        warned(told(
            "inherit-mixed",
            [
                "operators and keys in one place",
                "What holds operators is a setting, and holds no keys. A key beside operators is usually nested one level too deep, and has no effect there.",
                "Move the key one level up.",
            ],
        )),
    ),
    shown(
        r#"{"tags":{"cost":{"tag_value":{"@@append":"1"}}}}"#,
        COST,
        told(
            "inherit-list",
            [
                "`@@append` or `@@remove` without a list",
                "`@@append` and `@@remove` work on lists of values only.",
                "Write a list, or change a single value with `@@assign`.",
            ],
        ),
    ),
    shown(
        r#"{"services":{"default":{"opt_out_policy":{"@@assign":"optOut","@@operators_allowed_for_child_policies":"@@none"}}}}"#,
        LOCKED,
        told(
            "inherit-control",
            [
                "a wrong value of `@@operators_allowed_for_child_policies`",
                "A control that AWS does not understand locks nothing.",
                "Write a list: `[\"@@all\"]`, `[\"@@none\"]`, or some of `@@assign`, `@@append` and `@@remove`.",
            ],
        ),
    ),
    shown(
        r#"{"services":{"default":{"@@operators_allowed_for_child_policies":["@@none"],"opt_out_policy":{"@@assign":"optOut"}}}}"#,
        LOCKED,
        warned(told(
            "inherit-lock",
            [
                "a lock above a setting, and none at the setting",
                "AWS documents `@@operators_allowed_for_child_policies` by where it stands, and in its own examples repeats it at every level down to the setting.",
                "Repeat it at the setting that must stay as it is.",
            ],
        )),
    ),
    shown(
        r#"{"services":{"defualt":{"opt_out_policy":{"@@assign":"optOut"}}}}"#,
        OPT_OUT,
        warned(told(
            "inherit-key",
            [
                "a key that the policy type does not know",
                "A misspelt key is refused by AWS, or sets nothing.",
                "Write the key as documented, in exactly that case.",
            ],
        )),
    ),
    shown(
        r#"{"services":{"default":{"opt_out_policy":{"@@assign":"OptOut"}}}}"#,
        OPT_OUT,
        told(
            "inherit-value",
            [
                "a value that the setting does not take",
                "Values count in exactly the documented case: `optOut`, not `OptOut`.",
                "Write one of the values that the message lists.",
            ],
        ),
    ),
    shown(
        r#"{"tags":{"cost":{"tag_key":{"@@assign":"CostCenter"}}}}"#,
        COST,
        told(
            "inherit-tag-key",
            [
                "a tag key that is not its policy key",
                "In a tag policy, `tag_key` is the key that it stands under, in the case that resources must use. AWS refuses another word.",
                "Write the same word in both places.",
            ],
        ),
    ),
    warned(told(
        "inherit-conflict",
        [
            "two policies at one place assign one setting differently",
            "AWS takes the policy that was attached first. Its API does not tell which that was, so that nobody can see what holds.",
            "Assign a setting in one policy, or attach the two at different levels.",
        ],
    )),
    warned(told(
        "inherit-order",
        [
            "two policies at one place change one setting in ways that depend on their order",
            "One assigns what the other appends to or removes from, or one appends what the other removes. AWS reads them in the order in which they were \
             attached, which its API does not tell.",
            "Say it in one policy, or attach the two at different levels.",
        ],
    )),
    warned(told(
        "inherit-forbidden",
        [
            "an operator that a policy above forbids",
            "`@@operators_allowed_for_child_policies` above leaves it out. AWS ignores the operator and says nothing.",
            "Remove it here, or allow it above.",
        ],
    )),
    warned(told(
        "inherit-loosened",
        [
            "a control that would allow more than one above",
            "What a policy above forbids stays forbidden below.",
            "Remove it here, or allow it above.",
        ],
    )),
    warned(told(
        "inherit-spelling",
        [
            "one key in two cases",
            "AWS takes keys of this type that differ only in case for one.",
            "Write the key in one case everywhere.",
        ],
    )),
    warned(told(
        "inherit-not-a-list",
        [
            "`@@append` or `@@remove` on a single value",
            "The setting was assigned a single value above, so that there is no list to add to or take from.",
            "Use `@@assign`, or make it a list above.",
        ],
    )),
    warned(told(
        "inherit-clash",
        [
            "a setting in one policy that holds settings in another",
            "Of two policies that disagree about what a key is, at least one is wrong.",
            "Use the key in one way everywhere.",
        ],
    )),
];
