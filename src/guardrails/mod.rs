//! The policy language. Knows no AWS client and no I/O.
