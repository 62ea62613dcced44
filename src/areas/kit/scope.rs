//! What is compared: one kind in one session.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::erased::AnyKind;
use super::organization::Organization;
use super::resource::{Desired, Live};
use crate::engine::address::Address;
use crate::engine::session::Session;

/// What is compared.
pub(super) struct Scope<'a> {
    pub kind: &'a dyn AnyKind,
    /// The area that manages it.
    pub area: &'static str,
    /// Whether the area's table is in the baseline.
    pub is_declared: bool,
    pub session: &'a Session,
    /// What is wanted in the session; what is known by now is filled in.
    pub desired: &'a [&'a Desired<Json>],
    pub live: &'a [Live<Json>],
    /// What is wanted anywhere.
    pub wanted: &'a BTreeMap<Address, Desired<Json>>,
    pub organization: &'a Organization,
}
