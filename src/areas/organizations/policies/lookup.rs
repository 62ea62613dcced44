//! What areas and order ask of one policy.

use serde_json::Value;

use crate::areas::organizations::model::live::LivePolicy;
use crate::areas::organizations::model::policy::DeclaredPolicy;
use crate::areas::organizations::model::world::World;
use crate::engine::address::Address;
use crate::guardrails::{Language, language_of};

/// The live policy of an address.
pub fn live<'a>(world: &'a World, address: &Address) -> Option<&'a LivePolicy> {
    let id = world.policy_binding.ids.get(address)?;
    let declared = world.baseline.policies.get(address)?;
    world.policies.of_type(&declared.policy_type)?.get(id)
}

/// The canonical form of what the baseline says.
pub fn document(declared: &DeclaredPolicy) -> Value {
    declared.document.canonical(language_of(&declared.policy_type))
}

/// Whether something that a policy of this type denies may be given up: another one may have to deny it first.
pub fn can_loosen(world: &World, policy_type: &str) -> bool {
    language_of(policy_type) != Language::Statements || world.knows_what_binds()
}
