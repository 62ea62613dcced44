//! One integration-test binary: each further one would link the whole SDK again.
