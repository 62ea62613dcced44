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

use super::area::{Applying, CoreArea};
use super::model::world::World;
use crate::areas::area::{Area, Draft, Failure, Outcome};

/// The area.
pub struct Accounts;

impl Area for Accounts {
    fn name(&self) -> &'static str {
        plan::AREA
    }

    fn operations(&self) -> &'static [&'static Op] {
        operations::ALL
    }
}

#[async_trait(?Send)]
impl CoreArea for Accounts {
    fn plan(&self, world: &World, draft: &mut Draft) {
        plan::plan(world, draft);
    }

    async fn apply(&self, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
        apply::apply(self, applying, change).await
    }
}
