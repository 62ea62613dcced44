//! Where a policy's content comes from, and what was read there.

use super::lint::Linted;
use super::spared::SparedBySet;
use crate::areas::organizations::model::late::LateText;
use crate::areas::organizations::model::policy::GuardrailUse;
use crate::baseline::Spanned;
use crate::diagnostics::FileId;
use crate::guardrails::Document;
use crate::guardrails::library::Arguments;

/// Where a policy's text comes from, as it was written.
pub(super) struct Source<'a> {
    /// The keys down to it: the policy's table and its key, and in a set its name there.
    pub(super) path: &'a [&'a str],
    pub(super) policy_type: &'a str,
    pub(super) file: Option<&'a Spanned<String>>,
    pub(super) guardrail: Option<&'a Spanned<String>>,
    pub(super) with: &'a Arguments,
    pub(super) except_accounts: &'a [Spanned<String>],
    /// The accounts that its set spares, if it is in one.
    pub(super) of_set: Option<&'a SparedBySet<'a>>,
    /// Findings of the linter that are accepted.
    pub(super) lint_allow: &'a [Spanned<String>],
}

/// A policy's content, as far as it could be read.
#[derive(Default)]
pub(super) struct PolicyContent {
    /// What a guardrail does, in a few words.
    pub(super) title: Option<String>,
    pub(super) document: Option<Document>,
    /// The file that it stands in, if it has one of its own.
    pub(super) file: Option<FileId>,
    pub(super) late: Option<LateText>,
    pub(super) guardrail: Option<GuardrailUse>,
    /// What the linter finds.
    pub(super) linted: Linted,
}

impl Source<'_> {
    /// The keys down to something in it.
    pub(super) fn under<'b>(&'b self, keys: &[&'b str]) -> Vec<&'b str> {
        self.path.iter().chain(keys).copied().collect()
    }
}
