//! Where a sandbox starts.

mod builder;
mod control_tower;
mod grow;
mod org;
mod small;

pub(super) use grow::grow;
