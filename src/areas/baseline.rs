//! The baseline as it is planned from: checked, with references resolved and files read.

use super::kit::catalog::Catalog;
use super::kit::declaring::Wants;
use super::organizations;

/// A checked baseline.
#[derive(Debug, Clone)]
pub struct Baseline {
    /// The Organization, its units, accounts and policies.
    pub core: organizations::Baseline,
    /// What the other areas want.
    pub wants: Wants,
    /// The other areas.
    pub areas: Catalog,
}

impl Default for Baseline {
    fn default() -> Self {
        Self {
            core: organizations::Baseline::default(),
            wants: Wants::default(),
            areas: Catalog(&[]),
        }
    }
}
