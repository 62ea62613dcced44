//! A variable stands where AWS replaces none.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::lint::variables::{Stands, texts, variables};
use crate::guardrails::policy::Family;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "variable-literal",
    severity: Severity::Warning,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "A variable stands where AWS replaces none",
    why: "\
        Variables are replaced in resources behind the fifth colon and in values of text, ARN and Bool operators. \
        Anywhere else `${…}` is literal text, which no request has.",
    instead: "Write `*` there, and compare with the variable in a condition.",
    bad: r#"{ "Effect": "Deny", "Action": "s3:PutObject", "Resource": "arn:aws:s3:${aws:RequestedRegion}::log/*" }"#,
    good: r#"{ "Effect": "Deny", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::log/${aws:RequestedRegion}/*" }"#,
    check: Check::Statement(check),
};

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    for (text, place) in texts(&view.statement) {
        let literal = match place {
            Stands::InResource => text.text.splitn(6, ':').take(5).any(|part| part.contains("${")),
            Stands::InCondition(family) => {
                !matches!(family, Family::String | Family::Arn | Family::Bool) && text.text.contains("${")
            }
        };
        // `${Account}` has a finding of its own.
        let named = variables(&text.text).any(|name| name.contains(':'));
        if literal && named {
            report.at(
                text.place,
                format!("`${{…}}` is literal text here: `{}`", text.text.escape_debug()),
            );
        }
    }
}
