//! Policies as pairs of a guard and the actions it is about.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::guardrails::actions::ActionTable;
use crate::guardrails::policy::{Effect, Policy};

use super::guard::Guard;
use super::subject::{Prepared, prepared};
use super::tagging;
use super::vocabulary::{Actions, Vocabulary};

/// A guard that was seen: its number in the [`Effects`] that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GuardId(usize);

/// One statement, or the half of it that is about actions with (or without) resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// When it applies.
    pub guard: GuardId,
    /// To what.
    pub actions: Actions,
    /// The statement's `Sid`, or its number.
    pub sid: Rc<str>,
}

/// A policy by what it does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compiled {
    /// What it denies.
    pub denies: Vec<Piece>,
    /// What it allows at its level.
    pub allows: Vec<Piece>,
}

/// Policies of one comparison: their vocabulary, and every guard with its number.
#[derive(Debug)]
pub struct Effects<'t> {
    vocabulary: Vocabulary<'t>,
    guards: Vec<Rc<Guard>>,
    numbers: BTreeMap<Rc<Guard>, GuardId>,
    /// Which guard implies which, as far as was asked.
    implied: BTreeMap<(GuardId, GuardId), bool>,
    parts: BTreeMap<GuardId, Rc<[GuardId]>>,
    prepared: BTreeMap<GuardId, Prepared>,
    /// Guards that apply where two do.
    met: BTreeMap<(GuardId, GuardId), GuardId>,
}

impl<'t> Effects<'t> {
    /// For these policies; `names` are further actions that will be asked about.
    pub fn new<'p, 'n>(
        table: &'t ActionTable,
        policies: impl IntoIterator<Item = &'p Policy>,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        Self {
            vocabulary: Vocabulary::new(table, policies, names),
            guards: Vec::new(),
            numbers: BTreeMap::new(),
            implied: BTreeMap::new(),
            parts: BTreeMap::new(),
            prepared: BTreeMap::new(),
            met: BTreeMap::new(),
        }
    }

    /// The actions that can be spoken of.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary<'t> {
        &self.vocabulary
    }

    /// The number of a guard.
    pub fn id(&mut self, guard: Guard) -> GuardId {
        if let Some(id) = self.numbers.get(&guard) {
            return *id;
        }
        let (id, guard) = (GuardId(self.guards.len()), Rc::new(guard));
        self.guards.push(Rc::clone(&guard));
        self.numbers.insert(guard, id);
        id
    }

    /// The guard of a number.
    #[must_use]
    pub fn guard(&self, id: GuardId) -> Rc<Guard> {
        // Every number was given with its guard; one of another `Effects` is taken for a guard that always applies.
        self.guards.get(id.0).cloned().unwrap_or_default()
    }

    /// What a policy does. Its actions must be among those that this was made for.
    pub fn compile(&mut self, policy: &Policy) -> Compiled {
        let mut compiled = Compiled::default();
        for (index, statement) in policy.statements.iter().enumerate() {
            let sid: Rc<str> = statement.name(index).into();
            let meant = tagging::met(
                self.vocabulary.table(),
                statement,
                self.vocabulary.of(&statement.actions),
            );
            let (with, without) = self.vocabulary.by_resource(&meant);
            let halves = [
                (Guard::of(statement, policy.version), with),
                (Guard::without_resource(statement, policy.version), without),
            ];
            let into = match statement.effect {
                Effect::Deny => &mut compiled.denies,
                Effect::Allow => &mut compiled.allows,
            };
            for (guard, actions) in halves {
                let Some(guard) = guard.filter(|_| !actions.is_empty()) else {
                    continue;
                };
                let guard = self.id(guard);
                let sid = Rc::clone(&sid);
                match into.last_mut() {
                    Some(last) if last.guard == guard && last.sid == sid => last.actions.unite(&actions),
                    _ => into.push(Piece { guard, actions, sid }),
                }
            }
        }
        compiled
    }

    /// Whether the second surely applies wherever the first does.
    pub fn implies(&mut self, narrow: GuardId, wide: GuardId) -> bool {
        if narrow == wide {
            return true;
        }
        if let Some(known) = self.implied.get(&(narrow, wide)) {
            return *known;
        }
        let implied = self.guard(narrow).implies(&self.guard(wide));
        self.implied.insert((narrow, wide), implied);
        implied
    }

    /// Guards of which at least one applies exactly where this one does.
    pub fn parts(&mut self, id: GuardId) -> Rc<[GuardId]> {
        if let Some(known) = self.parts.get(&id) {
            return Rc::clone(known);
        }
        let parts = self.guard(id).parts();
        let parts: Rc<[GuardId]> = parts.into_iter().map(|part| self.id(part)).collect();
        self.parts.insert(id, Rc::clone(&parts));
        parts
    }

    /// A guard's tests, ready to be evaluated.
    pub(super) fn prepared(&mut self, id: GuardId) -> Prepared {
        let guard = self.guard(id);
        Rc::clone(self.prepared.entry(id).or_insert_with(|| prepared(&guard)))
    }

    /// The guard that applies where both do.
    pub fn and(&mut self, one: GuardId, other: GuardId) -> GuardId {
        if one == other {
            return one;
        }
        let pair = (one.min(other), one.max(other));
        if let Some(known) = self.met.get(&pair) {
            return *known;
        }
        let both = self.guard(one).and(&self.guard(other));
        let both = self.id(both);
        self.met.insert(pair, both);
        both
    }
}
