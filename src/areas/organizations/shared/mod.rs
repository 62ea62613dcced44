//! What more than one area needs. An area uses this, and never another area.

pub mod addresses;
pub mod control_tower;
pub mod creations;
pub mod names;
pub mod planned;
pub mod read;
pub mod references;
pub mod roots;
pub mod stand_in;
pub mod states;
pub mod strangers;
pub mod tags;
pub mod twins;
