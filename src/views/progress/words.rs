//! What lines and bars say alike.

use crate::engine::address::Address;
use crate::engine::change::Action;
use crate::engine::event::End;
use crate::views::safe;

/// What a change does, to what.
pub fn title(action: Action, address: &Address) -> String {
    safe::text(&format!("{action} {address}")).into_owned()
}

/// How a change ended: a word, and what there is to say.
pub fn ended(end: &End) -> (&'static str, Option<String>) {
    let (word, why) = match end {
        End::Done { note, .. } => ("done", note.as_deref()),
        End::Pending { what, .. } => ("pending", Some(what.as_str())),
        End::Failed { message, .. } => ("failed", Some(message.as_str())),
        End::Skipped { why } => ("skipped", Some(why.as_str())),
    };
    (word, why.map(|why| safe::text(why).into_owned()))
}
