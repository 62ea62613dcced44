//! A variable is no condition key, or one of many values.

use crate::guardrails::actions::ActionTable;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::options::CONDITION_KEYS;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::lint::variables::{texts, variables};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "variable-unknown",
    severity: Severity::Error,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "A variable is no condition key, or one of many values",
    why: "\
        A variable without a value makes a positive operator never match and a negated one always; a resource with \
        it matches nothing.",
    instead: "Use a condition key of one value: `${aws:PrincipalAccount}`.",
    bad: r#"{ "Effect": "Deny", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::home/${aws:user}/*" }"#,
    good: r#"{ "Effect": "Deny", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::home/${aws:username}/*" }"#,
    check: Check::Known(check),
};

fn check(view: &View, subject: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    for (text, _) in texts(&view.statement) {
        for name in variables(&text.text).filter(|name| name.contains(':')) {
            let written = name.escape_debug();
            match table.condition_key(name) {
                None => {
                    let severity = if subject.options.allow_unknown {
                        Severity::Warning
                    } else {
                        Severity::Error
                    };
                    let help = subject
                        .options
                        .hint(CONDITION_KEYS, || table.closest_key(name))
                        .map(|close| format!("did you mean `${{{close}}}`?"));
                    let message = format!("`{written}` is no condition key, so that the variable has no value");
                    report.as_bad_as(severity, text.place, message, help);
                }
                Some(key) if key.many => {
                    let message = format!("`{written}` has many values: as a variable it has none");
                    report.at(text.place, message);
                }
                Some(_) => {}
            }
        }
    }
}
