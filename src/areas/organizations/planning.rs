//! The changes of all areas of the core together: no gap, and what they do to accounts. Pure.

use std::collections::BTreeSet;

use crate::areas::lifecycle::{Draft, Review, Reviewed};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, PlannedCall};
use crate::engine::plan::OrganizationName;

use super::calls;
use super::impact;
use super::lookalikes;
use super::model::world::World;
use super::policies::{self, EffectivePolicies};
use super::recheck;
use super::registry;
use super::removals;
use super::risks;
use super::shared::strangers;

impl World {
    /// The Organization, as the head of a plan names it.
    #[must_use]
    pub fn name(&self) -> OrganizationName {
        OrganizationName {
            id: self.live.id.clone().unwrap_or_default(),
            management_account: self.baseline.organization.management_account.clone(),
        }
    }

    /// Everything that makes the Organization as the baseline says, and who judges what is left of it.
    #[must_use]
    pub fn draft(&self) -> (Draft, CoreReview<'_>) {
        let mut draft = Draft::default();
        for area in registry::ALL {
            area.plan(self, &mut draft);
        }
        if let Some(document) = &self.baseline.elsewhere.delegation_policy {
            strangers::in_delegation(
                self,
                &Address::new("delegation-policy", "organization"),
                document,
                &mut draft,
            );
        }
        removals::explain(self, &mut draft);
        refuse_mismatches(self, &mut draft);
        drop_unfounded(self, &mut draft.changes);
        let effective = policies::concerns(&draft.changes).then(|| EffectivePolicies::new(self));
        if let Some(effective) = &effective {
            policies::order(self, effective, &mut draft);
        }
        (draft, CoreReview { world: self, effective })
    }

    /// The reads that come before each of these changes.
    #[must_use]
    pub fn checks(&self, changes: &[Change]) -> Vec<Vec<PlannedCall>> {
        recheck::calls(self, changes)
    }
}

/// What judges changes of the core.
pub struct CoreReview<'a> {
    world: &'a World,
    /// What binds whom, if anything could take something away.
    effective: Option<EffectivePolicies>,
}

impl Review for CoreReview<'_> {
    fn review(&self, changes: &mut [Change]) -> Reviewed {
        let (world, effective) = (self.world, self.effective.as_ref());
        let mut reviewed = Reviewed::default();
        lookalikes::warn(world, changes, &mut reviewed.warnings);
        if let Some(effective) = effective {
            reviewed.refused = impact::lockouts(world, effective, changes);
            reviewed.impact = impact::impact(world, effective, changes);
        }
        reviewed.risks = risks::notes(world, effective, changes);
        reviewed.large = risks::large(world, effective, changes);
        policies::restore_spelling(world, changes);
        calls::write_out(world, changes);
        reviewed
    }
}

fn refuse_mismatches(world: &World, draft: &mut Draft) {
    let tree = world.binding.mismatches.iter();
    for mismatch in tree.chain(&world.policy_binding.mismatches) {
        draft.refuse(&mismatch.address, mismatch.why.clone(), mismatch.help.clone());
    }
}

/// Drops changes of what is not there and is not made either. Why it is not made is said elsewhere: it is refused, left out or could not be read.
fn drop_unfounded(world: &World, changes: &mut Vec<Change>) {
    loop {
        let provided: BTreeSet<Label> = changes.iter().flat_map(|change| change.provides.clone()).collect();
        let before = changes.len();
        changes.retain(|change| {
            change.needs.iter().all(|label| {
                let is_hard = match label.facet {
                    Facet::Exists => !world.is_live(&label.of),
                    // A unit goes when everything has left it.
                    Facet::Placed | Facet::Freed => change.action == Action::Delete,
                    _ => false,
                };
                !is_hard || provided.contains(label)
            })
        });
        if changes.len() == before {
            return;
        }
    }
}
