//! `ministack` 1.5.33 about the cases. It knows neither variables, nor parts of ARNs, nor wholly what IAM's dates are.

use groundline::guardrails::policy::{Family, SetOperator, Version};

use super::agreement::compare;
use super::differences::{Difference, What, is};
use super::exemptions::EXEMPTIONS;
use super::generate::CASES;

/// The constructs about which it says something else.
const DIFFERENCES: &[Difference] = &[
    Difference {
        construct: "a variable",
        recognises: |disputed| {
            let holds = |text: &str| text.contains("${");
            matches!(disputed.what, What::Statement { statement, version: Version::V2012, .. }
                if statement.resources.texts().any(holds)
                    || statement.conditions.iter().any(|condition| condition.texts().any(holds)))
        },
        page: "IAM User Guide, IAM policy elements: Variables and tags",
        sentence: "When the policy is evaluated, the policy variables are replaced with values that come from the context of the request itself.",
    },
    Difference {
        construct: "a wildcard of Resource that stays in its part",
        recognises: |disputed| {
            // Text behind the wildcard, and then a further part that the wildcard would have to reach.
            let stays = |text: &str| {
                text != "*"
                    && text
                        .split(':')
                        .take(5)
                        .any(|part| part.trim_end_matches(['*', '?']).contains(['*', '?']))
                    || text.splitn(6, ':').count() < 6
            };
            let What::Statement { statement, ours, .. } = disputed.what else {
                return false;
            };
            ours == statement.resources.negated && statement.resources.texts().any(stays)
        },
        page: "IAM User Guide, IAM JSON policy elements: Resource",
        sentence: "You can use wildcard characters (* and ?) within the individual segments of an ARN (the parts separated by colons).",
    },
    Difference {
        construct: "ARNs compared part by part",
        recognises: |disputed| disputed.has_condition(|condition, _| is(condition, Family::Arn)),
        page: "IAM User Guide, IAM JSON policy elements: Condition operators, Amazon Resource Name (ARN) condition operators",
        sentence: "Each of the six colon-delimited components of the ARN is checked separately and each can include multi-character match wildcards (*) or single-character match wildcards (?).",
    },
    Difference {
        construct: "ForAnyValue with IfExists, and the key is missing",
        recognises: |disputed| {
            disputed.statement(false).is_some()
                && disputed.has_condition(|condition, values| {
                    let operator = condition.operator;
                    operator.set == Some(SetOperator::ForAnyValue) && operator.if_exists && values.is_empty()
                })
        },
        page: "IAM User Guide, Single-valued vs. multivalued context keys",
        sentence: "For no matching context key or if the key does not exist, the condition returns false.",
    },
    Difference {
        construct: "Null with both values",
        recognises: |disputed| {
            disputed.statement(true).is_some()
                && disputed.has_condition(|condition, _| is(condition, Family::Null) && condition.values.len() > 1)
        },
        page: "IAM User Guide, IAM JSON policy elements: Condition",
        sentence: "If a single condition operator includes multiple values for a context key, those values are evaluated using a logical OR.",
    },
    Difference {
        construct: "a date without a day or time",
        recognises: |disputed| {
            disputed.has_condition(|condition, _| {
                is(condition, Family::Date) && condition.texts().any(|text| text.len() <= 17 && text.contains('-'))
            })
        },
        page: "IAM User Guide, IAM JSON policy elements: Condition operators, Date condition operators",
        sentence: "You must specify date/time values with one of the W3C implementations of the ISO 8601 date formats or in epoch (UNIX) time.",
    },
    Difference {
        construct: "a number that a double does not hold",
        recognises: |disputed| {
            disputed.has_condition(|condition, _| {
                is(condition, Family::Numeric) && condition.texts().any(|text| text.starts_with("900719925474099"))
            })
        },
        page: "IAM User Guide, IAM JSON policy elements: Condition operators, Numeric condition operators",
        sentence: "Numeric condition operators let you construct Condition elements that restrict access based on comparing a key to an integer or decimal value.",
    },
    Difference {
        construct: "JSON's own true and false as text",
        recognises: |disputed| {
            disputed.has_condition(|condition, _| {
                is(condition, Family::String) && condition.texts().any(|text| ["true", "false"].contains(&text))
            })
        },
        page: "IAM User Guide, Grammar of the IAM JSON policy language",
        sentence: "<condition_value> = (\"string\" | \"number\" | \"Boolean\")",
    },
    Difference {
        construct: "an action that needs no permission",
        recognises: |disputed| {
            matches!(disputed.what, What::Level { ours: '-', .. })
                && disputed.request.action.name() == "sts:getcalleridentity"
        },
        page: "STS API Reference, GetCallerIdentity",
        sentence: "If an administrator attaches a policy to your identity that explicitly denies access to the sts:GetCallerIdentity action, you can still perform this operation.",
    },
];

/// These, and what both judges do not know of.
fn list() -> Vec<&'static Difference> {
    DIFFERENCES.iter().chain(EXEMPTIONS).collect()
}

#[test]
fn agrees_but_for_known_constructs() {
    let comparison = compare("ministack.txt", &list());
    comparison.holds(&list());
    assert_eq!(comparison.cases, CASES);
}
