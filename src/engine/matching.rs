//! Which live object a declared one is: the one its `id` names, else the one with its ownership tag, else the one with its natural key.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::address::Address;
use super::owner::Owner;

/// A declared address that cannot be tied to a live object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mismatch {
    /// Of what.
    pub address: Address,
    /// What is wrong.
    pub why: String,
    /// What to do.
    pub help: String,
}

/// The live objects that a declared one may be.
#[derive(Debug, Clone)]
pub struct Candidates<Id> {
    /// The one that `id` names, whether it is live or not.
    pub pinned: Option<Id>,
    /// Those that carry its ownership tag.
    pub tagged: Vec<Id>,
    /// Those with its natural key: e-mail, type and name, parent and name.
    pub natural: Vec<Id>,
}

/// What came of matching one address.
#[derive(Debug, Clone)]
pub struct Match<Id> {
    /// The live object, or none if it has to be made, or why it cannot be said.
    pub found: Result<Option<Id>, Mismatch>,
    /// Ids whose tags decided: a late tag would change the answer. All are live.
    pub doubtful: BTreeSet<Id>,
    /// Live ids that it may be, where it cannot be said which one it is.
    pub disputed: BTreeSet<Id>,
}

impl<Id: Ord + Clone + Display> Candidates<Id> {
    /// Chooses. `owners` has every live object of the kind; `released` says which owned addresses count as the wanted one.
    #[must_use]
    pub fn choose(
        self,
        address: &Address,
        owners: &BTreeMap<Id, Owner>,
        released: impl Fn(&Address) -> bool,
    ) -> Match<Id> {
        let all = self.pinned.iter().chain(&self.tagged).chain(&self.natural);
        // What is not there has no tags, and to ask for them would wait for it to appear.
        let all: BTreeSet<Id> = all.filter(|id| owners.contains_key(*id)).cloned().collect();
        let mut doubtful = BTreeSet::new();
        if all.len() > 1 {
            doubtful.extend(all.iter().cloned());
        }
        let found = self.one(owners).and_then(|found| match found {
            Some(id) => match obstacle(&id, owners.get(&id), address, released) {
                Some((why, help)) => {
                    doubtful.insert(id);
                    Err((why, help))
                }
                None => Ok(Some(id)),
            },
            None => Ok(None),
        });
        let disputed = if found.is_err() { all } else { BTreeSet::new() };
        Match {
            found: found.map_err(|(why, help)| Mismatch {
                address: address.clone(),
                why,
                help,
            }),
            doubtful,
            disputed,
        }
    }

    fn one(&self, owners: &BTreeMap<Id, Owner>) -> Result<Option<Id>, (String, String)> {
        if let Some(id) = self.pinned.as_ref().filter(|id| !owners.contains_key(*id)) {
            return Err(self.not_live(id));
        }
        if self.tagged.len() > 1 {
            let why = format!("{} all carry its ownership tag", list(&self.tagged));
            return Err((why, "remove the tag `groundline` from all but one of them".to_owned()));
        }
        if self.pinned.is_none() && self.tagged.is_empty() && self.natural.len() > 1 {
            let why = format!("{} all match it", list(&self.natural));
            return Err((why, "say which one it is with `id`".to_owned()));
        }
        let first = self.pinned.iter().chain(&self.tagged).chain(&self.natural).next();
        let Some(found) = first else { return Ok(None) };
        if let Some(tagged) = self.tagged.iter().find(|tagged| *tagged != found) {
            let why = format!("`id` says {found}, but {tagged} carries its ownership tag");
            let help = "correct the id, or remove the tag `groundline` from the other";
            return Err((why, help.to_owned()));
        }
        if let Some(other) = self.natural.iter().find(|natural| *natural != found) {
            let why = format!("{found} is the one by id or tag, but {other} has its name or e-mail");
            let help = "rename one of them, or remove the tag `groundline` from the wrong one";
            return Err((why, help.to_owned()));
        }
        Ok(Some(found.clone()))
    }

    /// A pinned id that nothing live has.
    fn not_live(&self, id: &Id) -> (String, String) {
        let wrong = format!("`id = \"{id}\"` is not in the Organization");
        let likely = match (self.tagged.as_slice(), self.natural.as_slice()) {
            ([tagged], _) => Some((tagged, "carries its ownership tag")),
            ([], [natural]) => Some((natural, "has its name or e-mail")),
            _ => None,
        };
        match likely {
            Some((likely, what)) => (
                format!("{wrong}, and {likely} {what}"),
                format!("write `id = \"{likely}\"`, or remove the line"),
            ),
            None => (wrong, "correct the id, or remove it to have one created".to_owned()),
        }
    }
}

fn obstacle<Id: Display>(
    id: &Id,
    owner: Option<&Owner>,
    address: &Address,
    released: impl Fn(&Address) -> bool,
) -> Option<(String, String)> {
    let (why, help) = match owner? {
        Owner::OtherBaseline(name) => (
            format!("{id} belongs to baseline `{name}`"),
            "declare it in one baseline only; to take it over, remove its tag `groundline` first",
        ),
        Owner::Foreign(mark) => (
            format!("{id} belongs to {mark}"),
            "leave it out of the baseline, or take it out of the other tool first",
        ),
        Owner::Ours(owned) if owned.kind != address.kind || (owned.part != address.part && !released(owned)) => (
            format!("{id} carries the ownership tag of {owned}, which it cannot be"),
            "find out who set the tag `groundline`, and remove it",
        ),
        Owner::Ours(owned) if owned != address && !released(owned) => (
            format!("{id} carries the ownership tag of {owned}"),
            "if its key was renamed, say so with `[[moved]]`; else correct what names it, or remove its tag `groundline`",
        ),
        Owner::Ours(_) | Owner::Nobody => return None,
    };
    Some((why, help.to_owned()))
}

fn list<Id: Display>(ids: &[Id]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
