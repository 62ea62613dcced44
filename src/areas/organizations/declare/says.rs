//! What a policy says: a file, or a guardrail of the library.

use super::keys::Keys;
use super::lint::{Linted, Stands};
use super::{document, guardrail};
use crate::areas::organizations::model::policy::GuardrailUse;
use crate::areas::organizations::policies::late::LateText;
use crate::areas::organizations::schema::Tables;
use crate::baseline::{Loaded, Spanned};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId};
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
    /// Findings of the linter that are accepted.
    pub(super) lint_allow: &'a [Spanned<String>],
}

/// What a policy says, as far as it could be read.
#[derive(Default)]
pub(super) struct Says {
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
    /// What the policy says. What is wrong is reported.
    pub(super) fn read(&self, loaded: &mut Loaded, tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Says {
        match (self.file, self.guardrail) {
            (Some(file), None) => {
                self.refuse_arguments(keys, out);
                if !keys.has_room() {
                    return Says::default();
                }
                let Some(read) = document::read(loaded, file, out) else {
                    return Says::default();
                };
                if keys.fills(read.document.minified().len()) {
                    out.push(guardrail::too_much(file.span));
                }
                Says {
                    linted: Linted::of(
                        &read.document,
                        Stands::File(read.file, read.named),
                        self.policy_type,
                        self.lint_allow,
                        keys,
                        out,
                    ),
                    document: Some(read.document),
                    file: Some(read.file),
                    ..Says::default()
                }
            }
            (None, Some(name)) => guardrail::compile(self, name, tables, keys, out).unwrap_or_default(),
            (Some(file), Some(guardrail)) => {
                let message = format!("`{}` has both `file` and `guardrail`", self.path.join("."));
                out.push(
                    Diagnostic::error("file-and-guardrail", message)
                        .at(guardrail.span)
                        .also(file.span, "the other one")
                        .help("keep one of the two"),
                );
                Says::default()
            }
            (None, None) => {
                let message = format!("`{}` has neither `file` nor `guardrail`", self.path.join("."));
                out.push(
                    Diagnostic::error("missing-file", message)
                        .at(keys.at(self.path))
                        .help("name the JSON document, `file = \"policies/….json\"`, or a guardrail of the library: `guardrail = \"deny-root@1\"`"),
                );
                Says::default()
            }
        }
    }

    /// The keys down to something in it.
    pub(super) fn under<'b>(&'b self, keys: &[&'b str]) -> Vec<&'b str> {
        self.path.iter().chain(keys).copied().collect()
    }

    /// Values for parameters and accounts that are spared come into guardrails; a file is never interpolated.
    fn refuse_arguments(&self, keys: &Keys, out: &mut Diagnostics) {
        for field in ["with", "except-accounts"] {
            if let Some(at) = keys.at(&self.under(&[field])) {
                let message = format!("`{field}` is for guardrails of the library: a file is sent as it is");
                out.push(
                    Diagnostic::error("only-for-guardrails", message)
                        .at(at)
                        .help(format!("remove `{field}`, or name a guardrail instead of the file")),
                );
            }
        }
    }
}
