//! What has to be attached and detached.

use serde_json::{Value, json};

use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::attachments::{
    address as attachment, all_targets_read, is_tied, target_text,
};
use crate::areas::organizations::policies::operations::{AREA, ATTACH, DETACH};
use crate::areas::organizations::shared::{addresses, planned, states};
use crate::engine::change::{Action, Change, Facet, Label, Phase};
use crate::facts::account_states::AccountAction;
use crate::facts::policy_types::{FULL_ACCESS, SCP};
use crate::organization::{Node, Place};

use super::targets::{FullAccessTargets, address, is_unread, targets};

/// Attaches it and detaches it until it is where the baseline says, and where the units were that others replace.
pub fn plan(world: &World, draft: &mut Draft) {
    if !world.creates() && !all_targets_read(world, SCP) {
        return;
    }
    leave_shut(world, draft);
    let FullAccessTargets { known, before, after } = targets(world);
    for node in known
        .iter()
        .filter(|node| before.contains(node) != after.contains(node))
    {
        let Node::Declared(place) = node else { continue };
        if !is_tied(world, node) || is_unread(world, node) {
            continue;
        }
        let is_said = world.baseline.organization.full_access(place).is_some();
        let comes = after.contains(node);
        if !is_said && !world.knows_all_attached() {
            continue;
        }
        draft.changes.push(change(world, node, place, comes, is_said));
    }
}

/// Says where it stays as it is, on or off, because the state of an account does not let it be attached or taken off.
fn leave_shut(world: &World, draft: &mut Draft) {
    for (place, is_on) in world.baseline.organization.with_full_access_said() {
        let node = Node::Declared(place);
        if is_unread(world, &node) || world.policies.lacks_full_access(&node, &world.binding) != is_on {
            continue;
        }
        if let Some(account) = states::shut(world, &node, AccountAction::Attach) {
            let what = match is_on {
                true => "`full-access = true`, and it cannot be attached",
                false => "`full-access = false`, and it cannot be taken off",
            };
            states::leave_out(&attachment(&address(), &node), account, what, false, draft);
        }
    }
}

fn change(world: &World, node: &Node, place: &Place, comes: bool, is_said: bool) -> Change {
    // To detach it takes away what is possible, so it comes before accounts do; to attach it is the last of all loosening.
    let (phase, action, call) = if comes {
        (Phase::Loosen, Action::Attach, &ATTACH)
    } else {
        (Phase::Guard, Action::Detach, &DETACH)
    };
    let at = attachment(&address(), node);
    let mut change = Change::new(AREA, phase, action, at.clone());
    change.reason = match (comes, is_said) {
        (true, _) => "`full-access = true`: everything that nothing denies is allowed".to_owned(),
        (false, true) => "`full-access = false`: only what other SCPs there allow is allowed".to_owned(),
        (false, false) => "it is off the unit that this one replaces".to_owned(),
    };
    change.id = Some(FULL_ACCESS.to_owned());
    let shown: Option<Value> = Some(json!({ "policy": "FullAWSAccess", "target": target_text(node) }));
    if comes {
        change.after = shown;
        change.provides.insert(Label::new(&at, Facet::Exists));
    } else {
        change.before = shown;
        change.provides.insert(Label::new(&at, Facet::Freed));
    }
    change.calls.push(planned::once(call));
    change
        .needs
        .insert(Label::new(&addresses::policy_type(SCP), Facet::Enabled));
    match place.address() {
        Some(target) => {
            change.needs.insert(Label::new(&target, Facet::Exists));
            change.provides.insert(Label::new(&target, Facet::Guarded));
        }
        None if world.live.id.is_none() => {
            change
                .needs
                .insert(Label::new(&addresses::organization(world), Facet::Exists));
        }
        None => {}
    }
    change
}
