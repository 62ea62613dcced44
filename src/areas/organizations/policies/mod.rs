//! Policies of every type and what they are attached to, in an order that never leaves a gap.

pub mod again;
pub mod attached;
mod attachments;
pub mod bind;
mod born;
mod flow;
pub mod full_access;
mod gaps;
mod guard;
mod in_force;
pub mod late;
mod lists;
mod lookup;
mod meaning;
mod operations;
mod plan;
mod present;
pub mod read;
mod schedule;
mod seen_from;
mod send;
pub mod sets;
mod slots;
pub mod table;
mod unread;

use async_trait::async_trait;

use crate::facts::op::Op;

use super::area::{CoreArea, Sending};
use super::model::call::Call;
use super::model::world::World;
use crate::areas::area::{Area, Draft, Failure, Outcome};

pub use attachments::policy_of;
pub use born::Born;
pub use full_access::allow_list;
pub use gaps::{Gap, Losing, gaps, losing};
pub use guard::{concerns, node_of, settle};
pub use in_force::{Class, Flow, Held, Says};
pub use operations::{AREA, DESCRIBE_EXISTING, TARGETS_OF_EXISTING};
pub use present::present;

/// The area.
pub struct Policies;

impl Area for Policies {
    fn name(&self) -> &'static str {
        AREA
    }

    fn operations(&self) -> &'static [&'static Op] {
        operations::ALL
    }
}

#[async_trait(?Send)]
impl CoreArea for Policies {
    fn plan(&self, world: &World, draft: &mut Draft) {
        plan::plan(world, draft);
    }

    async fn send(&self, sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
        send::send(sending, call).await
    }
}
