//! What accounts are entered for.

/// What accounts are entered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To compare them with the baseline: `plan` and `drift`.
    Compare,
    /// To change them, and to look at them before and after: `apply`.
    Change,
}
