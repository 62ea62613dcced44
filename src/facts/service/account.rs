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
        (
            &["GetAlternateContact", "GetContactInformation"],
            Rates::of_account(Rate::new(10.0, 15.0)),
        ),
        (
            &["PutAlternateContact", "PutContactInformation"],
            Rates::of_account(Rate::new(5.0, 8.0)),
        ),
        (&["DeleteAlternateContact"], Rates::of_account(Rate::new(1.0, 6.0))),
        (
            &["GetAccountInformation", "GetPrimaryEmail"],
            Rates::of_account(Rate::new(3.0, 3.0)),
        ),
        (
            &["PutAccountName", "EnableRegion", "DisableRegion"],
            Rates::of_account(Rate::new(1.0, 1.0)),
        ),
        (
            &["ListRegions", "GetRegionOptStatus"],
            Rates::of_account(Rate::new(5.0, 5.0)),
        ),
    ],
    asynchronous: &[],
};
