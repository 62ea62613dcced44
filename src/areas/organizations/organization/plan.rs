//! What has to be done to the Organization itself.

use serde_json::json;

use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::{addresses, planned, strangers};
use crate::engine::change::{Action, Change, Facet, Label, Phase};

use super::operations::CREATE;

/// The area's name.
pub const AREA: &str = "organization";

/// Makes an Organization where there is none and one is wanted.
pub fn plan(world: &World, draft: &mut Draft) {
    let address = addresses::organization(world);
    if world.live.id.is_some() {
        if !world.live.all_features {
            let why = "the Organization has only consolidated billing, and policies need all features";
            let help = "enable all features in the Organizations console: every invited account must agree";
            draft.refuse(&address, why, help);
        }
        strangers::in_roles(world, &address, draft);
        return;
    }
    if world.baseline.organization.create && world.unread.is_empty() {
        let mut change = Change::new(AREA, Phase::Organization, Action::Create, address.clone());
        change.reason = "the management account is in no Organization".to_owned();
        change.after = Some(json!({ "features": "all" }));
        change.calls.push(planned::once(&CREATE));
        change.provides.insert(Label::new(&address, Facet::Exists));
        draft.changes.push(change);
    }
}
