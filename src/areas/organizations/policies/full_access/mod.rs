//! AWS's own SCP that allows everything: where it is, where it is to be, and what it takes to get there.

mod attached;
mod plan;
mod read;
mod relevant_targets;
mod risk;
mod targets;

pub use attached::allowing;
pub(super) use attached::check_replacement;
pub use plan::plan;
pub use read::read;
pub use risk::allow_list;
pub use targets::{FullAccessTargets, address, concerns, has_been, targets, will_be_on};
