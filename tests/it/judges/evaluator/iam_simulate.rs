//! `@cloud-copilot/iam-simulate` 0.1.173 about the cases.

use groundline::guardrails::policy::{Comparison, Family, Version};

use super::agreement::compare;
use super::differences::{Difference, Disputed, What, is};
use super::exemptions::EXEMPTIONS;
use super::generate::CASES;

/// The constructs about which it says something else.
const DIFFERENCES: &[Difference] = &[
    Difference {
        construct: "a resource pattern of fewer than six parts",
        recognises: |disputed| {
            is_about_patterns(disputed)
                && disputed
                    .statement(true)
                    .is_some_and(|statement| statement.resources.texts().any(is_short))
        },
        page: "IAM User Guide, IAM JSON policy elements: Resource",
        sentence: "If the * wildcard is the last character of a resource ARN segment, it can expand to match beyond the colon boundaries.",
    },
    Difference {
        construct: "a wildcard in or across the resource type",
        recognises: is_about_patterns,
        page: "IAM User Guide, IAM JSON policy elements: Resource",
        sentence: "The asterisk (*) character can expand to replace everything within a segment, including characters like a forward slash (/) that may otherwise appear to be a delimiter within a given service namespace.",
    },
    Difference {
        construct: "a variable in the resource type",
        recognises: |disputed| disputed.names_resource(|pattern| is_variable_in_type(pattern, disputed.resource)),
        page: "IAM User Guide, IAM policy elements: Variables and tags",
        sentence: "You can use a policy variable in the Resource element, but only in the resource portion of the ARN. This portion of the ARN appears after the fifth colon (:).",
    },
    Difference {
        construct: "a variable before the fifth colon of an ARN in a condition",
        recognises: |disputed| {
            let early = |text: &str| {
                let before = text.split("${").next().filter(|before| *before != text);
                before.is_some_and(|before| before.matches(':').count() < 5) && text.splitn(6, ':').count() == 6
            };
            disputed.has_condition(|condition, _| is(condition, Family::Arn) && condition.texts().any(early))
        },
        page: "IAM User Guide, IAM policy elements: Variables and tags",
        sentence: "You can use a policy variable for Condition values in any condition that involves the string operators or the ARN operators.",
    },
    Difference {
        construct: "${*}, ${?} or ${$} where there are no wildcards",
        recognises: |disputed| {
            disputed.has_condition(|condition, _| {
                let plain = [
                    Comparison::StringEquals,
                    Comparison::StringNotEquals,
                    Comparison::StringEqualsIgnoreCase,
                    Comparison::StringNotEqualsIgnoreCase,
                ];
                let holds = |text: &str| {
                    ["${*}", "${?}", "${$}"]
                        .iter()
                        .any(|character| text.contains(character))
                };
                plain.contains(&condition.operator.comparison) && condition.texts().any(holds)
            })
        },
        page: "IAM User Guide, IAM policy elements: Variables and tags",
        sentence: "${*} - use where you need an * (asterisk) character. ${?} - use where you need a ? (question mark) character. ${$} - use where you need a $ (dollar sign) character.",
    },
    Difference {
        construct: "a variable in a policy of 2008",
        recognises: |disputed| {
            matches!(disputed.what, What::Statement { statement, version: Version::V2008, .. }
                if statement.resources.texts().any(|text| text.contains("${"))
                    || statement.conditions.iter().any(|condition| condition.texts().any(|text| text.contains("${"))))
        },
        page: "IAM User Guide, IAM policy elements: Variables and tags",
        sentence: "Variables were introduced in version 2012-10-17. Earlier versions of the policy language don't support policy variables. If you don't include the Version element and set it to an appropriate version date, variables like ${aws:username} are treated as literal strings in the policy.",
    },
    Difference {
        construct: "NotResource with a variable that has no value",
        recognises: |disputed| {
            let statement = disputed.statement(true).filter(|statement| statement.resources.negated);
            statement.is_some_and(|statement| statement.resources.texts().any(|text| disputed.has_no_value(text)))
        },
        page: "IAM User Guide, IAM policy elements: Variables and tags, Policy variables with no value",
        sentence: "When policy variables reference a condition context key that has no value or is not present in an authorization context for a request, the value is effectively null. There is no equal or like value.",
    },
    Difference {
        construct: "inequality to a variable that has no value",
        recognises: |disputed| {
            disputed.statement(true).is_some()
                && disputed.has_condition(|condition, _| {
                    condition.operator.comparison.is_negated()
                        && condition.texts().any(|text| disputed.has_no_value(text))
                })
        },
        page: "IAM User Guide, IAM policy elements: Variables and tags, Policy variables with no value",
        sentence: "Inverted condition operators like StringNotEquals or StringNotLike do match against a null value, as the value of the condition key they are testing against is not equal to or like the effectively null value.",
    },
    Difference {
        construct: "inequality to what is no ARN of six parts",
        recognises: |disputed| {
            disputed.statement(true).is_some()
                && disputed.has_condition(|condition, _| {
                    is(condition, Family::Arn)
                        && condition.operator.comparison.is_negated()
                        && condition.texts().any(|text| text.splitn(6, ':').count() < 6)
                })
        },
        page: "IAM User Guide, IAM JSON policy elements: Condition operators, Amazon Resource Name (ARN) condition operators",
        sentence: "Each of the six colon-delimited components of the ARN is checked separately and each can include multi-character match wildcards (*) or single-character match wildcards (?).",
    },
    Difference {
        construct: "addresses of IPv4 outside ranges of IPv6, and the other way round",
        recognises: |disputed| {
            disputed.statement(true).is_some()
                && disputed.has_condition(|condition, values| {
                    let others =
                        |value: &String| condition.texts().any(|text| text.contains(':') != value.contains(':'));
                    is(condition, Family::Address)
                        && condition.operator.comparison.is_negated()
                        && values.iter().any(others)
                })
        },
        page: "IAM User Guide, IAM JSON policy elements: Condition operators, IP address condition operators",
        sentence: "NotIpAddress: All IP addresses except the specified IP address or range.",
    },
    Difference {
        construct: "the range of all addresses",
        recognises: |disputed| {
            disputed.has_condition(|condition, _| {
                is(condition, Family::Address) && condition.texts().any(|text| text.ends_with("/0"))
            })
        },
        page: "IAM User Guide, IAM JSON policy elements: Condition operators, IP address condition operators",
        sentence: "The value must be in the standard CIDR format (for example, 203.0.113.0/24 or 2001:DB8:1234:5678::/64).",
    },
    Difference {
        construct: "an address of IPv6 spelt otherwise",
        recognises: |disputed| {
            disputed.has_condition(|condition, values| {
                is(condition, Family::Address)
                    && values.iter().any(|value| value.contains(':'))
                    && condition.texts().any(|text| text.contains(':'))
            })
        },
        page: "IAM User Guide, IAM JSON policy elements: Condition operators, IP address condition operators",
        sentence: "Some AWS services support IPv6, using :: to represent a range of 0s.",
    },
    Difference {
        construct: "a date in seconds since 1970",
        recognises: |disputed| {
            disputed.has_condition(|condition, values| {
                let seconds = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                is(condition, Family::Date)
                    && (condition.texts().any(seconds) || values.iter().any(|value| seconds(value)))
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
        construct: "a key with a list of no values",
        recognises: |disputed| disputed.has_condition(|condition, _| disputed.is_given_empty(&condition.key.text)),
        page: "IAM User Guide, IAM JSON policy elements: Condition operators, Condition operator to check existence of condition keys",
        sentence: "false: the key exists and its value is not null.",
    },
];

/// Whether a resource fits, or not, by patterns alone that the judge reads otherwise.
fn is_about_patterns(disputed: &Disputed<'_>) -> bool {
    disputed.is_about_resources(|pattern| is_short(pattern) || is_wild_in_type(pattern, disputed.resource))
}

fn is_short(pattern: &str) -> bool {
    pattern != "*" && pattern.splitn(6, ':').count() < 6
}

fn is_variable_in_type(pattern: &str, resource: &str) -> bool {
    has_in_type(pattern, resource, |name| name.contains("${"))
}

fn is_wild_in_type(pattern: &str, resource: &str) -> bool {
    has_in_type(pattern, resource, |name| name.contains(['*', '?']))
}

/// Whether a pattern has that where the resource has its type, or the separator behind it.
fn has_in_type(pattern: &str, resource: &str, that: fn(&str) -> bool) -> bool {
    let named = |arn: &str| arn.splitn(6, ':').nth(5).map(str::to_owned);
    let kind = named(resource).and_then(|name| name.split_inclusive([':', '/']).next().map(str::to_owned));
    let name = named(pattern).filter(|name| that(name));
    kind.zip(name).is_some_and(|(kind, name)| !name.starts_with(&kind))
}

/// These, and what both judges do not know of.
fn list() -> Vec<&'static Difference> {
    DIFFERENCES.iter().chain(EXEMPTIONS).collect()
}

#[test]
fn agrees_but_for_known_constructs() {
    let comparison = compare("iam-simulate.txt", &list());
    comparison.holds(&list());
    assert_eq!(comparison.cases, CASES, "it declines none");
    for (letter, least) in [('a', 1_000), ('e', 1_000), ('i', 1_000)] {
        let found = comparison.theirs.get(&letter).copied().unwrap_or_default();
        assert!(found >= least, "{letter}: {found} cases, not {least}");
    }
}
