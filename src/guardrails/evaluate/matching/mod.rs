//! Patterns of the policy language against texts: actions, resources, ARNs and texts with wildcards.
//!
//! Each kind is compiled once (`Glob::new`) and matched often. `covers` and `overlaps` compare two patterns with each other.

mod action;
mod arn;
mod glob;
mod pieces;
mod relation;
mod resource;

pub use action::ActionPatterns;
pub use arn::ArnPattern;
pub use glob::Glob;
pub use pieces::{Piece, Reach};
pub use relation::{covers, overlaps, resource_covers, resource_overlaps};
pub use resource::ResourcePattern;

pub(in crate::guardrails::evaluate) use pieces::{matches, steps};
pub(in crate::guardrails::evaluate) use relation::{pieces_cover, pieces_overlap};
pub(in crate::guardrails::evaluate) use resource::READING as RESOURCES;
