//! What a rule writes its findings to.

use super::super::document::Place;
use super::finding::{Finding, Severity};
use super::rule::Rule;

/// Collects the findings of one rule.
pub(super) struct Report<'a> {
    rule: &'a Rule,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Report<'a> {
    pub(super) fn of(rule: &'a Rule, findings: &'a mut Vec<Finding>) -> Self {
        Self { rule, findings }
    }

    /// Adds a finding as bad as the rule is.
    pub(super) fn at(&mut self, place: Place, message: impl Into<String>) {
        self.as_bad_as(self.rule.severity, place, message, None);
    }

    /// Adds a finding as bad as the rule is, with what to do.
    pub(super) fn helped(&mut self, place: Place, message: impl Into<String>, help: impl Into<Option<String>>) {
        self.as_bad_as(self.rule.severity, place, message, help);
    }

    /// Adds a finding that is worse or less bad than the rule as such.
    pub(super) fn as_bad_as(
        &mut self,
        severity: Severity,
        place: Place,
        message: impl Into<String>,
        help: impl Into<Option<String>>,
    ) {
        self.findings.push(Finding {
            code: self.rule.code,
            severity,
            message: message.into(),
            help: help.into(),
            place,
        });
    }
}
