//! The Organization itself: which one it is, and making it where there is none.

mod operations;
mod plan;
mod read;
mod send;
pub mod table;

pub use read::{Described, describe};

use async_trait::async_trait;

use crate::facts::op::Op;

use super::area::{CoreArea, Sending};
use super::model::call::Call;
use super::model::world::World;
use crate::areas::lifecycle::{Draft, Failure, Outcome};

/// The area.
pub struct OrganizationArea;

#[async_trait(?Send)]
impl CoreArea for OrganizationArea {
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
