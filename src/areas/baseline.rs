//! The baseline as it is planned from: checked, with references resolved and files read.

use super::kit::area::AnyArea;
use super::kit::declaring::Wants;
use super::organizations;

/// A checked baseline.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// The Organization, its units, accounts and policies.
    pub core: organizations::Baseline,
    /// What the other areas want.
    pub wants: Wants,
    /// The other areas.
    pub areas: &'static [&'static dyn AnyArea],
}
