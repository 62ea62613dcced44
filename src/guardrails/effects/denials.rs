//! What a chain of levels denies: why, when, and which actions.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::guardrails::evaluate::Layer;

use super::compiled::{Compiled, Effects, GuardId};
use super::vocabulary::Actions;

/// Why something is denied.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A statement denies it where this guard applies.
    Denied(GuardId),
    /// A level allows it only where one of these guards applies; without any, nowhere.
    NotAllowed(BTreeSet<GuardId>),
}

/// What denies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The policy; the level whose policies do not allow it.
    pub policy: Rc<str>,
    /// The statement, by its `Sid` or number. None where nothing allows.
    pub sid: Option<Rc<str>>,
}

/// A policy on a level.
#[derive(Debug, Clone)]
pub struct Attached {
    /// Its name in messages.
    pub name: Rc<str>,
    /// What it does. `None` where its text is not known: what it denies is left out, and it may allow anything.
    pub does: Option<Rc<Compiled>>,
}

/// The root, a unit or an account with what is attached to it.
#[derive(Debug, Clone)]
pub struct Level {
    /// Its name in messages.
    pub name: Rc<str>,
    /// The policies of one type.
    pub policies: Vec<Attached>,
}

/// What is denied for one reason, and by what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Denial {
    /// Which actions.
    pub actions: Actions,
    /// By what, each with its share.
    pub sources: Vec<(Source, Actions)>,
}

/// Everything that is denied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Denials {
    /// By reason.
    pub by: BTreeMap<Reason, Denial>,
}

impl Denials {
    /// Adds what the levels deny. `resolve` says what is left of a guard for who asks: `None` where it never applies to them.
    /// RCPs only deny: AWS's own, which allows everything, cannot be taken off.
    pub fn add(
        &mut self,
        effects: &Effects<'_>,
        levels: &[Level],
        layer: Layer,
        resolve: &mut dyn FnMut(GuardId) -> Option<GuardId>,
    ) {
        for level in levels {
            for policy in &level.policies {
                for piece in policy.does.iter().flat_map(|does| &does.denies) {
                    if let Some(guard) = resolve(piece.guard) {
                        let source = Source {
                            policy: Rc::clone(&policy.name),
                            sid: Some(Rc::clone(&piece.sid)),
                        };
                        let actions = match layer {
                            Layer::Scp => piece.actions.clone(),
                            Layer::Rcp => effects.vocabulary().within_rcps(&piece.actions),
                        };
                        self.push(Reason::Denied(guard), source, actions);
                    }
                }
            }
            if layer == Layer::Scp {
                self.add_not_allowed(effects, level, resolve);
            }
        }
    }

    fn add_not_allowed(
        &mut self,
        effects: &Effects<'_>,
        level: &Level,
        resolve: &mut dyn FnMut(GuardId) -> Option<GuardId>,
    ) {
        if level.policies.iter().any(|policy| policy.does.is_none()) {
            return;
        }
        let mut open = vec![(BTreeSet::new(), effects.vocabulary().all())];
        for piece in level
            .policies
            .iter()
            .filter_map(|policy| policy.does.as_ref())
            .flat_map(|does| &does.allows)
        {
            let Some(guard) = resolve(piece.guard) else { continue };
            let is_always = effects.guard(guard).is_always();
            let mut next = Vec::new();
            for (guards, actions) in open {
                let within = actions.both(&piece.actions);
                let rest = actions.without(&piece.actions);
                if !is_always && !within.is_empty() {
                    let mut guards: BTreeSet<GuardId> = guards.clone();
                    guards.insert(guard);
                    next.push((guards, within));
                }
                if !rest.is_empty() {
                    next.push((guards, rest));
                }
            }
            open = next;
        }
        for (guards, actions) in open {
            let source = Source {
                policy: Rc::clone(&level.name),
                sid: None,
            };
            self.push(Reason::NotAllowed(guards), source, actions);
        }
    }

    fn push(&mut self, reason: Reason, source: Source, actions: Actions) {
        if actions.is_empty() {
            return;
        }
        let denial = self.by.entry(reason).or_default();
        denial.actions.unite(&actions);
        denial.sources.push((source, actions));
    }

    /// The actions that are denied whatever the request, and those that are denied or not, depending on it.
    #[must_use]
    pub fn verdicts(&self, effects: &Effects<'_>) -> (Actions, Actions) {
        let (mut denied, mut depends) = (Actions::default(), Actions::default());
        for (reason, denial) in &self.by {
            let into = if reason.is_always(effects) {
                &mut denied
            } else {
                &mut depends
            };
            into.unite(&denial.actions);
        }
        depends.subtract(&denied);
        (denied, depends)
    }

    /// The actions that are surely denied here wherever `reason` denies them.
    pub fn covers(&self, effects: &mut Effects<'_>, reason: &Reason) -> Actions {
        let mut covered = self.covers_whole(effects, reason);
        let Reason::Denied(guard) = reason else { return covered };
        let parts = effects.parts(*guard);
        if parts.len() > 1 {
            let mut parts = parts
                .iter()
                .map(|part| self.covers_whole(effects, &Reason::Denied(*part)));
            if let Some(mut all) = parts.next() {
                for part in parts {
                    all.intersect(&part);
                }
                covered.unite(&all);
            }
        }
        covered
    }

    fn covers_whole(&self, effects: &mut Effects<'_>, reason: &Reason) -> Actions {
        let mut covered = Actions::default();
        for (other, denial) in &self.by {
            if reason.implies(other, effects) {
                covered.unite(&denial.actions);
            }
        }
        covered
    }

    /// What is denied here and not surely denied there too.
    #[must_use]
    pub fn beyond(&self, other: &Self, effects: &mut Effects<'_>) -> BTreeMap<Reason, Actions> {
        let mut beyond = BTreeMap::new();
        for (reason, denial) in &self.by {
            if other
                .by
                .get(reason)
                .is_some_and(|other| denial.actions.is_subset(&other.actions))
            {
                continue;
            }
            let new = denial.actions.without(&other.covers(effects, reason));
            if !new.is_empty() {
                beyond.insert(reason.clone(), new);
            }
        }
        beyond
    }
}

impl Reason {
    /// Whether it holds whatever the request.
    #[must_use]
    pub fn is_always(&self, effects: &Effects<'_>) -> bool {
        match self {
            Self::Denied(guard) => effects.guard(*guard).is_always(),
            Self::NotAllowed(guards) => guards.is_empty(),
        }
    }

    /// Whether `other` surely denies wherever this does.
    pub fn implies(&self, other: &Self, effects: &mut Effects<'_>) -> bool {
        match (self, other) {
            (Self::Denied(narrow), Self::Denied(wide)) => effects.implies(*narrow, *wide),
            (Self::NotAllowed(narrow), Self::NotAllowed(wide)) => {
                let mut wide = wide.iter();
                wide.all(|allowed| narrow.iter().any(|wider| effects.implies(*allowed, *wider)))
            }
            (_, other) => other.is_always(effects),
        }
    }

    /// What it depends on: condition keys in lower case, and `resource`.
    #[must_use]
    pub fn keys(&self, effects: &Effects<'_>) -> BTreeSet<String> {
        let keys = |guard: &GuardId| -> Vec<String> { effects.guard(*guard).keys().map(str::to_owned).collect() };
        match self {
            Self::Denied(guard) => keys(guard).into_iter().collect(),
            Self::NotAllowed(guards) => guards.iter().flat_map(keys).collect(),
        }
    }
}
