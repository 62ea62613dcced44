//! What the linter found in files, or in a baseline.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::lint::shown;
use super::policy_kind::PolicyKind;
use crate::areas::organizations::declare::diagnostic;
use crate::cli::context::Context;
use crate::cli::stop::Stop;
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Severity, SourceMap, Span};
use crate::exit::Exit;
use crate::files::{self, Trouble};
use crate::guardrails::lint::{Options, find, parse_finding, without_allow};
use crate::guardrails::policy::Policy;
use crate::guardrails::{ActionTable, Document, Effect};
use crate::views::diagnostics;

/// The largest file that is read, in bytes. AWS takes policies of some thousand characters.
const LIMIT: u64 = 4 * 1024 * 1024;

/// What was looked at, and what was found.
pub(super) struct Linted {
    pub(super) found: Vec<Diagnostic>,
    pub(super) sources: SourceMap,
    /// The documents among the sources.
    pub(super) files: Vec<FileId>,
    pub(super) policies: usize,
}

impl Linted {
    /// The policies of the baseline. Errors that keep it from being read are among what is found.
    pub(super) fn of_baseline(context: &Context) -> Self {
        let checked = context.check_baseline();
        let mut found = checked.diagnostics.sorted();
        found.retain(|found| {
            let of_linter = find(found.code).is_some() || found.code.starts_with("lint-allow");
            of_linter || found.severity == Severity::Error
        });
        let names: Vec<&str> = checked.sources.files().map(|(name, _)| name).collect();
        let files: Vec<FileId> = names
            .iter()
            .zip(0..)
            .filter(|(name, _)| Path::new(name).extension().is_some_and(|extension| extension == "json"))
            .map(|(_, number)| FileId(number))
            .collect();
        Self {
            found,
            policies: checked
                .baseline
                .map_or(files.len(), |baseline| baseline.core.policies.len()),
            files,
            sources: checked.sources,
        }
    }

    /// Policies in files.
    ///
    /// # Errors
    /// [`Exit::Usage`] if a file cannot be read.
    pub(super) fn of_files(
        context: &Context,
        paths: &[PathBuf],
        kind: Option<&PolicyKind>,
        options: Options<'_>,
        whole_level: bool,
        table: &ActionTable,
    ) -> Result<Self, Stop> {
        let mut sources = SourceMap::default();
        let mut found = Diagnostics::default();
        let mut files = Vec::new();
        let mut documents = Vec::new();
        for path in paths {
            let bytes = bytes(context, path)?;
            let file = sources.add(shown(path), String::from_utf8_lossy(&bytes));
            files.push(file);
            match document(&bytes) {
                Ok(document) => {
                    let kind = kind.cloned().unwrap_or_else(|| PolicyKind::of(&document));
                    for finding in kind.lint(&document, options, table) {
                        found.push(diagnostic(file, finding));
                    }
                    documents.push((file, document));
                }
                Err(wrong) => found.push(wrong.at(file)),
            }
        }
        let all: Vec<&Document> = documents.iter().map(|(_, document)| document).collect();
        if let Some((file, finding)) = documents
            .first()
            .map(|(file, _)| *file)
            .zip(without_allow(&all))
            .filter(|_| whole_level)
        {
            found.push(diagnostic(file, finding));
        }
        let mut found = found.sorted();
        // These are all that is there: if none of them is `FullAWSAccess`, what they allow is all that is allowed.
        if whole_level && !all.iter().any(|document| allows_everything(document)) {
            found.retain(|found| found.code != "allow-adds-nothing");
        }
        Ok(Self {
            found,
            sources,
            policies: files.len(),
            files,
        })
    }
}

/// Whether a policy is `FullAWSAccess`, or as good as it.
fn allows_everything(document: &Document) -> bool {
    let policy = Policy::read(document);
    policy.is_ok_and(|policy| {
        policy.statements.iter().any(|statement| {
            let actions = &statement.actions;
            statement.effect == Effect::Allow && !actions.negated && actions.texts().any(|action| action == "*")
        })
    })
}

/// The table of actions with what a file adds to it; the embedded one without a file.
///
/// # Errors
/// [`Exit::Usage`] if the file cannot be read, [`Exit::Baseline`] if it is no such table: then it was shown where.
pub(super) fn actions(context: &Context, path: Option<&Path>) -> Result<Cow<'static, ActionTable>, Stop> {
    let embedded = ActionTable::embedded();
    let Some(path) = path else {
        return Ok(Cow::Borrowed(embedded));
    };
    let text = String::from_utf8_lossy(&bytes(context, path)?).into_owned();
    embedded.with_overlay(&text).map(Cow::Owned).map_err(|wrong| {
        let mut sources = SourceMap::default();
        let file = sources.add(shown(path), &text);
        let at = Span::new(file, wrong.offset..wrong.offset + wrong.length);
        let found = [Diagnostic::error("actions-file", wrong.message).at(at)];
        let shown = diagnostics::render(&found, &sources, context.ui.stderr_color());
        context.ui.notify(shown.trim_end());
        Stop::said(Exit::Baseline)
    })
}

fn bytes(context: &Context, path: &Path) -> Result<Vec<u8>, Stop> {
    read(context, path).map_err(|why| Stop::new(Exit::Usage, format!("cannot read `{}`: {why}", shown(path))))
}

fn read(context: &Context, path: &Path) -> Result<Vec<u8>, String> {
    let read = if path.as_os_str() == "-" {
        context.stdin.bytes(LIMIT)
    } else {
        files::read(&context.directory.join(path), LIMIT)
    };
    read.map_err(|trouble| match trouble {
        Trouble::TooLarge(_) => format!("{trouble}, which no policy is"),
        other => other.to_string(),
    })
}

/// Why bytes are no document.
enum Wrong {
    NotText { offset: usize },
    NotJson(crate::guardrails::ParseError),
}

impl Wrong {
    fn at(&self, file: FileId) -> Diagnostic {
        match self {
            Self::NotText { offset } => {
                let message = "the file is not UTF-8: save it as UTF-8 text";
                Diagnostic::error("policy-json", message).at(Span::new(file, *offset..*offset + '\u{fffd}'.len_utf8()))
            }
            Self::NotJson(error) => diagnostic(file, parse_finding(error)),
        }
    }
}

fn document(bytes: &[u8]) -> Result<Document, Wrong> {
    let text = std::str::from_utf8(bytes).map_err(|error| Wrong::NotText {
        offset: error.valid_up_to(),
    })?;
    Document::parse(text).map_err(Wrong::NotJson)
}
