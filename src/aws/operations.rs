//! The operations that the door itself calls.

use crate::facts::answer::Field;
use crate::facts::op::{Meaning, Op};
use crate::facts::service::STS;

/// Who is calling.
pub static GET_CALLER_IDENTITY: Op = Op::read(
    &STS,
    "GetCallerIdentity",
    &[Field::text("Account"), Field::text("Arn")],
    &[],
);

/// Credentials for a member account. It changes nothing.
pub static ASSUME_ROLE: Op = Op::read(
    &STS,
    "AssumeRole",
    &[
        Field::structure("Credentials"),
        Field::text("Credentials.AccessKeyId"),
        Field::text("Credentials.SecretAccessKey"),
        Field::text("Credentials.SessionToken"),
    ],
    // STS API Reference, `AssumeRole`: the Region is not enabled for the account.
    &[("RegionDisabledException", Meaning::Denied)],
);

/// All of them.
pub static OPS: [&Op; 2] = [&GET_CALLER_IDENTITY, &ASSUME_ROLE];
