//! Adds to a table what is newer than it. The form of the text stands in `overlay.toml`.

mod apply;
mod draft;
mod read;

pub(super) use apply::apply;
