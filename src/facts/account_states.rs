//! What each state of an account allows. One table: plans leave out what it does not allow, and the sandbox refuses it.
//!
//! Sources: AWS Organizations User Guide, "Monitor the state of your AWS accounts" (the words and what they mean) and "Closing a member account in an
//! organization" (a closed account stays visible for ninety days, can be reopened by AWS Support, and then vanishes); API Reference,
//! `RegisterDelegatedAdministrator` (`CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR`) and `DeregisterDelegatedAdministrator` (no reason names
//! a state). Where AWS documents no answer, the table allows less than AWS may: what is not sent cannot fail for ever.

/// What can be done to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountAction {
    /// Its tags are set and removed.
    Tag,
    /// It gets another name.
    Rename,
    /// It comes under another unit.
    Move,
    /// A policy is attached to it.
    Attach,
    /// A policy is taken off it.
    Detach,
    /// It becomes the delegated administrator of a service.
    Register,
    /// It is the delegated administrator of a service no longer.
    Deregister,
    /// Somebody assumes a role in it and works there.
    Work,
}

/// One state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountState {
    /// AWS's word.
    pub word: &'static str,
    /// What it means, for people.
    pub meaning: &'static str,
    /// What can be done.
    pub allows: &'static [AccountAction],
    /// Whether the account is closed or about to be, so that it vanishes by itself.
    pub is_closing: bool,
}

/// Every state that this version knows.
pub const ACCOUNT_STATES: &[AccountState] = &[
    AccountState {
        word: "ACTIVE",
        meaning: "in use",
        allows: &[
            AccountAction::Tag,
            AccountAction::Rename,
            AccountAction::Move,
            AccountAction::Attach,
            AccountAction::Detach,
            AccountAction::Register,
            AccountAction::Deregister,
            AccountAction::Work,
        ],
        is_closing: false,
    },
    // It is a member whose sign-up is not complete (User Guide): what Organizations keeps about it can change, what it has to answer for itself cannot.
    AccountState {
        word: "PENDING_ACTIVATION",
        meaning: "its sign-up is not complete",
        allows: &[
            AccountAction::Tag,
            AccountAction::Move,
            AccountAction::Attach,
            AccountAction::Detach,
            AccountAction::Deregister,
        ],
        is_closing: false,
    },
    // AWS has restricted it (User Guide). People do move such accounts to a unit of their own (aws-samples/aws-secure-environment-accelerator, issue 613);
    // it cannot be registered (API Reference).
    AccountState {
        word: "SUSPENDED",
        meaning: "AWS has restricted it",
        allows: &[AccountAction::Tag, AccountAction::Move, AccountAction::Deregister],
        is_closing: false,
    },
    AccountState {
        word: "PENDING_CLOSURE",
        meaning: "it is being closed",
        allows: &[AccountAction::Deregister],
        is_closing: true,
    },
    AccountState {
        word: "CLOSED",
        meaning: "it is closed, and vanishes ninety days after that",
        allows: &[AccountAction::Deregister],
        is_closing: true,
    },
];

/// A word that AWS has added since: nothing is done to such an account.
const UNKNOWN: AccountState = AccountState {
    word: "",
    meaning: "a state that this version does not know",
    allows: &[],
    is_closing: false,
};

/// The state of this word.
#[must_use]
pub fn account_state(word: &str) -> AccountState {
    let known = ACCOUNT_STATES.iter().find(|state| state.word == word);
    known.copied().unwrap_or(UNKNOWN)
}

impl AccountState {
    /// Whether this can be done to the account.
    #[must_use]
    pub fn allows(&self, deed: AccountAction) -> bool {
        self.allows.contains(&deed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_active_accounts_can_be_worked_in_renamed_and_registered() {
        for state in ACCOUNT_STATES {
            let is_active = state.word == "ACTIVE";
            for deed in [AccountAction::Work, AccountAction::Rename, AccountAction::Register] {
                assert_eq!(state.allows(deed), is_active, "{} {deed:?}", state.word);
            }
            // Whoever is to take over must be able to.
            assert!(state.allows(AccountAction::Deregister), "{}", state.word);
            assert_eq!(
                state.allows(AccountAction::Attach),
                state.allows(AccountAction::Detach),
                "{}",
                state.word
            );
        }
    }

    #[test]
    fn a_word_that_is_not_known_allows_nothing() {
        assert_eq!(account_state("REINSTATING").allows, []);
        assert!(!account_state("REINSTATING").is_closing);
        assert!(account_state("CLOSED").is_closing);
    }
}
