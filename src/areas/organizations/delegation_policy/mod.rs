//! The Organization's resource policy. It is shared: each baseline owns the statements whose `Sid` bears its mark.

mod operations;
pub(super) mod plan;
mod read;
mod send;
pub mod table;
#[cfg(test)]
mod tests;
mod wanted;

pub use read::read;

use async_trait::async_trait;

use crate::facts::op::Op;

use super::area::{CoreArea, Sending};
use super::model::call::Call;
use super::model::world::World;
use crate::areas::area::{Area, Draft, Failure, Outcome};

/// The area.
pub struct DelegationPolicy;

impl Area for DelegationPolicy {
    fn name(&self) -> &'static str {
        wanted::AREA
    }

    fn operations(&self) -> &'static [&'static Op] {
        operations::ALL
    }
}

#[async_trait(?Send)]
impl CoreArea for DelegationPolicy {
    fn plan(&self, world: &World, draft: &mut Draft) {
        plan::plan(world, draft);
    }

    async fn send(&self, sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
        send::send(sending, call).await
    }
}
