//! What of a kept plan is known to the core: what its changes rest on, whether they were made, and whether one of today is the same.

mod basis;
mod done;
mod parted;
mod same;

pub use super::recheck::stale;
pub use basis::basis;
pub use done::is_done;
pub use parted::{fill, with_their_names};
pub use same::same;
