//! The document as it should be.

use crate::areas::kit::document::{Contributions, Contributor, Document, Mark, MergeError, Merged, Statement, merge};
use crate::guardrails;

/// The area's name, and the kind in addresses.
pub const AREA: &str = "delegation-policy";

/// The live document with the statements of the baseline's file in place of those that are the baseline's there.
///
/// A statement without a mark that says the same as one of the file is taken for it: it was written before it was in the file.
///
/// # Errors
/// Where one of the two documents is none, or the file's statements cannot stand in the live document.
pub fn merged(
    baseline: &str,
    partition: &str,
    live: Option<&str>,
    ours: Option<&guardrails::Document>,
) -> Result<Merged, MergeError> {
    let mut live = live.map(Document::parse).transpose()?;
    let mut contributions = Contributions::default().taking_over();
    if let Some(ours) = ours.map(guardrails::Document::minified) {
        for statement in Statement::all_written(&ours)? {
            contributions.add(Contributor::area(AREA), statement);
        }
        if live.is_none() {
            live = Some(Document::without_statements(&ours)?);
        }
    }
    merge(&Mark::of(baseline), partition, live.as_ref(), &contributions)
}
