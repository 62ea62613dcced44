//! Where accounts stand now and where they will stand: what moves, and under which places each account is before and after.

use std::fmt;

use crate::engine::address::Address;
use crate::facts::account_states::AccountAction;

use super::bind::Binding;
use super::declared::{Declared, MANAGEMENT};
use super::live::{Live, LiveAccount};
use super::place::{Place, PlaceId};

/// A place in either world: one the baseline declares, or one that is only live.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// Declared, whether it is live yet or not.
    Declared(Place),
    /// Live and not declared, or about to be replaced.
    Undeclared(PlaceId),
}

impl Node {
    /// The node of a live id.
    #[must_use]
    pub fn of(id: &PlaceId, binding: &Binding) -> Self {
        binding
            .place(id)
            .map_or_else(|| Self::Undeclared(id.clone()), Self::Declared)
    }

    /// The node that the part of an attachment's address names.
    #[must_use]
    pub fn parse(text: &str, declared: &Declared) -> Self {
        let is_id =
            |text: &str| text.starts_with("ou-") || text.starts_with("r-") || PlaceId(text.to_owned()).is_account();
        match text.strip_prefix("account:") {
            Some(key) => Self::Declared(Place::Account(key.to_owned())),
            None if text == super::declared::ROOT => Self::Declared(Place::Root),
            None if is_id(text) && !declared.units.contains_key(text) => Self::Undeclared(PlaceId(text.to_owned())),
            None => Self::Declared(Place::Unit(text.to_owned())),
        }
    }

    /// The live id, if it is live.
    #[must_use]
    pub fn id<'a>(&'a self, binding: &'a Binding) -> Option<&'a PlaceId> {
        match self {
            Self::Declared(place) => binding.id(place),
            Self::Undeclared(id) => Some(id),
        }
    }
}

/// As an attachment's part: `root`, a unit's key, `account:KEY`, or an id.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Declared(place) => place.fmt(f),
            Self::Undeclared(id) => id.fmt(f),
        }
    }
}

/// An account that stands elsewhere than the baseline says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// The account's key.
    pub key: String,
    /// Its id.
    pub account: PlaceId,
    /// What holds it.
    pub from: PlaceId,
    /// Where it should be.
    pub to: Place,
}

/// The accounts to move. Accounts whose state allows no move are left.
#[must_use]
pub fn moves(declared: &Declared, live: &Live, binding: &Binding) -> Vec<Move> {
    declared
        .accounts
        .iter()
        .filter(|(key, _)| *key != MANAGEMENT)
        .filter_map(|(key, account)| {
            let to = Declared::unit_place(account.unit.as_ref()?);
            let id = binding.accounts.get(key)?;
            let found = live.accounts.as_ref()?.get(id)?;
            let from = found.parent.clone()?;
            let there = binding.id(&to) == Some(&from);
            let is_tied = || to.address().is_none_or(|unit| !binding.is_mismatched(&unit));
            (!there && found.state.allows(AccountAction::Move) && is_tied()).then(|| Move {
                key: key.clone(),
                account: id.clone(),
                from,
                to,
            })
        })
        .collect()
}

/// The places an account is under today, from the root down to itself.
#[must_use]
pub fn chain_before(account: &LiveAccount, live: &Live, binding: &Binding) -> Vec<Node> {
    live.chain(&account.id).iter().map(|id| Node::of(id, binding)).collect()
}

/// Whether a unit and all above it can be tied: else it cannot be said where they are.
fn is_tied(unit: &str, declared: &Declared, binding: &Binding) -> bool {
    let mut chain = declared.unit_chain(unit).into_iter();
    chain.all(|key| !binding.is_mismatched(&Address::new("unit", key)))
}

/// The places an account will be under, from the root down to itself.
#[must_use]
pub fn chain_after(account: &LiveAccount, declared: &Declared, live: &Live, binding: &Binding) -> Vec<Node> {
    let own = Node::of(&account.id, binding);
    let wanted = match &own {
        Node::Declared(Place::Account(key)) if key != MANAGEMENT => {
            declared.accounts.get(key).and_then(|account| account.unit.as_deref())
        }
        _ => None,
    };
    match wanted {
        Some(unit) if account.state.allows(AccountAction::Move) && is_tied(unit, declared, binding) => {
            let units = declared.unit_chain(unit).into_iter();
            std::iter::once(Node::Declared(Place::Root))
                .chain(units.map(|key| Node::Declared(Place::Unit(key.to_owned()))))
                .chain([own])
                .collect()
        }
        _ => chain_before(account, live, binding),
    }
}
