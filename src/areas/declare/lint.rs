//! What the linter finds in the policies of a baseline, without what `lint-allow` accepts.

use std::collections::{BTreeMap, BTreeSet};

use super::document::diagnostic;
use super::policies::Written;
use super::words::did_you_mean;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::facts::policy_types::SCP;
use crate::guardrails::lint::{self, Options, Rule, Severity};
use crate::guardrails::{ActionTable, Document, Finding};

/// Lints each policy, and all of them together.
pub(super) fn check(policies: &[Written], out: &mut Diagnostics) {
    let mut unprotected = unprotected(policies);
    for (number, policy) in policies.iter().enumerate() {
        let Some(document) = policy.document.as_ref().filter(|_| policy.named.is_some()) else {
            continue;
        };
        let table = ActionTable::embedded();
        let mut findings = lint::lint(document, &policy.policy_type, table, Options::default());
        findings.extend(unprotected.remove(&number).unwrap_or_default());
        let accepted: Vec<_> = policy
            .lint_allow
            .iter()
            .filter_map(|code| accepted(code, out))
            .collect();
        let is_accepted = |finding: &Finding| accepted.iter().any(|(rule, _)| rule.code == finding.code);
        let (silent, told): (Vec<_>, Vec<_>) = findings.into_iter().partition(is_accepted);
        report(policy, told, out);
        let used: BTreeSet<&str> = silent.iter().map(|finding| finding.code).collect();
        unused(accepted.iter().filter(|(rule, _)| !used.contains(rule.code)), out);
    }
}

/// What only all SCPs together show, by the number of the policy.
fn unprotected(policies: &[Written]) -> BTreeMap<usize, Vec<Finding>> {
    let scps = policies
        .iter()
        .enumerate()
        .filter(|(_, policy)| policy.policy_type == SCP);
    let (numbers, documents): (Vec<usize>, Vec<&Document>) = scps
        .filter_map(|(number, policy)| Some((number, policy.document.as_ref()?)))
        .unzip();
    let mut found: BTreeMap<usize, Vec<Finding>> = BTreeMap::new();
    for (index, finding) in lint::unprotected(&documents) {
        if let Some(number) = numbers.get(index) {
            found.entry(*number).or_default().push(finding);
        }
    }
    found
}

fn report(policy: &Written, findings: Vec<Finding>, out: &mut Diagnostics) {
    let mut told = BTreeSet::new();
    for finding in findings {
        match policy.file {
            Some(file) => out.push(diagnostic(file, finding).also(policy.named, "named here")),
            // The text is made from the entry, and is in no file: what it has in many statements is told once.
            None if told.insert((finding.code, finding.message.clone())) => out.push(compiled(policy, finding)),
            None => {}
        }
    }
}

fn compiled(policy: &Written, finding: Finding) -> Diagnostic {
    let document = policy.document.as_ref().map(Document::minified).unwrap_or_default();
    let start = finding.place.offset;
    let text = document.get(start..start + finding.place.length).unwrap_or_default();
    let message = match text {
        "{" | "" => finding.message,
        text => format!(
            "{} (`{}` in the guardrail's text)",
            finding.message,
            text.trim_matches('"').escape_debug()
        ),
    };
    let found = match finding.severity {
        Severity::Error => Diagnostic::error(finding.code, message),
        Severity::Warning => Diagnostic::warning(finding.code, message),
        Severity::Note => Diagnostic::note(finding.code, message),
    };
    Diagnostic {
        help: finding.help,
        ..found.at(policy.named)
    }
}

fn accepted(code: &Spanned<String>, out: &mut Diagnostics) -> Option<(&'static Rule, Option<Span>)> {
    let Some(rule) = lint::find(code).filter(|rule| rule.code == code.as_str()) else {
        let message = format!("the linter has no rule `{}`", code.value);
        let mut unknown = Diagnostic::error("lint-allow-unknown", message).at(code.span);
        unknown.help = did_you_mean(code, lint::catalogue().map(|rule| rule.code));
        out.push(unknown);
        return None;
    };
    if !rule.can_be_accepted() {
        let message = format!("`{}` cannot be accepted: AWS refuses such a policy", rule.code);
        out.push(Diagnostic::error("lint-allow-refused", message).at(code.span));
        return None;
    }
    Some((rule, code.span))
}

fn unused<'a>(unused: impl Iterator<Item = &'a (&'static Rule, Option<Span>)>, out: &mut Diagnostics) {
    for (rule, at) in unused {
        let message = format!("nothing in this policy is `{}`", rule.code);
        out.push(
            Diagnostic::warning("lint-allow-unused", message)
                .at(*at)
                .help("remove it from `lint-allow`"),
        );
    }
}
