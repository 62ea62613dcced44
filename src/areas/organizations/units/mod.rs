//! Organizational units: made, renamed, tagged, replaced where another parent is wanted, deleted when empty.

mod contents;
mod delete;
mod operations;
pub mod plan;
pub mod read;
pub mod replace;
mod send;
pub mod table;

use async_trait::async_trait;

use crate::facts::op::Op;

use super::area::{CoreArea, Sending};
use super::model::call::Call;
use super::model::world::World;
use crate::areas::lifecycle::{Draft, Failure, Outcome};

/// The area.
pub struct Units;

#[async_trait(?Send)]
impl CoreArea for Units {
    fn name(&self) -> &'static str {
        operations::AREA
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
