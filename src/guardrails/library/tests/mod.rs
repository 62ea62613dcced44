//! The library: its files, and what its engine makes of templates.

mod compiling;
mod coverage;
mod declarative;
mod files;
mod form;
mod packing;
mod protected;
mod readme;
mod requests;
mod support;
mod templates;
