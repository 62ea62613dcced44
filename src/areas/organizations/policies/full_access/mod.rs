//! AWS's own SCP that allows everything: where it is, where it is to be, and what it takes to get there.

mod asked;
mod attached;
mod plan;
mod read;
mod risk;
mod standing;

pub use attached::allowing;
pub(super) use attached::before_it_goes;
pub use plan::plan;
pub use read::read;
pub use risk::allow_list;
pub use standing::{Standing, address, concerns, has_been, standing, will_be_on};
