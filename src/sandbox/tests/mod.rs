//! The sandbox through its front door, in time that is paused.

mod accounts;
mod behaviour;
mod door;
mod history;
mod organizations;
mod policies;
mod registry;
mod rest_xml;
mod services;
mod settings;
mod socket;
