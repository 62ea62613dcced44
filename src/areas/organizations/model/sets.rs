//! What the baseline says of a set, and what came of packing it.

use std::collections::{BTreeMap, BTreeSet};

use super::late::LateText;
use super::policy::GuardrailUse;
use crate::engine::address::Address;
use crate::facts::policy_types::policy_type;
use crate::guardrails::Document;
use crate::guardrails::pack::Packing;
use crate::organization::{Place, Tags};

use super::room::{NoRoom, Target};

/// So many percent of the characters are little: the next edit may take another policy.
pub const LITTLE: usize = 5;

/// Guardrails that share policies.
#[derive(Debug, Clone)]
pub struct PolicySet {
    /// Its address; those of its policies are the same with a number: `scp.root-guardrails-1`.
    pub address: Address,
    /// AWS's name of the type of its policies.
    pub policy_type: String,
    /// The name that the names of its policies in AWS begin with.
    pub name: String,
    /// The description of each of its policies in AWS.
    pub description: String,
    /// Tags of each of its policies that are managed; others are left.
    pub tags: Tags,
    /// What every one of its policies is attached to.
    pub attach: BTreeSet<Place>,
    /// Take existing policies over with all their attachments.
    pub adopt_exact: bool,
    /// Slots of every target that are left free.
    pub reserve_slots: usize,
    /// Its guardrails by name.
    pub members: BTreeMap<String, Member>,
    /// What came of packing it.
    pub outcome: Outcome,
}

/// One guardrail of a set.
#[derive(Debug, Clone)]
pub struct Member {
    /// The guardrail of the library.
    pub guardrail: GuardrailUse,
    /// What it says, with stand-ins for ids that only AWS knows.
    pub document: Document,
    /// The text with references to such ids, if it has any.
    pub late: Option<LateText>,
}

/// What came of packing a set.
#[derive(Debug, Clone, Default)]
pub enum Outcome {
    /// It was not packed: what is needed for it is not known. Its policies stay as they are.
    #[default]
    Unknown,
    /// Its policies are among those of the baseline.
    Packed(Packed),
    /// It does not fit. Its policies stay as they are.
    NoRoom(NoRoom),
}

/// A set that fits.
#[derive(Debug, Clone)]
pub struct Packed {
    /// Its policies. Where an id is not known yet, they have a stand-in of the same length.
    pub packing: Packing,
    /// What each target has besides.
    pub targets: Vec<Target>,
}

impl Packed {
    /// How many percent of the characters of its policies are left, if it is less than [`LITTLE`].
    #[must_use]
    pub fn little_left(&self, name: &str) -> Option<usize> {
        let most = policy_type(name).max_size * self.packing.policies.len();
        let used: usize = self.packing.policies.iter().map(|packed| packed.size).sum();
        let percent = (most.saturating_sub(used) * 100).checked_div(most)?;
        (percent < LITTLE).then_some(percent)
    }
}

impl PolicySet {
    /// The address of one of its policies.
    #[must_use]
    pub fn policy(&self, number: usize) -> Address {
        Address::new(&self.address.kind, format!("{}-{number}", self.address.key))
    }

    /// The number of the policy at an address, if it is one of this set.
    #[must_use]
    pub fn number(&self, address: &Address) -> Option<usize> {
        let number = address.key.strip_prefix(&self.address.key)?.strip_prefix('-')?;
        let number = number.parse().ok().filter(|number| *number > 0)?;
        (*address == self.policy(number)).then_some(number)
    }

    /// The policies that it is packed into.
    #[must_use]
    pub fn packing(&self) -> Option<&Packing> {
        match &self.outcome {
            Outcome::Packed(packed) => Some(&packed.packing),
            Outcome::Unknown | Outcome::NoRoom(_) => None,
        }
    }

    /// Whether it was found not to fit.
    #[must_use]
    pub fn has_no_room(&self) -> bool {
        matches!(self.outcome, Outcome::NoRoom(_))
    }

    /// Whether the policy at an address is one of the set that stays as it is, because the set could not be packed.
    #[must_use]
    pub fn keeps(&self, address: &Address) -> bool {
        self.packing().is_none() && self.number(address).is_some()
    }
}
