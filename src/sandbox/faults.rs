//! Faults on order: what goes wrong, and when.

use super::corruption::Corruption;
use super::hash;

/// Something that goes wrong at a chosen call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// At which call.
    pub when: When,
}

/// What goes wrong. All but `DropAfter` and `Corruption` leave the state as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// The call is refused for being one too many, in the words of its service.
    Throttle,
    /// The service answers 500, in its own words.
    ServerError,
    /// No answer ever comes, and nothing was done.
    Timeout,
    /// The connection closes without an answer, and nothing was done.
    DropBefore,
    /// The connection closes without an answer, but the call took effect.
    DropAfter,
    /// The call takes effect, and its answer is not as AWS sends it.
    Corruption {
        /// The field: `Accounts[].Id` is the id of each account.
        path: String,
        /// What is wrong with it.
        how: Corruption,
    },
    /// The call is refused with this code.
    Error {
        /// The error code, as the service spells it.
        code: String,
        /// The message beside it.
        message: String,
    },
}

/// Which calls a fault hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// The n-th call of this sandbox, from 1.
    Nth(u64),
    /// The n-th call of one operation, from 1.
    NthOf {
        /// `organizations:ListAccounts`.
        operation: String,
        /// Which of them.
        n: u64,
    },
    /// Every call of one operation.
    Always {
        /// `organizations:ListAccounts`.
        operation: String,
    },
    /// Some calls, the same ones for the same seed.
    Seeded {
        /// Decides which ones.
        seed: u64,
        /// How many of a thousand, about.
        per_thousand: u32,
    },
}

impl When {
    /// Whether it hits the `number`-th call, which is the `nth`-th of `operation`.
    pub(super) fn hits(&self, operation: &str, number: u64, nth: u64) -> bool {
        match self {
            Self::Nth(n) => *n == number,
            Self::NthOf { operation: of, n } => of == operation && *n == nth,
            Self::Always { operation: of } => of == operation,
            Self::Seeded { seed, per_thousand } => {
                hash::mix(seed ^ hash::mix(number)) % 1_000 < u64::from(*per_thousand)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeded_faults_come_about_as_often_as_asked_and_the_same_ones_each_time() {
        let when = When::Seeded {
            seed: 42,
            per_thousand: 100,
        };
        let hits = || (1..=10_000).filter(|n| when.hits("a:B", *n, *n)).collect::<Vec<u64>>();
        assert!((800..1_200).contains(&hits().len()), "{}", hits().len());
        assert_eq!(hits(), hits());
    }

    #[test]
    fn counted_faults_hit_one_call() {
        let when = When::NthOf {
            operation: "a:B".to_owned(),
            n: 2,
        };
        assert!(when.hits("a:B", 9, 2));
        assert!(!when.hits("a:B", 2, 1));
        assert!(!when.hits("a:C", 2, 2));
    }
}
