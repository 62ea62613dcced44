//! Which services may work in the Organization.

mod operations;
mod plan;
mod read;
mod send;
pub mod table;

pub use operations::LIST;
pub use read::read;

use async_trait::async_trait;

use crate::facts::op::Op;

use super::area::{CoreArea, Sending};
use super::model::call::Call;
use super::model::world::World;
use crate::areas::area::{Area, Draft, Failure, Outcome};

/// The area.
pub struct TrustedAccess;

impl Area for TrustedAccess {
    fn name(&self) -> &'static str {
        plan::AREA
    }

    fn operations(&self) -> &'static [&'static Op] {
        operations::ALL
    }
}

#[async_trait(?Send)]
impl CoreArea for TrustedAccess {
    fn plan(&self, world: &World, draft: &mut Draft) {
        plan::plan(world, draft);
    }

    async fn send(&self, sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
        send::send(sending, call).await
    }
}
