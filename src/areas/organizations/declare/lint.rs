//! What the linter finds in the policies of a baseline, without what `lint-allow` accepts.

use std::collections::BTreeSet;

use super::document::{diagnostic, said};
use super::keys::Keys;
use super::messages::did_you_mean;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Span};
use crate::facts::policy_types::SCP;
use crate::guardrails::lint::{self, Options, Rule, Severity};
use crate::guardrails::{ActionTable, Document, Finding};

/// Of a text of more bytes only the grammar and the size are looked at: it is several times too large for every type.
const LINTED: usize = 100_000;

/// What was found in one policy.
#[derive(Debug, Default)]
pub(super) struct Linted {
    findings: Vec<Finding>,
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
        let lint = || match text.len() > LINTED {
            true => lint::check(document, policy_type),
            false => lint::lint(document, policy_type, ActionTable::embedded(), options),
        };
        let mut findings = match stands {
            Stands::Library(_) => keys.linted(&text, lint),
            Stands::File(..) => lint(),
        };
        // What is good to know of a text helps only its writer.
        if matches!(stands, Stands::Library(_)) {
            findings.retain(|finding| finding.severity != Severity::Note);
        }
        Self {
            findings,
            stands: Some(stands),
            accepted: allow.iter().filter_map(|code| accepted(code, keys, out)).collect(),
        }
    }

    /// Without what does not matter where a guardrail is packed: its statements may stand in several policies.
    pub(super) fn packed(mut self) -> Self {
        self.findings.retain(|finding| finding.code != "policy-size");
        self
    }

    /// As where it is attached to allow-lists only: there it is all that is allowed.
    pub(super) fn on_lists(&mut self) {
        self.findings.retain(|finding| finding.code != "allow-adds-nothing");
    }

    fn report(&self, document: &Document, out: &mut Diagnostics) {
        let Some(stands) = self.stands else { return };
        let mut told = BTreeSet::new();
        let mut used = BTreeSet::new();
        for finding in &self.findings {
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

/// What the baseline says that rules need.
pub(super) fn options(keys: &Keys) -> Options<'_> {
    Options {
        newer: Some(keys.allowed()),
        partition: keys.partition(),
        ..Options::default()
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
pub(super) fn report(mut parts: Vec<Part<'_>>, out: &mut Diagnostics) {
    let scps = parts.iter().enumerate().filter(|(_, part)| part.policy_type == SCP);
    let (numbers, documents): (Vec<usize>, Vec<_>) =
        scps.filter_map(|(number, part)| Some((number, part.document?))).unzip();
    let unprotected = lint::unprotected(&documents);
    for (index, finding) in unprotected {
        if let Some(part) = numbers.get(index).and_then(|number| parts.get_mut(*number)) {
            part.linted.findings.push(finding);
        }
    }
    for part in &parts {
        if let Some(document) = part.document {
            part.linted.report(document, out);
        }
    }
}
