//! The differences of one kind in one session. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::binding::{bind, owner_of};
use super::document::Limit;
use super::documents::{self, Statements};
use super::erased::Mending;
use super::info::{KindInfo, Leaving, Listed, TAGS};
use super::merge::{changed, known, over, without_nothing};
use super::resource::{Desired, Live};
use super::scope::Scope;
use super::step::{Cause, Step};
use crate::areas::lifecycle::{Draft, Failure};
use crate::engine::address::Address;
use crate::engine::change::Action;
use crate::engine::late::Value;
use crate::engine::owner::{OWNER_TAG, Owner, OwnerTag};
use crate::engine::plan::{Foreign, LeftOut};

/// A difference, and how its kind mends it.
pub(super) struct Mended {
    pub step: Step<Json>,
    pub mending: Mending,
}

/// The differences of documents, likewise.
pub(super) fn of_documents(
    scope: &Scope<'_>,
    limit: Limit,
    statements: &Statements<'_>,
    draft: &mut Draft,
) -> Vec<Mended> {
    let steps = documents::steps(scope, limit, statements, draft);
    steps.into_iter().filter_map(|step| scope.mend(step, draft)).collect()
}

/// The differences of a kind in a session, and in the draft what cannot be mended or is none of ours.
pub(super) fn steps(scope: &Scope<'_>, draft: &mut Draft) -> Vec<Mended> {
    let binding = bind(scope.info(), scope.desired, scope.live, scope.organization);
    for mismatch in binding.mismatches {
        draft.refuse(&mismatch.address, mismatch.why, mismatch.help);
    }
    let (mut mended, mut blocked) = (Vec::new(), BTreeMap::new());
    for (desired, live) in binding.pairs {
        let Some(step) = scope.difference(desired, live, draft) else {
            continue;
        };
        if let Some(step) = scope.mend(step, draft) {
            mended.push(step);
        } else if live.is_none() {
            *blocked.entry(slot(&desired.natural)).or_default() += 1;
        }
    }
    scope.leave(&binding.left, &blocked, &mut mended, draft);
    mended
}

/// What several things of a kind share that there can be only so many of: the first part of their natural key.
fn slot(natural: &[Value]) -> Option<Value> {
    natural.first().cloned()
}

impl Scope<'_> {
    fn info(&self) -> &'static KindInfo {
        self.kind.info()
    }

    fn owner(&self, live: &Live<Json>) -> Owner {
        owner_of(self.info(), live, self.organization)
    }

    fn difference(&self, desired: &Desired<Json>, live: Option<&Live<Json>>, draft: &mut Draft) -> Option<Step<Json>> {
        if let Some(live) = live.filter(|live| known(&desired.natural).is_some_and(|natural| natural != live.natural)) {
            let why = format!(
                "it is {} in AWS, where it cannot get another name",
                live.natural.join(" ")
            );
            draft.refuse(
                &desired.address,
                why,
                "give it that name, or declare the new one under another key",
            );
            return None;
        }
        let want = self.owned(desired);
        let before = live.map(|live| live.have.clone());
        let laid = match &before {
            Some(have) => self.kind.canonical(&over(have, &want, self.info().whole)),
            None => Ok(without_nothing(want)),
        };
        let after = self.or_fault(laid, &desired.address, draft)?;
        let changed = before.as_ref().map_or_else(Vec::new, |before| changed(before, &after));
        let adopts = self.info().tagged && live.is_some_and(|live| self.owner(live) == Owner::Nobody);
        let (action, cause) = match live {
            None => (self.info().verbs.0, Cause::Missing),
            Some(_) if adopts => (Action::Adopt, Cause::Untagged),
            Some(_) if changed.is_empty() => return None,
            Some(_) => (Action::Update, Cause::Differs),
        };
        Some(Step {
            address: desired.address.clone(),
            session: desired.session.clone(),
            natural: desired.natural.clone(),
            id: live.and_then(|live| live.id.clone()),
            action,
            cause,
            before,
            after: Some(after),
            changed,
            writing: None,
        })
    }

    /// What is wanted, with the ownership tag where the kind carries one.
    fn owned(&self, desired: &Desired<Json>) -> Json {
        let mut want = desired.want.clone();
        if let (true, Some(fields)) = (self.info().tagged, want.as_object_mut()) {
            let tag = OwnerTag::new(&self.organization.baseline, desired.address.clone()).to_string();
            let tags = fields.entry(TAGS).or_insert_with(|| json!({}));
            if let Some(tags) = tags.as_object_mut() {
                tags.insert(OWNER_TAG.to_owned(), tag.into());
            }
        }
        want
    }

    /// How the kind mends a difference; nothing if a person has to, which is said.
    fn mend(&self, step: Step<Json>, draft: &mut Draft) -> Option<Mended> {
        let mending = self.kind.mend(&step, self.organization);
        let mending = self.or_fault(mending, &step.address, draft)?;
        if let Some(why) = &mending.terms.left_out {
            draft.leave_out(&step.address, why);
            return None;
        }
        Some(Mended { step, mending })
    }

    fn or_fault<T>(&self, result: Result<T, Failure>, address: &Address, draft: &mut Draft) -> Option<T> {
        result
            .map_err(|failure| draft.refuse(address, failure.message, failure.help.unwrap_or_default()))
            .ok()
    }

    /// What becomes of live ones that nothing declares.
    fn leave(
        &self,
        left: &[&Live<Json>],
        blocked: &BTreeMap<Option<Value>, usize>,
        mended: &mut Vec<Mended>,
        draft: &mut Draft,
    ) {
        let full = self.full(left, blocked, mended);
        for live in left {
            let owner = self.owner(live);
            let address = match &owner {
                Owner::Ours(address) => address.clone(),
                _ => self.kind.address(live, self.organization),
            };
            if let (Owner::Ours(_), Some(elsewhere)) = (&owner, self.wanted.get(&address)) {
                let why = format!(
                    "{} is in {}, and the baseline wants it in {}",
                    live.name(),
                    self.session,
                    elsewhere.session
                );
                draft.refuse(
                    &address,
                    why,
                    "declare it where it is, or under another key, which makes a new one",
                );
                continue;
            }
            let slot = live.natural.first().cloned().map(Value::Known);
            let waits = blocked.contains_key(&slot);
            let cause = self.cause(live, &owner, &address, waits, full.contains(&slot));
            let foreign = matches!(owner, Owner::Foreign(_) | Owner::OtherBaseline(_));
            match cause {
                Some(Cause::Removed) if foreign => draft.left_out.push(LeftOut {
                    address,
                    why: format!(
                        "{} is owned by {}: it is not removed; take its `[[removed]]` out",
                        live.name(),
                        owner.describe()
                    ),
                    drift: false,
                }),
                Some(cause) if !foreign => {
                    let step = self.leaving(live, address, cause);
                    mended.extend(self.mend(step, draft));
                }
                _ => {
                    let is_place_of_ours = self
                        .desired
                        .iter()
                        .any(|desired| desired.most.is_some() && self::slot(&desired.natural) == slot);
                    let listed = match self.info().listed {
                        Listed::Always => true,
                        Listed::IfDeclared => self.is_declared,
                        Listed::Never => false,
                    };
                    if listed && !is_place_of_ours {
                        draft.foreign.push(Foreign {
                            kind: self.info().name.to_owned(),
                            id: live
                                .id
                                .clone()
                                .or_else(|| live.natural.last().cloned())
                                .unwrap_or_default(),
                            name: live.natural.first().cloned().unwrap_or_default(),
                            owner: owner.describe(),
                        });
                    }
                }
            }
        }
    }

    /// Why a live one that nothing declares goes; nothing if it stays. Where a successor cannot come, the place keeps the one that it has.
    fn cause(&self, live: &Live<Json>, owner: &Owner, address: &Address, waits: bool, is_full: bool) -> Option<Cause> {
        let mut removed = self.organization.removed.iter();
        let exclusive = self.organization.exclusive.contains(self.area) && self.kind.can_go(live);
        if removed.any(|removed| self.kind.is_named(removed, address)) {
            Some(Cause::Removed)
        } else if matches!(owner, Owner::Ours(_)) && self.info().leaving != Leaving::Nothing {
            Some(Cause::Undeclared)
        } else if is_full {
            Some(Cause::Displaced)
        } else {
            (exclusive && !waits).then_some(Cause::Exclusive)
        }
    }

    fn leaving(&self, live: &Live<Json>, address: Address, cause: Cause) -> Step<Json> {
        let releases = cause == Cause::Undeclared && self.info().leaving == Leaving::Release;
        let after = releases.then(|| {
            let mut kept = live.have.clone();
            if let Some(tags) = kept.get_mut(TAGS).and_then(Json::as_object_mut) {
                tags.remove(OWNER_TAG);
            }
            kept
        });
        Step {
            address,
            session: self.session.clone(),
            natural: live.natural.iter().cloned().map(Value::Known).collect(),
            id: live.id.clone(),
            action: if releases { Action::Release } else { self.info().verbs.1 },
            cause,
            changed: after.as_ref().map_or_else(Vec::new, |after| changed(&live.have, after)),
            before: Some(live.have.clone()),
            after,
            writing: None,
        }
    }

    /// The places in which there is no room for those that are there and those that come.
    fn full(
        &self,
        left: &[&Live<Json>],
        blocked: &BTreeMap<Option<Value>, usize>,
        mended: &[Mended],
    ) -> BTreeSet<Option<Value>> {
        let mut full = BTreeSet::new();
        for (slot, most) in self
            .desired
            .iter()
            .filter_map(|desired| Some((slot(&desired.natural), desired.most?)))
        {
            let is_here = |natural: &[Value]| self::slot(natural) == slot;
            let wanted = self.desired.iter().filter(|desired| is_here(&desired.natural)).count();
            let others = left
                .iter()
                .filter(|live| live.natural.first().cloned().map(Value::Known) == slot);
            let blocked = blocked.get(&slot).copied().unwrap_or_default();
            let comes = mended
                .iter()
                .any(|mended| mended.step.cause == Cause::Missing && is_here(&mended.step.natural));
            if comes && wanted - blocked + others.count() > most {
                full.insert(slot);
            }
        }
        full
    }
}

/// Which changes share a place, so that one leaves it before the other takes it.
pub(super) fn in_place(step: &Step<Json>) -> Option<String> {
    known(step.natural.get(..1)?)?.pop()
}
