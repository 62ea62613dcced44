//! Asks where AWS's policy that allows everything is attached.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::stream::{self, StreamExt};

use crate::areas::organizations::model::live::{Content, LivePolicy};
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::attached::listed;
use crate::areas::organizations::policies::operations::ON_TARGET;
use crate::areas::organizations::policies::read::text;
use crate::aws::{AwsError, ErrorKind, Reader};
use crate::engine::plan::Unread;
use crate::engine::session::Session;
use crate::facts::policy_types::{SCP, is_full_access};
use crate::organization::PlaceId;

use super::relevant_targets::relevant_targets;

/// Requests that wait for their rate at the same time.
const AT_ONCE: usize = 64;

/// Asks at the places where it matters. A type that is off allows everything. Where it is not attached, what others attached may be all that
/// is allowed: those texts are read too.
pub async fn read(reader: &Reader, world: &mut World) -> Vec<Unread> {
    let is_on = world
        .live
        .policy_types
        .as_ref()
        .is_some_and(|types| types.contains_key(SCP));
    if !is_on {
        return Vec::new();
    }
    let asked = relevant_targets(world).into_iter().map(async |place| {
        let found = on_place(reader, &place).await;
        (place, found)
    });
    let answers: Vec<_> = stream::iter(asked).buffered(AT_ONCE).collect().await;
    let mut unread = Vec::new();
    let mut alone: BTreeSet<String> = BTreeSet::new();
    for (place, found) in answers {
        match found {
            Ok(policies) => {
                let is_there = policies.iter().any(|id| is_full_access(id));
                if !is_there {
                    alone.extend(policies);
                }
                world.policies.full_access.insert(place, is_there);
            }
            Err(error) => {
                unread.push(Unread {
                    what: format!("policies of type {SCP} on {place}"),
                    session: Session::management(),
                    why: error.to_string(),
                });
                world.policies.full_access_unread.insert(place);
            }
        }
    }
    let scps = world
        .policies
        .by_type
        .get_mut(SCP)
        .into_iter()
        .flat_map(BTreeMap::values_mut);
    let not_asked = |policy: &&mut LivePolicy| policy.content == Content::NotAsked && alone.contains(&policy.id);
    let texts = scps.filter(not_asked).map(|policy| text(reader, policy));
    let missed: Vec<Option<Unread>> = stream::iter(texts).buffered(AT_ONCE).collect().await;
    unread.extend(missed.into_iter().flatten());
    unread
}

/// The ids of the SCPs on a place, AWS's included. While the type is on, one is attached to every place (Organizations User Guide, "Attaching and
/// detaching SCPs"), so that none is no answer.
async fn on_place(reader: &Reader, place: &PlaceId) -> Result<BTreeSet<String>, AwsError> {
    let found = listed(reader, place, SCP).await?;
    if found.is_empty() {
        let message = format!("`Policies` has no entry for {place}, and at least one SCP is always attached");
        return Err(AwsError::new(ErrorKind::Malformed, &ON_TARGET, message));
    }
    Ok(found.into_iter().map(|(policy, _)| policy.id).collect())
}
