//! Whether an operation changes anything.

/// Whether an operation changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// It only looks.
    Read,
    /// It changes something.
    Write,
}
