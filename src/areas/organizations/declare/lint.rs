//! What the linter finds in the policies of a baseline, without what `lint-allow` accepts.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::document::{diagnostic, said};
use super::keys::Keys;
use crate::areas::messages::did_you_mean;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Span};
use crate::facts::policy_types as types;
use crate::facts::policy_types::SCP;
use crate::guardrails::lint::{self, Options, Rule, Severity};
use crate::guardrails::{ActionTable, Document, Finding};

/// What was found in one policy.
#[derive(Debug, Default)]
pub(super) struct Linted {
    findings: Rc<Vec<Finding>>,
    /// Nothing where the text is ours.
    stands: Option<Stands>,
    accepted: Vec<(&'static Rule, Option<Span>)>,
}

/// Where the text of a policy stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stands {
    /// In a file of its own, and where the baseline names it.
    File(FileId, Option<Span>),
    /// In the library: where the baseline names the guardrail.
    Library(Option<Span>),
}

impl Stands {
    /// The finding with the text that it is about, where the person has no file with it.
    fn legible(self, finding: Finding, document: &Document) -> Finding {
        if matches!(self, Self::File(..)) {
            return finding;
        }
        let text = document.minified();
        let start = finding.place.offset;
        let at = text.get(start..start + finding.place.length).unwrap_or_default();
        match self {
            Self::Library(_) if at.starts_with('"') => Finding {
                message: format!("{} (in the guardrail: `{}`)", finding.message, at.trim_matches('"')),
                ..finding
            },
            _ => finding,
        }
    }

    fn diagnostic(self, finding: Finding) -> Diagnostic {
        match self {
            Self::File(file, named) => diagnostic(file, finding).also(named, "named here"),
            Self::Library(named) => said(finding).at(named),
        }
    }
}

impl Linted {
    /// Lints a document. What `lint-allow` says wrongly is reported.
    pub(super) fn of(
        document: &Document,
        stands: Stands,
        policy_type: &str,
        allow: &[Spanned<String>],
        keys: &Keys,
        out: &mut Diagnostics,
    ) -> Self {
        let mut options = options(keys);
        // A guardrail may name the Regions of several partitions; its arguments are checked where they are written.
        if matches!(stands, Stands::Library(_)) {
            options.partition = None;
        }
        let text = document.minified();
        // Of a text that AWS does not take the grammar and the size are enough.
        let is_too_large = text.chars().count() > types::policy_type(policy_type).max_size;
        let table = ActionTable::embedded();
        let lint = || match is_too_large || !keys.may_lint(lint::weight(document, table)) {
            true => lint::check(document, policy_type),
            false => lint::lint(document, policy_type, table, options),
        };
        let mut findings = match stands {
            Stands::Library(_) => keys.linted(&text, lint),
            Stands::File(file, _) => keys.linted_file(file, policy_type, lint),
        };
        // What is good to know of a text helps only its writer.
        if matches!(stands, Stands::Library(_)) {
            retain(&mut findings, |finding| finding.severity != Severity::Note);
        }
        Self {
            findings,
            stands: Some(stands),
            accepted: allow.iter().filter_map(|code| accepted(code, keys, out)).collect(),
        }
    }

    /// Without what does not matter where a guardrail is packed: its statements may stand in several policies.
    pub(super) fn packed(mut self) -> Self {
        retain(&mut self.findings, |finding| finding.code != "policy-size");
        self
    }

    /// As where it is attached to allow-lists only: there it is all that is allowed.
    pub(super) fn on_lists(&mut self) {
        retain(&mut self.findings, |finding| finding.code != "allow-adds-nothing");
    }

    fn report(&self, document: &Document, out: &mut Diagnostics) {
        let Some(stands) = self.stands else { return };
        let mut told = BTreeSet::new();
        let mut used = BTreeSet::new();
        for finding in self.findings.iter() {
            if self.accepted.iter().any(|(rule, _)| rule.code == finding.code) {
                used.insert(finding.code);
            } else {
                let finding = stands.legible(finding.clone(), document);
                // What the text of a guardrail has in many statements is one thing to a person who reads the baseline.
                let key = (finding.code, finding.message.clone());
                if told.insert(key) || matches!(stands, Stands::File(..)) {
                    out.push(stands.diagnostic(finding));
                }
            }
        }
        for (rule, at) in self.accepted.iter().filter(|(rule, _)| !used.contains(rule.code)) {
            let message = format!("nothing in this policy is `{}`", rule.code);
            out.push(
                Diagnostic::warning("lint-allow-unused", message)
                    .at(*at)
                    .help("remove it from `lint-allow`"),
            );
        }
    }
}

/// Says that not everything was linted, where there is more of it than anybody waits for.
pub(super) fn unfinished(keys: &Keys, out: &mut Diagnostics) {
    if !keys.linted_all() {
        let message = "there are so many long policies, or names of roles in them, that not all were linted: of the last policies only the grammar and the size were checked";
        out.push(
            Diagnostic::warning("lint-unfinished", message).help("`groundline guardrail lint FILE` lints one policy"),
        );
    }
}

/// What the baseline says that rules need.
pub(super) fn options(keys: &Keys) -> Options<'_> {
    Options {
        newer: Some(keys.allowed()),
        partition: keys.partition(),
        compared: Some(keys.compared()),
        ..Options::default()
    }
}

/// Takes out what is not wanted; what others share stays as it is.
fn retain(findings: &mut Rc<Vec<Finding>>, wanted: impl Fn(&Finding) -> bool) {
    if !findings.iter().all(&wanted) {
        Rc::make_mut(findings).retain(wanted);
    }
}

fn accepted(code: &Spanned<String>, keys: &Keys, out: &mut Diagnostics) -> Option<(&'static Rule, Option<Span>)> {
    let Some(rule) = lint::find(code).filter(|rule| rule.code == code.as_str()) else {
        let mut unknown =
            Diagnostic::error("lint-allow-unknown", format!("the linter has no rule `{}`", code.value)).at(code.span);
        let known = lint::catalogue().map(|rule| rule.code);
        if keys.may_compare(100) {
            unknown.help = did_you_mean(code, known);
        }
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

/// One policy, or one guardrail of a set.
pub(super) struct Part<'a> {
    pub(super) policy_type: &'a str,
    pub(super) document: Option<&'a Document>,
    pub(super) linted: &'a mut Linted,
}

/// Reports what was found in each policy and in all of them together.
pub(super) fn report(mut parts: Vec<Part<'_>>, keys: &Keys, out: &mut Diagnostics) {
    let scps = parts.iter().enumerate().filter(|(_, part)| part.policy_type == SCP);
    let (numbers, documents): (Vec<usize>, Vec<_>) =
        scps.filter_map(|(number, part)| Some((number, part.document?))).unzip();
    let unprotected = lint::unprotected(&documents);
    if unprotected.unfinished {
        keys.stop_linting();
    }
    for (index, finding) in unprotected.findings {
        if let Some(part) = numbers.get(index).and_then(|number| parts.get_mut(*number)) {
            Rc::make_mut(&mut part.linted.findings).push(finding);
        }
    }
    for part in &parts {
        if let Some(document) = part.document {
            part.linted.report(document, out);
        }
    }
}
