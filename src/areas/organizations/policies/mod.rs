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
pub mod late;
mod lists;
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

use super::model::call::Call;
use super::model::world::World;
use crate::areas::area::{Area, Draft, Failure, Outcome, Sending};

pub use attachments::policy_of;
pub use born::Born;
pub use flow::{Class, Flow, Held, Says};
pub use full_access::allow_list;
pub use gaps::{Gap, Losing, gaps, losing};
pub use guard::{concerns, node_of, settle};
pub use plan::leaving_address;
pub use present::present;

/// The area.
pub struct Policies;

#[async_trait(?Send)]
impl Area for Policies {
    fn name(&self) -> &'static str {
        plan::AREA
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
