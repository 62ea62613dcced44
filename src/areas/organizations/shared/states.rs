//! Accounts whose state does not allow what the baseline wants of them: what is left out, by name.

use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::world::World;
use crate::engine::address::Address;
use crate::engine::plan::LeftOut;
use crate::facts::account_states::AccountAction;
use crate::organization::{LiveAccount, Node};

/// The account that a node is, if its state does not allow this.
#[must_use]
pub fn shut<'w>(world: &'w World, node: &Node, deed: AccountAction) -> Option<&'w LiveAccount> {
    let id = node.id(&world.binding)?;
    let account = world.live.accounts.as_ref()?.get(id)?;
    (!account.state.allows(deed)).then_some(account)
}

/// Leaves out what the state of an account does not allow. What ends by itself, as the account vanishes, is no drift.
pub fn leave_out(address: &Address, account: &LiveAccount, what: &str, ends_by_itself: bool, draft: &mut Draft) {
    draft.left_out.push(LeftOut {
        address: address.clone(),
        why: format!("{what}: account {} is {}", account.id, account.state.explained()),
        drift: !(ends_by_itself && account.state.is_closing()),
    });
}
