//! Differences of documents that several areas contribute statements to. Pure.
//!
//! A document is written up to three times: with what is known, so that contributors can go on; with what had to wait for something that is made first;
//! and at the end without the statements of contributors that want none any more.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::document::{Contributions, Contributor, Document, Limit, Mark, MergeError, Merged, merge, unchanged_since};
use super::merge::known;
use super::resource::{Desired, Live};
use super::scope::Scope;
use super::step::{Cause, Step, Writing};
use crate::areas::lifecycle::Draft;
use crate::engine::address::Address;
use crate::engine::change::{Action, Facet, Label};
use crate::engine::late::Value;

/// What is wanted in a document, and what of it stays because it cannot be judged.
pub(super) struct Statements<'a> {
    /// By document.
    pub wanted: &'a BTreeMap<Address, Contributions>,
    /// Areas of which something could not be read, or that are not known: theirs stays.
    pub keeps: &'a dyn Fn(&Contributor) -> bool,
}

/// One thing that can be said of a document: that a statement of ours is in it.
#[must_use]
pub fn granted(document: &Address, sid: &str) -> Label {
    let part = document
        .part
        .as_ref()
        .map_or_else(|| sid.to_owned(), |part| format!("{part}/{sid}"));
    Label::new(&Address::new(&document.kind, &document.key).part(part), Facet::Granted)
}

/// A document as it is wanted, and as it is.
type Sides<'a> = (Option<&'a Desired<Json>>, Option<&'a Live<Json>>);

/// The differences of the documents of a kind in a session.
pub(super) fn steps(
    scope: &Scope<'_>,
    limit: Limit,
    statements: &Statements<'_>,
    draft: &mut Draft,
) -> Vec<Step<Json>> {
    let mut all: BTreeMap<Address, Sides<'_>> = BTreeMap::new();
    for live in scope.live {
        let desired = scope
            .desired
            .iter()
            .find(|desired| known(&desired.natural).as_ref() == Some(&live.natural));
        let address = desired.map_or_else(
            || scope.kind.address(live, scope.organization),
            |desired| desired.address.clone(),
        );
        all.insert(address, (desired.copied(), Some(live)));
    }
    for desired in scope.desired {
        all.entry(desired.address.clone()).or_insert((Some(desired), None));
    }
    let mut steps = Vec::new();
    for (address, (desired, live)) in all {
        let wanted = statements.wanted.get(&address).cloned().unwrap_or_default();
        let document = DocumentOf {
            scope,
            limit,
            address: &address,
            desired,
            live,
        };
        match document.steps(&wanted, statements) {
            Ok(found) => steps.extend(found),
            Err((why, help)) => draft.refuse(&address, why, help),
        }
    }
    steps
}

struct DocumentOf<'a> {
    scope: &'a Scope<'a>,
    limit: Limit,
    address: &'a Address,
    desired: Option<&'a Desired<Json>>,
    live: Option<&'a Live<Json>>,
}

impl DocumentOf<'_> {
    fn steps(&self, wanted: &Contributions, statements: &Statements<'_>) -> Result<Vec<Step<Json>>, (String, String)> {
        let live = match self.live.and_then(|live| live.text.as_ref()) {
            Some(text) => Some(Document::parse(text).map_err(MergeError::from).map_err(refused)?),
            None => None,
        };
        let begun = live.clone().or_else(|| self.frame());
        let merged =
            |on: Option<&Document>, contributions: &Contributions| self.merged(on, contributions).map_err(refused);
        let mut wanted = wanted.clone();
        let is_withdrawn = |contributor: &Contributor, wanted: &Contributions| !wanted.wants(contributor);
        let all = merged(begun.as_ref(), &wanted)?;
        for contributor in all
            .changes
            .keys()
            .filter(|one| is_withdrawn(one, &wanted))
            .cloned()
            .collect::<Vec<_>>()
        {
            if (statements.keeps)(&contributor) {
                wanted.keep(contributor);
            }
        }
        let all = merged(begun.as_ref(), &wanted)?;
        let mut staying = wanted.clone();
        let withdrawn: BTreeSet<&Contributor> = all.changes.keys().filter(|one| is_withdrawn(one, &wanted)).collect();
        for contributor in &withdrawn {
            staying.keep((*contributor).clone());
        }
        let mut steps = Vec::new();
        let (mut on, mut was) = (begun, live);
        for (contributions, withdraws) in [
            (staying.without_late(), false),
            (staying, false),
            (wanted.clone(), true),
        ] {
            let next = merged(on.as_ref(), &contributions)?;
            if next.is_same() {
                continue;
            }
            self.check(&next)?;
            steps.push(self.step(was.as_ref(), &next, withdraws));
            on.clone_from(&next.document);
            was = next.document;
        }
        Ok(steps)
    }

    /// The document that is begun with where there is none.
    fn frame(&self) -> Option<Document> {
        let frame = self.desired?.want.get(DOCUMENT)?;
        serde_json::from_value(frame.clone()).ok()
    }

    fn merged(&self, on: Option<&Document>, contributions: &Contributions) -> Result<Merged, MergeError> {
        let organization = self.scope.organization;
        merge(
            &Mark::of(&organization.baseline),
            &organization.partition,
            on,
            contributions,
        )
    }

    fn check(&self, merged: &Merged) -> Result<(), (String, String)> {
        let mark = Mark::of(&self.scope.organization.baseline);
        let Some(document) = &merged.document else {
            return Ok(());
        };
        let checked = self.limit.check(&mark, document);
        checked.map_err(|error| (error.to_string(), "shorten the statements".to_owned()))
    }

    fn step(&self, was: Option<&Document>, merged: &Merged, withdraws: bool) -> Step<Json> {
        let mark = Mark::of(&self.scope.organization.baseline);
        let (action, cause) = match (was, &merged.document) {
            (None, _) => (self.scope.kind.info().verbs.0, Cause::Missing),
            (_, Some(_)) => (Action::Update, Cause::Differs),
            (_, None) => (self.scope.kind.info().verbs.1, Cause::Undeclared),
        };
        let natural = self
            .live
            .map(|live| live.natural.iter().cloned().map(Value::Known).collect());
        let granted = merged.changes.iter().flat_map(|(contributor, changes)| {
            let names = changes.added.iter().chain(&changes.changed);
            names.map(|name| granted(self.address, &contributor.sid(&mark, name)))
        });
        Step {
            address: self.address.clone(),
            session: self.scope.session.clone(),
            natural: natural
                .or_else(|| Some(self.desired?.natural.clone()))
                .unwrap_or_default(),
            id: None,
            action,
            cause,
            before: was.map(shown),
            after: merged.document.as_ref().map(shown),
            changed: vec![DOCUMENT.to_owned()],
            writing: Some(Writing {
                text: merged.document.as_ref().and_then(|document| document.known().ok()),
                summary: merged.summary(),
                withdraws,
                granted: granted.collect(),
            }),
        }
    }
}

/// The field of a document.
const DOCUMENT: &str = "document";

fn shown(document: &Document) -> Json {
    json!({ DOCUMENT: document })
}

/// What cannot be merged, and what a person can do about it.
fn refused(error: MergeError) -> (String, String) {
    let help = match &error {
        MergeError::Misread { .. } => "write the statement without `${…}`",
        MergeError::SameSid { .. } => "name one of them otherwise",
        MergeError::Malformed(_) => "what is not understood is not written anew: mend the document by hand",
    };
    (error.to_string(), help.to_owned())
}

/// Whether two documents, each as the field of a thing, mean the same.
#[must_use]
pub fn is_same(one: Option<&Json>, other: Option<&Json>, partition: &str) -> bool {
    let document = |side: &Json| serde_json::from_value::<Document>(side.get(DOCUMENT)?.clone()).ok();
    match (one.map(document), other.map(document)) {
        // What is no document is compared as it is.
        (Some(None), _) | (_, Some(None)) => one == other,
        (one, other) => unchanged_since(one.flatten().as_ref(), other.flatten().as_ref(), partition),
    }
}
