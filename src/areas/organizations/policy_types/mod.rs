//! Policy types of the root: enabled where a policy of the type is declared, never disabled.

mod apply;
mod operations;
mod plan;

use async_trait::async_trait;

use crate::engine::change::Change;
use crate::facts::op::Op;

use super::area::{Applying, CoreArea};
use super::model::world::World;
use crate::areas::area::{Area, Draft, Failure, Outcome};

/// The area.
pub struct PolicyTypes;

impl Area for PolicyTypes {
    fn name(&self) -> &'static str {
        plan::AREA
    }

    fn operations(&self) -> &'static [&'static Op] {
        operations::ALL
    }
}

#[async_trait(?Send)]
impl CoreArea for PolicyTypes {
    fn plan(&self, world: &World, draft: &mut Draft) {
        plan::plan(world, draft);
    }

    async fn apply(&self, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
        apply::apply(self, applying, change).await
    }
}
