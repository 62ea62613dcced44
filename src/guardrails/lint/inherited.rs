//! The rules of inheriting policies, which have a part of their own.

use std::sync::LazyLock;

use super::super::inherit;
use super::finding::Severity;
use super::rule::{Check, Group, Kind, Rule};

/// Every one.
pub(super) static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rules = inherit::RULES.iter().map(|told| Rule {
        code: told.code,
        severity: if told.warns { Severity::Warning } else { Severity::Error },
        group: Group::Inheriting,
        kinds: &[Kind::Inheriting],
        summary: told.summary,
        why: told.why,
        instead: told.instead,
        bad: told.examples.0,
        good: told.examples.1,
        check: Check::Elsewhere,
    });
    rules.collect()
});
