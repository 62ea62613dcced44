//! Everything that was read, beside what the baseline wants of it: the Organizations core, and every other area.

use super::baseline::Baseline;
use super::kit::services::Services;
use super::organizations::World;

/// What was read, beside what the baseline wants of it.
#[derive(Clone)]
pub struct Inventory {
    /// The Organization, its units, accounts and policies.
    pub world: World,
    /// The other areas.
    pub services: Services,
    /// Calls that reading took.
    pub read_calls: u64,
}

impl Inventory {
    /// What is wanted.
    #[must_use]
    pub fn baseline(&self) -> Baseline {
        Baseline {
            core: self.world.baseline().clone(),
            wants: self.services.wants.clone(),
            areas: self.services.areas,
        }
    }
}
