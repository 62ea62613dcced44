//! Organizational units: made, renamed, tagged, replaced where another parent is wanted, deleted when empty.

mod apply;
mod contents;
mod delete;
mod operations;
pub mod plan;
pub mod read;
pub mod replace;
pub mod table;

use async_trait::async_trait;

use crate::engine::change::Change;
use crate::facts::op::Op;

use super::model::world::World;
use crate::areas::area::{Applying, Area, Draft, Failure, Outcome};

/// The area.
pub struct Units;

#[async_trait(?Send)]
impl Area for Units {
    fn name(&self) -> &'static str {
        operations::AREA
    }

    fn operations(&self) -> &'static [&'static Op] {
        operations::ALL
    }

    fn plan(&self, world: &World, draft: &mut Draft) {
        plan::plan(world, draft);
    }

    async fn apply(&self, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
        apply::apply(self, applying, change).await
    }
}
