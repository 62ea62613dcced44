//! Policy types of the root: enabled where a policy of the type is declared, never disabled.

mod apply;
mod operations;
mod plan;

use async_trait::async_trait;

use crate::engine::change::Change;
use crate::facts::op::Op;

use super::model::world::World;
use crate::areas::area::{Applying, Area, Draft, Failure, Outcome};

/// The area.
pub struct PolicyTypes;

#[async_trait(?Send)]
impl Area for PolicyTypes {
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
