//! How long AWS typically is at what it does after its answer. Nothing but estimates and the simulated AWS rests on these.
//!
//! AWS publishes none of these times: the API Reference calls `CreateAccount` and `EnablePolicyType` asynchronous and gives no figure. How long a
//! call takes on the way depends on where the caller is.

use std::time::Duration;

/// From the answer to `CreateAccount` until the account is there.
pub const ACCOUNT_CREATION: Duration = Duration::from_secs(20);
/// From the answer to `EnablePolicyType` or `DisablePolicyType` until the root has the new state.
pub const POLICY_TYPE_CHANGE: Duration = Duration::from_secs(2);
/// From sending a call to its answer, over a network.
pub const LATENCY: Duration = Duration::from_millis(150);
