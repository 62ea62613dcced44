//! What the baseline wants of the Organization and what AWS has, as data: the other modules of the core are functions of it.

pub mod call;
pub mod checked;
pub mod live;
pub mod policy;
pub mod sets;
pub mod world;
