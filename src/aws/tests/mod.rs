//! Tests of the door as a whole.
