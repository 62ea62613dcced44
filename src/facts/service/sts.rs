use super::super::rates::Rate;
use super::{Protocol, Quota, Reach, Service};

/// AWS Security Token Service.
///
/// Tokens of Regional endpoints are valid in all Regions, those of the global one are not. One quota of 600 calls a second is shared by its
/// operations (IAM User Guide, "IAM and AWS STS quotas").
pub static STS: Service = Service {
    prefix: "sts",
    signing_name: "sts",
    reach: Reach::Regional,
    protocol: Protocol::Query { version: "2011-06-15" },
    serial_writes: false,
    quota: Quota::Shared(Rate::new(600.0, 600.0)),
    rates: &[],
    asynchronous: &[],
};
