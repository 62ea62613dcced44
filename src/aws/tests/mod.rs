//! Tests of the door as a whole, against scripted answers.

mod calls;
mod members;
mod network;
mod pacing;
mod partitions;
mod script;
mod simulated;
