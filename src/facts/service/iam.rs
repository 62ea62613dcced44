use super::{Protocol, Quota, Reach, Service};

/// AWS Identity and Access Management. It publishes no rates.
pub static IAM: Service = Service {
    prefix: "iam",
    signing_name: "iam",
    reach: Reach::Global,
    protocol: Protocol::Query { version: "2010-05-08" },
    serial_writes: false,
    quota: Quota::PerOperation,
    rates: &[],
    asynchronous: &[],
};
