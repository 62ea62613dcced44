//! The layer as its users see it: files in, diagnostics with their exact places out.

mod decoding;
mod files;
mod merging;
mod properties;
mod references;
mod repository;
mod shapes;
