use super::super::rates::{Rate, Rates};
use super::{Protocol, Quota, Reach, Service};

/// AWS Account Management.
///
/// Source: AWS Account Management Reference Guide, "Quotas".
pub static ACCOUNT: Service = Service {
    prefix: "account",
    signing_name: "account",
    reach: Reach::Global,
    protocol: Protocol::RestJson,
    serial_writes: false,
    quota: Quota::PerOperation,
    rates: &[
        (&["GetAccountInformation"], Rates::of_account(Rate::new(3.0, 3.0))),
        (&["PutAccountName"], Rates::of_account(Rate::new(1.0, 1.0))),
    ],
    asynchronous: &[],
};
