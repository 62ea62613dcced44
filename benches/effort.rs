//! What a plan asks of AWS and of this machine.
fn main() {}
