//! Sets of guardrails that are packed into as few policies as hold them.
//!
//! A set is packed late: what stood in which policy stays there, and that only AWS knows, as it alone knows how many slots are left where the set
//! is attached. Before AWS is asked it is packed as if nothing stood anywhere.

mod compile;
mod live;
mod repack;

pub use live::LiveState;
pub use repack::{refuse, repack};
