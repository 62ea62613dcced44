//! What has to be attached and detached.

use serde_json::{Value, json};

use crate::areas::area::Draft;
use crate::areas::policies::attachments::{address as attachment, all_targets_read, is_tied, target_text};
use crate::areas::policies::operations::{ATTACH, DETACH};
use crate::areas::policies::plan::AREA;
use crate::areas::shared::addresses;
use crate::areas::world::World;
use crate::engine::change::{Action, Change, Facet, Label, Phase, PlannedCall};
use crate::facts::policy_types::{FULL_ACCESS, SCP};
use crate::organization::{Node, Place};

use super::standing::{Standing, address, is_unread, standing};

/// Attaches it and detaches it until it is where the baseline says, and where the units were that others replace.
pub fn plan(world: &World, draft: &mut Draft) {
    if !world.creates() && !all_targets_read(world, SCP) {
        return;
    }
    let Standing { known, before, after } = standing(world);
    for node in known
        .iter()
        .filter(|node| before.contains(node) != after.contains(node))
    {
        let Node::Declared(place) = node else { continue };
        if !is_tied(world, node) || is_unread(world, node) {
            continue;
        }
        if is_closing(world, place) {
            let why = "left: the account is closed or about to be, and nothing can be attached to it or detached";
            draft.leave_out(&attachment(&address(), node), why);
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

/// Whether a place is an account that is on its way out.
fn is_closing(world: &World, place: &Place) -> bool {
    let id = world.binding.id(place);
    let account = id.and_then(|id| world.live.accounts.as_ref()?.get(id));
    account.is_some_and(|account| account.state.is_closing())
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
    change.calls.push(PlannedCall::once(call.to_string()));
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
