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

use super::area::{Applying, CoreArea};
use super::model::world::World;
use crate::areas::area::{Area, Draft, Failure, Outcome};

/// The area.
pub struct Units;

impl Area for Units {
    fn name(&self) -> &'static str {
        operations::AREA
    }

    fn operations(&self) -> &'static [&'static Op] {
        operations::ALL
    }
}

#[async_trait(?Send)]
impl CoreArea for Units {
    fn plan(&self, world: &World, draft: &mut Draft) {
        plan::plan(world, draft);
    }

    async fn apply(&self, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
        apply::apply(self, applying, change).await
    }
}
