//! The risk `allow-list`: everything becomes possible for accounts, or only what lists name.

use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::attachments::target_text;
use crate::engine::change::{Action, Change};
use crate::engine::risk::{Risk, RiskNote};
use crate::organization::{LiveAccount, Node, PlaceId, chain_before};

use super::targets::concerns;

/// So many accounts are named; the rest is counted.
const NAMED: usize = 5;

/// The risk of a change that attaches or detaches AWS's policy that allows everything. What holds no account has nobody who gains or loses by it, and a
/// unit that takes the place of another is as that one was.
#[must_use]
pub fn allow_list(world: &World, change: &Change) -> Option<RiskNote> {
    let organization = &world.baseline.organization;
    let (node, gains) = if concerns(change) {
        let part = change.address.part.as_deref().unwrap_or_default();
        (Node::parse(part, organization), change.action == Action::Attach)
    } else {
        (opened(world, change)?, true)
    };
    let target = if concerns(change) {
        target_text(&node)
    } else {
        change.address.to_string()
    };
    let under = accounts_under(world, &node);
    if under.is_empty() {
        return None;
    }
    let mut names: Vec<String> = under
        .iter()
        .take(NAMED)
        .map(|account| format!("{} ({})", account.name.escape_debug(), account.id))
        .collect();
    if under.len() > NAMED {
        names.push(format!("{} more", under.len() - NAMED));
    }
    let names = names.join(", ");
    let why = if gains {
        format!("`{target}` gets FullAWSAccess, so that everything is allowed there that nothing denies: for {names}")
    } else {
        format!("`{target}` loses FullAWSAccess, so that only what its own SCPs allow is allowed there: for {names}")
    };
    Some(RiskNote {
        risk: Risk::AllowList,
        why,
        allowed: false,
    })
}

/// The place that is opened by making a unit: it takes the place of an allow-list, and is to be none.
fn opened(world: &World, change: &Change) -> Option<Node> {
    if change.action != Action::Create || change.address.kind != "unit" {
        return None;
    }
    let key = &change.address.key;
    let unit = world.baseline.organization.units.get(key)?;
    let old = world.binding.replaced.get(key)?.iter().cloned().map(Node::Undeclared);
    let mut off = old.filter(|old| world.policies.lacks_full_access(old, &world.binding));
    off.find(|_| unit.full_access == Some(true))
}

/// The accounts that are under a place now. SCPs never bind the management account.
fn accounts_under<'w>(world: &'w World, node: &Node) -> Vec<&'w LiveAccount> {
    let accounts = world.live.accounts.iter().flatten();
    let members = accounts.filter(|(id, _)| **id != PlaceId(world.live.management_account.clone()));
    let under = members.filter(|(_, account)| chain_before(account, &world.live, &world.binding).contains(node));
    under.map(|(_, account)| account).collect()
}
