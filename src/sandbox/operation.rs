//! One simulated operation, and what it is asked.

use serde_json::Value;

use super::caller::Caller;
use super::clock::Moment;
use super::input::Input;
use super::model::{Organization, State};
use super::refusal::Refusal;
use crate::facts::op::Access;

/// What a call comes with.
pub(super) struct Ask<'a> {
    pub(super) input: Input<'a>,
    pub(super) caller: &'a Caller,
    pub(super) now: Moment,
    /// Now, by the caller's clock, which on a socket is not the sandbox's.
    pub(super) sent: Moment,
    /// The Region the call was signed for.
    pub(super) region: &'a str,
}

/// Who may call an operation of Organizations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Callers {
    /// The management account.
    Management,
    /// The management account, and delegated administrators of whatever service.
    Readers,
    /// Every account; the operation itself knows the limits.
    Anyone,
}

/// What an operation works on.
pub(super) enum Run {
    /// The Organization, which must exist.
    Organization(fn(&mut Organization, &Ask<'_>) -> Result<Value, Refusal>),
    /// Everything.
    State(fn(&mut State, &Ask<'_>) -> Result<Value, Refusal>),
}

/// One simulated operation.
pub(super) struct Operation {
    pub(super) name: &'static str,
    pub(super) access: Access,
    pub(super) who: Callers,
    pub(super) run: Run,
}

impl Operation {
    /// One that every account may call, and that works on everything.
    pub(super) const fn anyones(
        name: &'static str,
        access: Access,
        run: fn(&mut State, &Ask<'_>) -> Result<Value, Refusal>,
    ) -> Self {
        Self {
            name,
            access,
            who: Callers::Anyone,
            run: Run::State(run),
        }
    }

    /// Does it, or says why not. What is refused changes nothing.
    pub(super) fn run(&self, state: &mut State, ask: &Ask<'_>) -> Result<Value, Refusal> {
        match &self.run {
            Run::State(run) => run(state, ask),
            Run::Organization(run) => {
                let organization = state.organization.as_mut().ok_or_else(Refusal::not_in_use)?;
                if !permitted(organization, self.who, &ask.caller.account) {
                    return Err(Refusal::denied());
                }
                run(organization, ask)
            }
        }
    }
}

fn permitted(organization: &Organization, who: Callers, account: &str) -> bool {
    match who {
        Callers::Anyone => true,
        Callers::Management => account == organization.management_account,
        Callers::Readers => {
            account == organization.management_account
                || organization.delegations.values().any(|of| of.contains_key(account))
        }
    }
}
