//! Names of statements that are unique among all that may come to stand in one policy.

use std::collections::BTreeSet;

use super::block::Block;

/// Gives every block that has a `Sid` one of its own: AWS refuses a policy in which two are the same.
pub(super) fn make_unique(blocks: &mut [Block]) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for block in blocks {
        if let Some(sid) = &mut block.statement.sid {
            let wanted = sid.text.clone();
            let mut number = 1_usize;
            while !taken.insert(sid.text.clone()) {
                number += 1;
                sid.text = format!("{wanted}{number}");
            }
        }
    }
}
