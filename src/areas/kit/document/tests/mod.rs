//! Documents as AWS echoes them, and what holds of every one.

mod echoes;
mod late;
mod limits;
mod merging;
mod properties;
mod support;
mod writer;
