//! The area policy_types.
