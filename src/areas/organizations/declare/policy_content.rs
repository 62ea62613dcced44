//! The content of a policy: from a file, or from a guardrail of the library.

use super::keys::Keys;
use super::lint::{Linted, Stands};
use super::policy_source::{PolicyContent, Source};
use super::{document, guardrail};
use crate::areas::organizations::schema::Tables;
use crate::baseline::Loaded;
use crate::diagnostics::{Diagnostic, Diagnostics};

impl Source<'_> {
    /// What the policy says. What is wrong is reported.
    pub(super) fn read(
        &self,
        loaded: &mut Loaded,
        tables: &Tables,
        keys: &Keys,
        out: &mut Diagnostics,
    ) -> PolicyContent {
        match (self.file, self.guardrail) {
            (Some(file), None) => {
                self.refuse_arguments(keys, out);
                if !keys.has_room() {
                    return PolicyContent::default();
                }
                let Some(read) = document::read(loaded, file, out) else {
                    return PolicyContent::default();
                };
                if keys.fills(read.document.minified().len()) {
                    out.push(guardrail::too_much(file.span));
                }
                PolicyContent {
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
                    ..PolicyContent::default()
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
                PolicyContent::default()
            }
            (None, None) => {
                let message = format!("`{}` has neither `file` nor `guardrail`", self.path.join("."));
                out.push(
                    Diagnostic::error("missing-file", message)
                        .at(keys.at(self.path))
                        .help("name the JSON document, `file = \"policies/….json\"`, or a guardrail of the library: `guardrail = \"deny-root@1\"`"),
                );
                PolicyContent::default()
            }
        }
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
