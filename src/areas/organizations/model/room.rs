//! How many policies of a set its targets take.

use std::fmt;

use crate::baseline::list;
use crate::facts::policy_types::policy_type;
use crate::guardrails::pack::Overfull;
use crate::organization::Place;

/// One target of a set and what is attached there besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The target.
    pub place: Place,
    /// Policies of the type that AWS takes there.
    pub most: usize,
    /// What has slots there, AWS's own policy included, and how many.
    pub held: Vec<(String, usize)>,
    /// Slots that are left free.
    pub reserved: usize,
    /// Policies of the set that are there now.
    pub own: usize,
}

/// A set for which there is no room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoRoom {
    /// What it needs.
    pub overfull: Overfull,
    /// What its targets have.
    pub targets: Vec<Target>,
}

impl Target {
    /// A target with nothing but AWS's own policy.
    #[must_use]
    pub fn new(place: Place, name: &str, reserved: usize) -> Self {
        let facts = policy_type(name);
        let own = facts.full_access.map(|id| id.strip_prefix("p-").unwrap_or(id));
        Self {
            place,
            most: facts.max_attached,
            held: own.map(|own| (own.to_owned(), 1)).into_iter().collect(),
            reserved,
            own: 0,
        }
    }

    /// Slots that the set may take. What is there stays, also when others have taken the slots that were left free for them.
    #[must_use]
    pub fn free(&self) -> usize {
        let held: usize = self.held.iter().map(|(_, slots)| slots).sum();
        let open = self.most.saturating_sub(held);
        open.saturating_sub(self.reserved).max(self.own.min(open))
    }
}

/// `root` has 3 of 10 slots for it: `FullAWSAccess` and `scp.a` have 6, and 1 stays free (`reserve-slots`).
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held: usize = self.held.iter().map(|(_, slots)| slots).sum();
        let names = self.held.iter().map(|(name, _)| name.as_str());
        write!(f, "`{}` has {} of {} slots for it", self.place, self.free(), self.most)?;
        if held > 0 {
            let has = if held == 1 { "has" } else { "have" };
            write!(f, ": {} {has} {held}", list(names))?;
        }
        if self.reserved > 0 {
            let stay = if self.reserved == 1 { "stays" } else { "stay" };
            write!(f, ", and {} {stay} free (`reserve-slots`)", self.reserved)?;
        }
        Ok(())
    }
}

/// What it needs, and what its targets have.
impl fmt::Display for NoRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.overfull.fmt(f)?;
        if self.overfull.too_large.is_some() {
            return Ok(());
        }
        let short = self
            .targets
            .iter()
            .filter(|target| target.free() < self.overfull.needed);
        for target in short {
            write!(f, "; {target}")?;
        }
        Ok(())
    }
}

impl NoRoom {
    /// What to do.
    #[must_use]
    pub fn help(&self) -> &'static str {
        if self.overfull.too_large.is_some() {
            return "give the guardrail fewer values: a list that must stay whole has to fit into one policy";
        }
        "take guardrails out of the set, detach other policies there, or lower `reserve-slots`"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::policy_types::{RCP, SCP};
    use crate::guardrails::pack::Room;

    #[test]
    fn a_target_says_what_fills_it() {
        let mut target = Target::new(Place::Root, SCP, 1);
        assert_eq!(target.free(), 8);
        target.held.push(("scp.other".to_owned(), 1));
        target.held.push(("scp.set".to_owned(), 9));
        assert_eq!(target.free(), 0);
        target.own = 2;
        assert_eq!(target.free(), 0);
        target.held.pop();
        assert_eq!(target.free(), 7);
        target.held.push(("p-1".to_owned(), 6));
        assert_eq!(target.free(), 2);
        target.held.pop();
        target.held.push(("scp.set".to_owned(), 9));
        let no_room = NoRoom {
            overfull: Overfull {
                needed: 2,
                characters: 12_000,
                room: Room {
                    characters: 10_240,
                    policies: 0,
                },
                too_large: None,
            },
            targets: vec![target, Target::new(Place::Account("a".to_owned()), RCP, 0)],
        };
        assert_eq!(
            no_room.to_string(),
            "the set has 12000 characters and needs 2 policies of 10240, and there is room for 0; \
             `root` has 0 of 10 slots for it: `FullAWSAccess`, `scp.other` and `scp.set` have 11, and 1 stays free (`reserve-slots`)"
        );
    }
}
