//! Allow lists: what is denied at a place because no SCP there allows it, in the tokens of [`Meaning`](super::effective_policies::Meaning).
//!
//! Where AWS's policy that allows everything is off, a place denies whatever none of its SCPs allows (Organizations User Guide, "SCP evaluation"):
//! what each of them leaves out. A statement that allows under conditions leaves out, besides, whatever does not meet them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::engine::address::Address;
use crate::engine::change::{Facet, Label};
use crate::facts::policy_types::SCP;
use crate::guardrails::effects::{Actions, Effects, GuardId};
use crate::guardrails::policy::Policy;
use crate::guardrails::{CanonicalStatement, Effect, statements};
use crate::organization::Node;

use super::attachments::address as attachment;
use super::effective_policies::{CurrentText, EffectivePolicies, LeftOut, Meaning, Piece, PolicyEffect, Token};
use super::full_access::{self, FullAccessTargets};

/// A statement that denies everything.
const EVERYTHING: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#;

/// Statements that allow, while what they mean is found out.
pub(super) struct AllowLists<'a> {
    /// Each with its policy.
    allows: &'a [(CanonicalStatement, Policy)],
    /// What each allows, and under which guard.
    pieces: Vec<Vec<(GuardId, Actions)>>,
    /// Everything, by guards that always apply.
    everything: Vec<(GuardId, Actions)>,
    /// The number that stands for a denial of everything; what each statement leaves out follows.
    first: usize,
}

impl<'a> AllowLists<'a> {
    /// Adds to the pieces a denial of everything, and of what each statement leaves out, under numbers from `first` on.
    pub fn new(
        effects: &mut Effects<'_>,
        allows: &'a [(CanonicalStatement, Policy)],
        first: usize,
        pieces: &mut Vec<Piece>,
    ) -> Self {
        let everything = Policy::parse(EVERYTHING).map(|policy| effects.compile(&policy).denies);
        let everything = everything.unwrap_or_default().into_iter();
        let everything: Vec<(GuardId, Actions)> = everything.map(|piece| (piece.guard, piece.actions)).collect();
        let allowed = allows.iter().map(|(_, policy)| {
            let allowed = effects.compile(policy).allows.into_iter();
            allowed.map(|piece| (piece.guard, piece.actions)).collect()
        });
        let allowed: Vec<Vec<(GuardId, Actions)>> = allowed.collect();
        let mut add = |statement: usize, but: &[(GuardId, Actions)]| {
            for (guard, all) in &everything {
                let mut actions = all.clone();
                but.iter().for_each(|(_, allowed)| actions.subtract(allowed));
                if !actions.is_empty() {
                    pieces.push(Piece {
                        statement,
                        guard: *guard,
                        actions,
                    });
                }
            }
        };
        add(first, &[]);
        for (number, allowed) in allowed.iter().enumerate() {
            add(first + 1 + number, allowed);
        }
        Self {
            allows,
            pieces: allowed,
            everything,
            first,
        }
    }

    /// Notes that what has this number has this token.
    pub fn give(&self, meaning: &mut Meaning, number: usize, token: &Token) {
        if number == self.first {
            meaning.everything.insert(token.clone());
        } else if let Some((statement, _)) = number.checked_sub(self.first + 1).and_then(|at| self.allows.get(at)) {
            let unlisted = meaning.unlisted.entry(statement.clone()).or_default();
            unlisted.insert(token.clone());
        }
    }

    /// Adds what statements leave out by their conditions and resources: it stays left out as long as whoever allows these actions asks for as
    /// much, and is denied by whatever denies them always.
    pub fn outside(
        &self,
        meaning: &mut Meaning,
        effects: &mut Effects<'_>,
        denies: &[Piece],
        statements: &[(CanonicalStatement, Policy)],
    ) {
        for (number, (statement, _)) in self.allows.iter().enumerate() {
            meaning.unlisted.entry(statement.clone()).or_default();
            for (guard, actions) in self.pieces.get(number).into_iter().flatten() {
                if self.is_always(effects, *guard, actions) {
                    continue;
                }
                let token = Token::Outside(statement.clone());
                meaning.everything.insert(token.clone());
                for (other, pieces) in self.allows.iter().zip(&self.pieces) {
                    let mut meets = pieces.iter().filter(|(_, others)| !others.is_disjoint(actions));
                    if meets.all(|(other, _)| effects.implies(*other, *guard)) {
                        let unlisted = meaning.unlisted.entry(other.0.clone()).or_default();
                        unlisted.insert(token.clone());
                    }
                }
                for denial in denies.iter().filter(|denial| denial.statement < self.first) {
                    let always = actions.is_subset(&denial.actions) && self.is_always(effects, denial.guard, actions);
                    if let Some((by, _)) = statements.get(denial.statement).filter(|_| always) {
                        let tokens = meaning.tokens.entry((SCP.to_owned(), by.clone())).or_default();
                        tokens.insert(token.clone());
                    }
                }
            }
        }
    }

    /// Whether a guard applies to these actions whatever the request.
    fn is_always(&self, effects: &mut Effects<'_>, guard: GuardId, actions: &Actions) -> bool {
        let mut about = self.everything.iter().filter(|(_, all)| !all.is_disjoint(actions));
        about.all(|(always, _)| effects.implies(*always, guard))
    }
}

impl Meaning {
    /// What a document of an SCP does not allow; nothing if it allows nothing at all, and says nothing of it therefore.
    #[must_use]
    pub fn unlisted(&self, policy_type: &str, document: &Value) -> Option<BTreeSet<Token>> {
        if policy_type != SCP {
            return None;
        }
        let allows = statements(document).into_iter();
        let allows = allows.filter(|one| one.effect() == Effect::Allow);
        let each = allows.map(|one| self.unlisted.get(&one).cloned().unwrap_or_default());
        each.reduce(|one, other| &one & &other)
    }

    /// What a place denies where these are all the SCPs on it, each as [`Meaning::unlisted`] says.
    #[must_use]
    pub fn left_out<'t>(&self, on: impl Iterator<Item = &'t BTreeSet<Token>>) -> BTreeSet<Token> {
        let mut left: Option<BTreeSet<Token>> = None;
        for unlisted in on {
            left = Some(match left {
                Some(left) => &left & unlisted,
                None => unlisted.clone(),
            });
        }
        left.unwrap_or_else(|| self.everything.clone())
    }
}

impl EffectivePolicies {
    /// What places deny because nothing there allows it, where AWS's policy that allows everything is off.
    pub(super) fn left_out(
        &self,
        on: &BTreeMap<Node, BTreeSet<Address>>,
        unlisted: fn(&PolicyEffect) -> Option<&BTreeSet<Token>>,
    ) -> LeftOut {
        let full = full_access::address();
        let known = self.known_full_access.iter();
        let off = known.filter(|node| on.get(*node).is_some_and(|on| !on.contains(&full)));
        off.map(|node| {
            let on = on.get(node).into_iter().flatten();
            let policy_effect = on.filter_map(|address| self.policies.get(address));
            (node.clone(), self.meaning.left_out(policy_effect.filter_map(unlisted)))
        })
        .collect()
    }

    /// What must be done before a place denies what it leaves out, if it will.
    pub(super) fn ready_to_leave_out(&self, node: &Node, token: &Token) -> Option<BTreeSet<Label>> {
        // Where nothing is allowed at all, that is nothing to rely on.
        let mut allows = self
            .coming_to(node)
            .filter_map(|(_, policy_effect)| policy_effect.unlisted_after.as_ref());
        if !self.left_out_after.get(node)?.contains(token) || allows.next().is_none() {
            return None;
        }
        let mut labels = BTreeSet::new();
        for (address, policy_effect) in &self.policies {
            let comes = policy_effect.on_after.contains(node);
            let is_there = comes || policy_effect.on_before.contains(node);
            // Only what allows it today has to go, or to change.
            if !is_there
                || policy_effect
                    .unlisted_before
                    .as_ref()
                    .is_none_or(|unlisted| unlisted.contains(token))
            {
                continue;
            }
            if comes {
                // Its text may change in two steps, of which the last one takes away.
                labels.extend([Facet::Guarded, Facet::Empty].map(|facet| Label::new(address, facet)));
            } else {
                labels.insert(Label::new(&attachment(address, node), Facet::Freed));
            }
        }
        Some(labels)
    }
}

impl PolicyEffect {
    /// AWS's own that allows everything, where it matters.
    pub(super) fn full_access(targets: &FullAccessTargets) -> Self {
        let allows = BTreeSet::from([Token::Allow(SCP.to_owned())]);
        Self {
            policy_type: SCP.to_owned(),
            current_text: CurrentText::Unknown,
            before: allows.clone(),
            after: allows,
            unlisted_before: Some(BTreeSet::new()),
            unlisted_after: Some(BTreeSet::new()),
            on_before: targets.before.clone(),
            on_after: targets.after.clone(),
        }
    }
}
