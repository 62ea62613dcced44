//! The library: its files, and what its engine makes of templates.

mod compiling;
mod files;
mod templates;
