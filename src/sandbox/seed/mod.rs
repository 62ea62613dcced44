//! Where a sandbox starts.

mod control_tower;
mod grow;
mod nursery;
mod org;
mod small;

pub(super) use grow::grow;
