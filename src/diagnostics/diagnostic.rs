//! What is wrong, as plain data.

use serde::Serialize;

use super::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The baseline cannot be used.
    Error,
    /// It can, but a person should look.
    Warning,
    /// Good to know.
    Note,
}

impl Severity {
    /// Its name in one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A piece of source text and what is said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Where.
    pub span: Span,
    /// What is said; may be empty for the place the message is about.
    pub label: String,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable code: `unknown-key`, `duplicate-email`, …
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, backticks round what the user wrote.
    pub message: String,
    /// The place it is about.
    pub primary: Option<Span>,
    /// Other places that belong to it.
    pub related: Vec<Mark>,
    /// What to do.
    pub help: Option<String>,
}

/// Collects everything that is wrong, so that all of it is reported at once.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// How many there are beyond [`KEPT`]: errors, and others.
    more: [usize; 2],
    kept: [usize; 2],
}

/// So many errors are kept, and so many of what is none: nobody reads more, and each holds texts of the size of its source.
pub const KEPT: usize = 1_000;

/// So many places beside its own are kept of each.
const RELATED: usize = 20;

impl Diagnostic {
    /// An error.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            primary: None,
            related: Vec::new(),
            help: None,
        }
    }

    /// A warning.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// A note.
    #[must_use]
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Note,
            ..Self::error(code, message)
        }
    }

    /// The place it is about.
    #[must_use]
    pub fn at(mut self, span: impl Into<Option<Span>>) -> Self {
        self.primary = span.into();
        self
    }

    /// Another place that belongs to it.
    #[must_use]
    pub fn also(mut self, span: impl Into<Option<Span>>, label: impl Into<String>) -> Self {
        if let Some(span) = span.into().filter(|_| self.related.len() < RELATED) {
            self.related.push(Mark {
                span,
                label: label.into(),
            });
        }
        self
    }

    /// What to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let [errors, others] = &mut self.kept;
        let [more_errors, more_others] = &mut self.more;
        let (kept, more) = match diagnostic.severity {
            Severity::Error => (errors, more_errors),
            Severity::Warning | Severity::Note => (others, more_others),
        };
        if *kept < KEPT {
            *kept += 1;
            self.list.push(diagnostic);
        } else {
            *more += 1;
        }
    }

    /// Adds those of another collection that are `wanted`, and counts what that one did not keep.
    pub fn absorb(&mut self, other: &Self, wanted: impl Fn(&Diagnostic) -> bool) {
        let new = other.kept().into_iter().filter(wanted);
        new.for_each(|diagnostic| self.push(diagnostic));
        for (mine, more) in self.more.iter_mut().zip(other.more) {
            *mine += more;
        }
    }

    /// Whether any of them is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error)
    }

    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// In the order of the files, then of their place, each once; at the end how many more there are.
    #[must_use]
    pub fn sorted(&self) -> Vec<Diagnostic> {
        let mut list = self.kept();
        let counted = self.more.into_iter().zip(["errors", "warnings"]);
        for (more, what) in counted.filter(|(more, _)| *more > 0) {
            let message = format!("and {more} more {what}, of which nothing is shown");
            list.push(Diagnostic::note("more-findings", message).help("correct the others first"));
        }
        list
    }

    /// What was kept, in the order of the files, then of their place, each once.
    #[must_use]
    pub fn kept(&self) -> Vec<Diagnostic> {
        let mut list = self.list.clone();
        list.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.primary, d.severity, d.code, d.message.clone());
            key(a).cmp(&key(b))
        });
        list.dedup();
        list
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_are_kept_and_the_others_counted() {
        let mut all = Diagnostics::default();
        for number in 0..KEPT + 7 {
            all.push(Diagnostic::warning("w", format!("{number:05}")));
        }
        assert!(!all.has_errors());
        for number in 0..100 * KEPT {
            all.push(Diagnostic::error("e", format!("{number:07}")));
        }
        let shown = all.sorted();
        assert_eq!(shown.len(), 2 * KEPT + 2);
        let notes: Vec<_> = shown.iter().rev().take(2).map(|note| note.message.as_str()).collect();
        assert_eq!(
            notes,
            [
                "and 7 more warnings, of which nothing is shown",
                "and 99000 more errors, of which nothing is shown"
            ]
        );
        let mut other = Diagnostics::default();
        other.absorb(&all, |_| true);
        assert_eq!(other.sorted(), shown);
    }

    #[test]
    fn places_beside_its_own_are_bounded() {
        let place = super::super::Span::new(super::super::FileId(0), 0..1);
        let many = (0..100).fold(Diagnostic::error("e", "m"), |found, _| found.also(place, "here"));
        assert_eq!(many.related.len(), RELATED);
    }
}
