use super::super::rates::{Rate, Rates};
use super::{Protocol, Quota, Reach, Service};

/// Resource Groups Tagging API. Tags of Organizations are read in its home Region, as those of every global service.
///
/// Source: Resource Groups Tagging API Reference, "GetResources": 15 calls a second.
pub static TAGGING: Service = Service {
    prefix: "tag",
    signing_name: "tagging",
    reach: Reach::Global,
    protocol: Protocol::Json {
        target: "ResourceGroupsTaggingAPI_20170126",
    },
    serial_writes: false,
    quota: Quota::PerOperation,
    rates: &[(&["GetResources"], Rates::of_account(Rate::new(15.0, 15.0)))],
    asynchronous: &[],
};
