//! The text of a policy with places to fill in: a JSON tree, filled as a tree, so that no value can change its shape.

mod check;
mod fill;
mod pieces;
mod rule;
#[expect(clippy::module_inception, reason = "the template is what the folder is about")]
mod template;
mod values;

pub(super) use template::Template;
