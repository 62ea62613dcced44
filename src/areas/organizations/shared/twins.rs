//! Several live things with one ownership tag.

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::areas::lifecycle::Draft;
use crate::engine::address::Address;
use crate::engine::owner::Owner;

/// Refuses to delete what is not alone under its address, by name: a person has to say which is the right one. True if it was refused.
pub fn refuse<Id: Display + Ord>(address: &Address, owners: &BTreeMap<Id, Owner>, draft: &mut Draft) -> bool {
    let ours = owners
        .iter()
        .filter(|(_, owner)| matches!(owner, Owner::Ours(owned) if owned == address));
    let ids: Vec<String> = ours.map(|(id, _)| id.to_string()).collect();
    if ids.len() < 2 {
        return false;
    }
    draft.refuse(
        address,
        format!("{} all carry its ownership tag, and none is deleted", ids.join(", ")),
        "remove the tag `groundline` from all but the one that may go",
    );
    true
}
