use super::{HostLabel, Protocol, Quota, Reach, Service};

/// Amazon S3 Control: what S3 keeps for a whole account. Its IAM actions have other names, with the prefix `s3`. It publishes no rates.
///
/// Source: service model of botocore 1.44, `s3control` of 2018-08-20.
pub static S3_CONTROL: Service = Service {
    prefix: "s3control",
    signing_name: "s3",
    reach: Reach::Regional,
    protocol: Protocol::RestXml {
        endpoint: "s3-control",
        before: HostLabel::AccountId,
        namespace: "http://awss3control.amazonaws.com/doc/2018-08-20/",
        wrapped_errors: true,
    },
    serial_writes: false,
    quota: Quota::PerOperation,
    rates: &[],
    asynchronous: &[],
};
