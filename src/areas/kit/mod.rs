//! What every area outside of the Organizations core is made of.
//!
//! An area is a table of the baseline ([`area`]) and the kinds of things that it asks for ([`kind`]). Of a kind the author says how it is read, and how a
//! difference is mended; the rest is here, once: binding, adoption, release, `[[removed]]` and what is exclusive (`binding`, `steps`, `planning`),
//! reading where something is wanted ([`reading`]), reading again just before a change (`recheck`), sending ([`applying`]), verifying ([`verify`])
//! and saved plans ([`saved`]). What is wanted and what is live are one type ([`resource`]); side by side they are JSON ([`erased`]).

pub mod applying;
pub mod area;
mod binding;
pub mod catalog;
pub mod declaring;
pub mod document;
pub mod documents;
pub mod erased;
pub mod info;
pub mod kind;
mod merge;
pub mod names;
pub mod organization;
pub mod planning;
pub mod prelude;
pub mod purpose;
pub mod reading;
pub mod recheck;
pub mod resource;
mod roles;
pub mod saved;
mod scope;
pub mod services;
pub mod step;
mod steps;
pub mod verify;
