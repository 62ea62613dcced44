//! Writes the delegation policy.

use crate::areas::area::{Area, Failure, Outcome};
use crate::areas::organizations::area::Applying;
use crate::aws::already_so;
use crate::engine::change::Change;

use super::merge::Merged;
use super::operations::{DELETE, PUT};
use super::plan::{shown, wanted};
use super::read::read;

/// Makes the change.
pub async fn apply(area: &dyn Area, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
    let changed = || Outcome::Skipped {
        why: "somebody else has changed it since it was read: its text is another one; plan again".to_owned(),
    };
    // Others write it too: it is read again just before it is written.
    let live = read(&applying.reader(), true).await?;
    let before = change.before.as_ref().and_then(|value| value.get("document"));
    let wanted = wanted(applying.world, &live)
        .map_err(|error| Failure::new(format!("the delegation policy is not a document: {}", error.message)))?;
    if wanted == Merged::Same {
        return Ok(Outcome::DONE);
    }
    if live.document.as_ref() != before {
        return Ok(changed());
    }
    let after = change.after.as_ref().and_then(|value| value.get("document"));
    let writer = applying.writer(area);
    let client = writer.organizations();
    match wanted {
        Merged::Text { text, .. } if after == Some(&shown(&text)) => {
            writer
                .call(&PUT, || client.put_resource_policy().content(&text).send())
                .await?;
        }
        Merged::Gone { .. } if after.is_none() => {
            already_so(writer.call(&DELETE, || client.delete_resource_policy().send()).await)?;
        }
        // What was shown is written, and nothing else.
        _ => return Ok(changed()),
    }
    Ok(Outcome::DONE)
}
