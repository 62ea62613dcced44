//! Makes changes of policy types.

use std::time::Duration;

use aws_sdk_organizations::types::PolicyType;
use tokio::time::Instant;

use crate::areas::area::{Area, Failure, Outcome};
use crate::areas::organizations::area::Applying;
use crate::areas::organizations::shared::roots;
use crate::aws::already_so;
use crate::engine::change::Change;
use crate::engine::plan::Pending;
use crate::organization::{Place, PolicyTypeState};

use super::operations::ENABLE;

/// Between two looks at a type that AWS is enabling.
const POLL: Duration = Duration::from_secs(2);

/// Makes one change, and waits until AWS has finished it.
pub async fn apply(area: &dyn Area, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
    let root = applying.place(&Place::Root)?;
    let name = &change.address.key;
    let writer = applying.writer(area);
    let client = writer.organizations();
    if !change.calls.is_empty() {
        let send = || {
            let request = client.enable_policy_type().root_id(root.as_str());
            request.policy_type(PolicyType::from(name.as_str())).send()
        };
        already_so(writer.call(&ENABLE, send).await)?;
    }
    let since = Instant::now();
    loop {
        let found = roots::read(&applying.reader()).await?;
        if found.types.get(name) == Some(&PolicyTypeState::Enabled) {
            return Ok(Outcome::DONE);
        }
        if !applying
            .wait(
                change,
                since,
                applying.door.paced(POLL),
                "AWS is enabling the policy type",
            )
            .await
        {
            return Ok(Outcome::Pending(Pending {
                what: format!("enabling of {}", change.address),
                // AWS says neither since when nor until when.
                since: String::new(),
                until: String::new(),
            }));
        }
    }
}
