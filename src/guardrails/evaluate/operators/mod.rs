//! The condition operators, one file a family.
//!
//! Source: IAM User Guide, "IAM JSON policy elements: Condition operators".

mod address;
mod binary;
mod boolean;
mod date;
mod decimal;
mod string;
mod test;

pub(super) use test::Test;
