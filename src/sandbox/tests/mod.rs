//! The sandbox through its front door, in time that is paused.

mod accounts;
mod behaviour;
mod door;
mod organizations;
mod policies;
mod services;
mod socket;
