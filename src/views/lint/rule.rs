//! What is said of a code as such.

/// What is said of a code as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About<'a> {
    /// The code.
    pub code: &'a str,
    /// What is wrong, in one line.
    pub summary: &'a str,
    /// Why it hurts and what to do.
    pub text: &'a str,
}
