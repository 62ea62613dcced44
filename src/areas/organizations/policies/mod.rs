//! Policies of every type and what they are attached to, in an order that never leaves a gap.

mod allow_lists;
pub mod attached;
mod attachment_quotas;
mod attachments;
pub mod bind;
mod dependencies;
mod effective_policies;
pub mod full_access;
mod gaps;
mod inheritance;
pub mod late;
mod lookup;
mod meaning;
mod new_accounts;
mod operations;
mod partial_evaluation;
mod plan;
pub mod read;
pub mod refresh;
mod schedule;
mod send;
pub mod sets;
mod spelling;
pub mod table;
mod unread;

use async_trait::async_trait;

use crate::facts::op::Op;

use super::area::{CoreArea, Sending};
use super::model::call::Call;
use super::model::world::World;
use crate::areas::lifecycle::{Draft, Failure, Outcome};

pub use attachments::policy_of;
pub use dependencies::{concerns, node_of, order};
pub use effective_policies::{Class, CurrentText, EffectivePolicies, PolicyEffect};
pub use full_access::allow_list;
pub use gaps::{Gap, Losing, gaps, losing};
pub use new_accounts::NewAccount;
pub use operations::{AREA, DESCRIBE_EXISTING, TARGETS_OF_EXISTING};
pub use spelling::restore_spelling;

/// The area.
pub struct Policies;

#[async_trait(?Send)]
impl CoreArea for Policies {
    fn name(&self) -> &'static str {
        AREA
    }

    fn operations(&self) -> &'static [&'static Op] {
        operations::ALL
    }

    fn plan(&self, world: &World, draft: &mut Draft) {
        plan::plan(world, draft);
    }

    async fn send(&self, sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
        send::send(sending, call).await
    }
}
