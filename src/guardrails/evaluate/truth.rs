//! Three-valued truth: what is not known may be either.

/// Whether something matches. The order is that of AND: the least of several is their conjunction, the greatest their disjunction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It does not.
    False,
    /// It may or may not: a key that decides it is not known.
    Unknown,
    /// It does.
    True,
}

impl Truth {
    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// The opposite if `negated`.
    #[must_use]
    pub fn negated(self, negated: bool) -> Self {
        if negated { !self } else { self }
    }

    /// Whether it is surely so.
    #[must_use]
    pub fn is_true(self) -> bool {
        self == Self::True
    }

    /// Whether it is surely not so.
    #[must_use]
    pub fn is_false(self) -> bool {
        self == Self::False
    }
}

/// The opposite; what is not known stays so.
impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(truth: bool) -> Self {
        if truth { Self::True } else { Self::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{False, True, Unknown};

    #[test]
    fn what_is_not_known_decides_nothing_alone() {
        assert_eq!(False.and(Unknown), False);
        assert_eq!(True.and(Unknown), Unknown);
        assert_eq!(True.or(Unknown), True);
        assert_eq!(False.or(Unknown), Unknown);
        assert_eq!(!Unknown, Unknown);
        assert_eq!(!True, False);
    }
}
