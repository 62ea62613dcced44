//! Differences as changes of the plan. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::documents::Statements;
use super::info::KindInfo;
use super::merge::{fill, fill_all, refers};
use super::resource::{Desired, Live};
use super::roles;
use super::scope::Scope;
use super::services::{Cell, Services};
use super::step::{Cause, Step};
use super::steps::{Mended, in_place, of_documents, steps};
use crate::areas::lifecycle::Draft;
use crate::areas::risks::is_large;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, PlannedCall};
use crate::engine::late::{Outputs, Value};
use crate::engine::plan::LeftOut;
use crate::engine::session::{Caller, Session};

/// Adds every change of every kind.
pub fn plan(services: &Services, draft: &mut Draft) {
    let outputs = services.outputs();
    let is_live = |label: &Label| label.facet == Facet::Exists && outputs.id(&label.of).is_some();
    let documents = services.wants.documents.iter();
    let documents = documents
        .map(|(address, wanted)| (address.clone(), wanted.with_outputs(&outputs)))
        .collect();
    let statements = Statements {
        wanted: &documents,
        keeps: &|contributor| services.keeps(contributor),
    };
    let mut changes = Vec::new();
    for (area, kind) in services.kinds() {
        let sessions = services.wants.sessions(kind.info().name);
        let wanted = sessions.flat_map(|session| services.wants.here(kind.info().name, session));
        let wanted: Vec<Desired<Json>> = wanted.map(|desired| filled(desired, &outputs)).collect();
        // Of an account that is not known it cannot be said whether something is there, nor whom it is to follow.
        let (unknown, known): (Vec<_>, Vec<_>) = wanted.iter().partition(|desired| services.is_unknown(desired));
        let unknown: BTreeSet<Value> = unknown
            .into_iter()
            .filter_map(|desired| desired.natural.first().cloned())
            .collect();
        let is_known = |place: Option<&Value>| place.is_none_or(|place| !unknown.contains(place));
        let mut here: BTreeMap<&Session, Vec<&Desired<Json>>> = BTreeMap::new();
        for desired in known.into_iter().filter(|desired| is_known(desired.natural.first())) {
            here.entry(&desired.session).or_default().push(desired);
        }
        for (session, cell) in services.cells_of(kind.info()) {
            let live = match cell {
                Cell::Unread(_) => continue,
                Cell::Unmade => &[],
                Cell::Read(reading) => reading.live.as_slice(),
            };
            let here = here.get(session).into_iter().flatten().copied();
            let here: Vec<&Desired<Json>> = here.filter(|desired| !cell.is_unread(desired)).collect();
            let place = |live: &Live<Json>| live.natural.first().cloned().map(Value::Known);
            let live = live.iter().filter(|live| is_known(place(live).as_ref()));
            let live: Vec<Live<Json>> = live.cloned().collect();
            let scope = Scope {
                kind,
                area: area.info().name,
                is_declared: services.wants.declared.contains(area.info().name),
                session,
                desired: &here,
                live: &live,
                wanted: services.wants.desired(),
                organization: &services.organization,
            };
            let mended = match kind.info().document {
                Some(limit) => of_documents(&scope, limit, &statements, draft),
                None => steps(&scope, draft),
            };
            changes.extend(write(services, area.info().name, kind.info(), mended, &is_live));
        }
    }
    let refused: BTreeSet<&Address> = draft.refused.iter().map(|refusal| &refusal.address).collect();
    changes.retain(|change| !refused.contains(&change.address));
    drop_unfounded(&mut changes, draft);
    explain_removed(services, &changes, draft);
    roles::warn(services, draft);
    draft.changes.extend(changes);
}

fn filled(desired: &Desired<Json>, outputs: &Outputs) -> Desired<Json> {
    Desired {
        natural: fill_all(&desired.natural, outputs),
        want: fill(&desired.want, outputs),
        ..desired.clone()
    }
}

/// Differences as changes: what leaves a place goes before what takes it, and not before that can come.
fn write(
    services: &Services,
    area: &'static str,
    info: &'static KindInfo,
    mended: Vec<Mended>,
    is_live: &dyn Fn(&Label) -> bool,
) -> Vec<Change> {
    let mut changes: Vec<(Step<Json>, Change)> = mended
        .into_iter()
        .map(|Mended { step, mending }| {
            let mut change = Change::new(area, info.phase(step.action), step.action, step.address.clone());
            change.reason = mending.terms.reason.unwrap_or_else(|| reason(services, &step, info));
            if step.writing.as_ref().is_some_and(|writing| writing.withdraws) {
                change.phase = info.phases.1;
            }
            change.before.clone_from(&step.before);
            change.after.clone_from(&step.after);
            change.id.clone_from(&step.id);
            change.account = info.on_accounts.and_then(|_| account_on(&step, services));
            change.spend = mending.terms.spend;
            for risk in mending.terms.risks {
                change.risks.add(risk);
            }
            let calls = mending.calls.into_iter().map(|(op, request)| PlannedCall {
                request,
                ..PlannedCall::once(op.to_string(), step.session.clone())
            });
            change.calls = calls.collect();
            change.needs = needs(services, info, &step, &change);
            change.needs.extend(mending.terms.needs);
            change.needs.retain(|label| !is_live(label));
            if !step.action.loses() && step.before.is_none() {
                change.provides.insert(Label::new(&step.address, info.made));
            }
            if step.action.loses() {
                change.provides.insert(Label::new(&step.address, Facet::Freed));
            }
            change.provides.extend(mending.terms.provides);
            change
                .provides
                .extend(step.writing.iter().flat_map(|writing| writing.granted.clone()));
            (step, change)
        })
        .collect();
    part_in_places(&mut changes);
    write_in_turn(&mut changes);
    changes.into_iter().map(|(_, change)| change).collect()
}

/// Nobody goes from a place before the successor can come, and nobody comes before the place is free.
fn part_in_places(changes: &mut [(Step<Json>, Change)]) {
    let mut coming: BTreeMap<String, BTreeSet<Label>> = BTreeMap::new();
    let mut going: BTreeMap<String, BTreeSet<Label>> = BTreeMap::new();
    for (step, change) in changes.iter() {
        let Some(place) = in_place(step) else { continue };
        match step.cause {
            Cause::Missing => coming.entry(place).or_default().extend(change.needs.iter().cloned()),
            Cause::Displaced | Cause::Exclusive => {
                going.entry(place).or_default().extend(change.provides.iter().cloned())
            }
            _ => {}
        }
    }
    for (step, change) in changes {
        let Some(place) = in_place(step) else { continue };
        let labels = match step.cause {
            Cause::Missing => going.get(&place),
            Cause::Displaced | Cause::Exclusive => coming.get(&place),
            _ => None,
        };
        change.needs.extend(labels.into_iter().flatten().cloned());
    }
}

/// A document that is written several times is written in that order.
fn write_in_turn(changes: &mut [(Step<Json>, Change)]) {
    let mut earlier: BTreeMap<Address, u32> = BTreeMap::new();
    for (step, change) in changes.iter_mut().filter(|(step, _)| step.writing.is_some()) {
        let turn = earlier.entry(step.address.clone()).or_default();
        let written = |turn: u32| {
            Label::new(
                &Address::new("document", format!("{}#{turn}", step.address)),
                Facet::Granted,
            )
        };
        if *turn > 0 {
            change.needs.insert(written(*turn));
        }
        *turn += 1;
        change.provides.insert(written(*turn));
    }
}

fn reason(services: &Services, step: &Step<Json>, info: &KindInfo) -> String {
    if let Some(writing) = &step.writing {
        return writing.summary.clone();
    }
    match step.cause {
        Cause::Missing if is_unseen(services, step, info) => {
            "nobody can look yet: what is there by then is left as it is".to_owned()
        }
        Cause::Missing => "not there".to_owned(),
        Cause::Differs => match step.changed.as_slice() {
            [one] => format!("{one} differs"),
            many => format!("{} differ", many.join(", ")),
        },
        Cause::Untagged => "exists and is taken over".to_owned(),
        Cause::Undeclared => "no longer declared".to_owned(),
        Cause::Exclusive => format!("not in the baseline, which owns all {}", info.title),
        Cause::Displaced => "another one takes its place".to_owned(),
        Cause::Removed => "removed by `[[removed]]`".to_owned(),
    }
}

/// Whether something may be there that cannot be read before the plan is applied.
fn is_unseen(services: &Services, step: &Step<Json>, info: &KindInfo) -> bool {
    let known = step.natural.first().and_then(|id| id.known().ok());
    known.is_some_and(|id| !services.can_look(info, &step.session, id))
}

/// What a change waits for: what it refers to, the account and Organization that it is in, and that the account administers the service.
fn needs(services: &Services, info: &KindInfo, step: &Step<Json>, change: &Change) -> BTreeSet<Label> {
    let mut of = BTreeSet::new();
    change.after.iter().for_each(|after| refers(after, &mut of));
    change.calls.iter().for_each(|call| refers(&call.request, &mut of));
    for part in &step.natural {
        if let Value::Late { late } = part {
            of.insert(late.of.clone());
        }
    }
    if let (Caller::Delegated(principal), Some(account)) = (&step.session.caller, account_of(&step.session, services)) {
        of.insert(Address::new("delegated-admin", principal).part(account.key));
    }
    of.extend(account_of(&step.session, services));
    if info.of_organization {
        of.insert(services.organization.address());
    }
    of.iter().map(|of| Label::new(of, Facet::Exists)).collect()
}

/// The key of the account whose setting something is.
fn account_on(step: &Step<Json>, services: &Services) -> Option<String> {
    match step.natural.first()? {
        Value::Known(id) => Some(services.organization.key_of(id).to_owned()),
        Value::Late { late } => Some(late.of.key.clone()),
    }
}

/// The account in which a session is.
pub(super) fn account_of(session: &Session, services: &Services) -> Option<Address> {
    let key = services.account(session)?;
    Some(Address::new("account", key))
}

/// Drops changes in what is not there and is not made either. Why it is not made is said elsewhere: it is refused, left out or could not be read.
fn drop_unfounded(changes: &mut Vec<Change>, draft: &Draft) {
    loop {
        let provided: BTreeSet<Label> = draft
            .changes
            .iter()
            .chain(changes.iter())
            .flat_map(|change| change.provides.clone())
            .collect();
        let before = changes.len();
        changes.retain(|change| {
            change
                .needs
                .iter()
                .all(|label| label.facet != Facet::Exists || provided.contains(label))
        });
        if changes.len() == before {
            return;
        }
    }
}

/// Says what `[[removed]]` names and is not there.
fn explain_removed(services: &Services, changes: &[Change], draft: &mut Draft) {
    if services.organization.id.is_none() {
        return;
    }
    for removed in &services.organization.removed {
        let Some(kind) = services.areas.kind(removed.kind()) else {
            continue;
        };
        // Of a document only the statements are ours: those that nobody wants go.
        if kind.info().document.is_some() {
            continue;
        }
        let key = kind.removed(removed, &services.organization);
        let is_unread = services.cells_of(kind.info()).any(|(_, cell)| match cell {
            Cell::Unread(_) => true,
            Cell::Read(reading) => key.as_ref().is_some_and(|key| reading.unread.contains_key(key)),
            Cell::Unmade => false,
        });
        let goes = |change: &Change| change.action.loses() && kind.is_named(removed, &change.address);
        let is_said = |left: &LeftOut| kind.is_named(removed, &left.address);
        if !is_unread && !changes.iter().any(goes) && !draft.left_out.iter().any(is_said) {
            draft.left_out.push(LeftOut {
                address: removed.address(),
                why: "`[[removed]]` names nothing that is live: correct it, or remove the entry".to_owned(),
                drift: false,
            });
        }
    }
}

/// Kinds of which much goes at once, each with the numbers.
#[must_use]
pub fn large(services: &Services, changes: &[Change]) -> Vec<(Address, String)> {
    let mut going: BTreeMap<&str, Vec<&Address>> = BTreeMap::new();
    for change in changes.iter().filter(|change| services.has_area(&change.area)) {
        if change.action.loses() || change.action == Action::Release {
            going.entry(&change.address.kind).or_default().push(&change.address);
        }
    }
    let managed = services.managed();
    let large = going.into_iter().filter_map(|(kind, going)| {
        let all = managed.get(kind).copied().unwrap_or_default().max(going.len());
        let first = going.iter().min().map(|address| (*address).clone())?;
        let why = format!(
            "{} of {all} of the kind `{kind}` would be taken away at once",
            going.len()
        );
        is_large(going.len(), all).then_some((first, why))
    });
    large.collect()
}
