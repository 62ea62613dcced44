//! The operations that the door itself calls.

use crate::facts::op::{Meaning, Op, Service};

/// Who is calling.
pub static GET_CALLER_IDENTITY: Op = Op::read(Service::Sts, "GetCallerIdentity", &[]);

/// Credentials for a member account. It changes nothing.
pub static ASSUME_ROLE: Op = Op::read(
    Service::Sts,
    "AssumeRole",
    // STS API Reference, `AssumeRole`: the Region is not enabled for the account.
    &[("RegionDisabledException", Meaning::Denied)],
);

/// All of them.
pub static OPS: [&Op; 2] = [&GET_CALLER_IDENTITY, &ASSUME_ROLE];
