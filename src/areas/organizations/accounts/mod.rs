//! Accounts: made, adopted, moved, named, tagged. Never closed from here.

mod apply;
mod creation;
mod following;
mod operations;
mod plan;
pub mod table;

pub use plan::name;

use async_trait::async_trait;

use crate::engine::change::Change;
use crate::facts::op::Op;

use super::model::world::World;
use crate::areas::area::{Applying, Area, Draft, Failure, Outcome};

/// The area.
pub struct Accounts;

#[async_trait(?Send)]
impl Area for Accounts {
    fn name(&self) -> &'static str {
        plan::AREA
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
