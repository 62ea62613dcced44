//! Which policies are effective for whom, before and after, as data: what policies do in tokens, and who is under them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::engine::address::Address;
use crate::guardrails::CanonicalStatement;
use crate::guardrails::effects::{Actions, GuardId};
use crate::organization::{Node, PlaceId};

use super::new_accounts::NewAccount;

/// Something that a policy does to requests: a statement that denies, or that anything is allowed at all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Token {
    /// Something that statements deny.
    Part(Part),
    /// A statement that denies and is only known as a whole.
    Deny(CanonicalStatement),
    /// What a statement that allows leaves out by its conditions, where no other one allows more.
    Outside(CanonicalStatement),
    /// A policy whose text is not known here, and which does not change.
    Whole(String),
    /// Policies of this type allow something. A level without any allows nothing at all.
    Allow(String),
}

/// What certain statements all deny: the same actions, under the same conditions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// AWS's name of the policies' type.
    pub policy_type: String,
    /// The numbers of the statements that deny it.
    pub cover: BTreeSet<usize>,
    /// One of them, as people know it.
    pub shown: String,
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Part(part) => f.write_str(&part.shown),
            Self::Deny(statement) => statement.fmt(f),
            Self::Outside(statement) => write!(f, "what {statement} does not allow"),
            Self::Whole(name) => write!(f, "policy {}", name.escape_debug()),
            Self::Allow(policy_type) => write!(f, "every `Allow` of {policy_type}"),
        }
    }
}

/// What every statement denies, in tokens.
#[derive(Debug, Clone, Default)]
pub struct Meaning {
    pub(super) tokens: BTreeMap<(String, CanonicalStatement), BTreeSet<Token>>,
    /// By statement that allows, what it does not allow.
    pub(super) unlisted: BTreeMap<CanonicalStatement, BTreeSet<Token>>,
    /// Everything that can be denied by an SCP.
    pub(super) everything: BTreeSet<Token>,
}

/// One statement, or the half of it about actions with (or without) resources.
#[derive(Clone)]
pub(super) struct Piece {
    pub(super) statement: usize,
    pub(super) guard: GuardId,
    pub(super) actions: Actions,
}

/// By place without AWS's policy that allows everything, what it denies by that.
pub type LeftOut = BTreeMap<Node, BTreeSet<Token>>;

/// What a policy says now.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum CurrentText {
    /// Nothing: it is not there.
    #[default]
    Nothing,
    /// It is there, and its text is not known here.
    Unknown,
    /// This document, canonical.
    Document(Value),
}

/// One policy in both worlds.
#[derive(Debug, Clone, Default)]
pub struct PolicyEffect {
    /// AWS's name of its type.
    pub policy_type: String,
    /// Its text now.
    pub current_text: CurrentText,
    /// What it does now.
    pub before: BTreeSet<Token>,
    /// What it will do.
    pub after: BTreeSet<Token>,
    /// What it does not allow now, if it allows anything.
    pub unlisted_before: Option<BTreeSet<Token>>,
    /// What it will not allow, if it allows anything.
    pub unlisted_after: Option<BTreeSet<Token>>,
    /// Where it is attached now.
    pub on_before: BTreeSet<Node>,
    /// Where it will be attached.
    pub on_after: BTreeSet<Node>,
}

/// Accounts that are under the same places now, and will be; or one place by itself, whose policies must allow something.
#[derive(Debug, Clone, Default)]
pub struct Class {
    /// From the root down, now.
    pub before: Vec<Node>,
    /// From the root down, afterwards.
    pub after: Vec<Node>,
    /// The accounts, as people know them; or the one place.
    pub accounts: Vec<String>,
    /// The ids of the accounts, in the same order.
    pub ids: Vec<PlaceId>,
    /// The address of the account that moves: each that does is a class of its own.
    pub moving: Option<Address>,
    /// What is in force both now and afterwards.
    pub carried: BTreeSet<Token>,
    /// Whether it is a place by itself.
    pub is_place: bool,
}

/// Everything that decides what binds whom.
#[derive(Debug, Clone, Default)]
pub struct EffectivePolicies {
    /// Policies by address; those that are not ours by kind and id.
    pub policies: BTreeMap<Address, PolicyEffect>,
    /// Accounts by what they are under.
    pub classes: Vec<Class>,
    /// Those of them that are to be made, by what stands in for their ids.
    pub new_accounts: BTreeMap<PlaceId, NewAccount>,
    /// What statements mean.
    pub meaning: Meaning,
    /// Where it matters whether AWS's policy that allows everything is attached.
    pub known_full_access: BTreeSet<Node>,
    /// What places deny now because nothing there allows it.
    pub left_out_before: LeftOut,
    /// What places will deny because nothing there allows it.
    pub left_out_after: LeftOut,
    /// Which policies will be on a place.
    pub(super) on_after: BTreeMap<Node, BTreeSet<Address>>,
    /// Which classes are under a place now.
    pub(super) under_before: BTreeMap<Node, BTreeSet<usize>>,
    /// Which classes will be under a place.
    pub(super) under_after: BTreeMap<Node, BTreeSet<usize>>,
    /// The class of an account that moves.
    pub(super) moving: BTreeMap<Address, usize>,
}

impl EffectivePolicies {
    /// The policies that will be on a place.
    pub fn coming_to<'a>(&'a self, node: &Node) -> impl Iterator<Item = (&'a Address, &'a PolicyEffect)> {
        let on = self.on_after.get(node).into_iter().flatten();
        on.filter_map(|address| Some((address, self.policies.get(address)?)))
    }

    /// The classes that are under any of these places now.
    pub fn under_before<'a>(&'a self, nodes: impl IntoIterator<Item = &'a Node>) -> BTreeSet<usize> {
        nodes
            .into_iter()
            .filter_map(|node| self.under_before.get(node))
            .flatten()
            .copied()
            .collect()
    }

    /// The classes that will be under any of these places.
    pub fn under_after<'a>(&'a self, nodes: impl IntoIterator<Item = &'a Node>) -> BTreeSet<usize> {
        nodes
            .into_iter()
            .filter_map(|node| self.under_after.get(node))
            .flatten()
            .copied()
            .collect()
    }

    /// The class of an account that moves.
    #[must_use]
    pub fn moving(&self, account: &Address) -> Option<usize> {
        self.moving.get(account).copied()
    }

    /// Classes by their numbers.
    pub fn pick(&self, numbers: impl IntoIterator<Item = usize>) -> impl Iterator<Item = &Class> {
        numbers.into_iter().filter_map(|number| self.classes.get(number))
    }

    /// Whether a class comes under something whose text is not known, so that it may bring what is lost elsewhere.
    #[must_use]
    pub fn comes_under_unknown(&self, class: &Class) -> bool {
        let new = class.after.iter().filter(|node| !class.before.contains(node));
        let mut coming = new.flat_map(|node| self.coming_to(node));
        coming.any(|(_, policy_effect)| policy_effect.after.iter().any(|token| matches!(token, Token::Whole(_))))
    }
}
