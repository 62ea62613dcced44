//! Any tree, any policies, any second baseline.
