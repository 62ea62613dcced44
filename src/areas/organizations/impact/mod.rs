//! What a plan's changes of policies, attachments and placement do to accounts, and whom they must not lock out.

mod accounts;
mod alike;
mod asking;
mod chains;
mod lockout;
mod picture;
mod reasons;
mod roles;
mod settings;

pub(super) use accounts::impact;
pub(super) use lockout::lockouts;
