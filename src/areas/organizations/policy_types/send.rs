//! Enables policy types.

use std::time::Duration;

use aws_sdk_organizations::types::PolicyType;
use tokio::time::Instant;

use crate::areas::area::{Failure, Outcome};
use crate::areas::organizations::area::Sending;
use crate::areas::organizations::model::call::Call;
use crate::areas::organizations::shared::roots;
use crate::aws::already_so;
use crate::engine::plan::Pending;
use crate::organization::PolicyTypeState;

use super::operations::ENABLE;

/// Between two looks at a type that AWS is enabling.
const POLL: Duration = Duration::from_secs(2);

/// Sends one call, and waits until AWS has finished it.
pub async fn send(sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
    let Call::EnablePolicyType { root, policy_type } = &call else {
        return Err(call.of_another_area());
    };
    let root = sending.text(root)?;
    let writer = sending.writer();
    let client = writer.client::<aws_sdk_organizations::Client>();
    let send = || {
        let request = client.enable_policy_type().root_id(&root);
        request.policy_type(PolicyType::from(policy_type.as_str())).send()
    };
    already_so(writer.call(&ENABLE, send).await)?;
    follow(sending, call).await
}

/// Waits until AWS has finished what it was asked for.
pub async fn follow(sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
    let Call::EnablePolicyType { policy_type, .. } = call else {
        return Err(call.of_another_area());
    };
    let since = Instant::now();
    loop {
        let found = roots::read(&sending.reader()).await?;
        if found.types.get(&policy_type) == Some(&PolicyTypeState::Enabled) {
            return Ok(Outcome::DONE);
        }
        let pause = sending.door.paced(POLL);
        if !sending.wait(since, pause, "AWS is enabling the policy type").await {
            return Ok(Outcome::Pending(Pending {
                what: format!("enabling of {}", sending.address),
                // AWS says neither since when nor until when.
                since: String::new(),
                until: String::new(),
            }));
        }
    }
}
