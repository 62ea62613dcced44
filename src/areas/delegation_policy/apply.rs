//! Writes the delegation policy.

use crate::areas::area::{Applying, Failure, Outcome};
use crate::aws::already_so;
use crate::engine::change::Change;
use crate::guardrails::minify;

use super::DelegationPolicy;
use super::operations::{DELETE, PUT};
use super::plan::wanted;
use super::read::read;

/// Makes the change.
pub async fn apply(area: &DelegationPolicy, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
    // Others write it too: it is read again just before it is written.
    let live = read(&applying.reader(), true).await?;
    let before = change.before.as_ref().and_then(|value| value.get("document"));
    let wanted = wanted(applying.world, live.document.as_ref());
    if wanted == live.document {
        return Ok(Outcome::DONE);
    }
    if live.document.as_ref() != before {
        return Ok(Outcome::Skipped {
            why: "somebody else has changed it since it was read: its text is another one; plan again".to_owned(),
        });
    }
    let writer = applying.writer(area);
    let client = writer.organizations();
    match wanted {
        Some(document) => {
            let text = minify(&document);
            writer
                .call(&PUT, || client.put_resource_policy().content(&text).send())
                .await?;
        }
        None => {
            already_so(writer.call(&DELETE, || client.delete_resource_policy().send()).await)?;
        }
    }
    Ok(Outcome::DONE)
}
