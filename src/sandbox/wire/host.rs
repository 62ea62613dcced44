//! What clients write before the host of an endpoint: a bucket, or an account.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::facts::partitions::PARTITIONS;

/// What a host says about the service that is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Host {
    /// It is an endpoint of another service of AWS.
    Other,
    /// It may be this one: with what stands before the endpoint, if anything does.
    May(Option<String>),
}

/// Looks for `endpoint` (`s3-control`) in a host: `123456789012.s3-control.eu-west-1.amazonaws.com`. A host of this machine may be any service; what
/// stands before it is taken alike: `bucket.localhost:4566`.
pub(super) fn host(authority: &str, endpoint: &str) -> Host {
    let name = without_port(authority);
    if let Some(before) = before_this_machine(&name) {
        return Host::May(before);
    }
    let suffixes = PARTITIONS.iter().map(|partition| partition.dns_suffix);
    let Some(inner) = suffixes
        .filter_map(|suffix| name.strip_suffix(suffix)?.strip_suffix('.'))
        .min_by_key(|inner| inner.len())
    else {
        return Host::May(None);
    };
    // A bucket's name may have dots, and the endpoint's own label in it: the last one counts.
    let labels: Vec<&str> = inner.split('.').collect();
    let Some(at) = labels.iter().rposition(|label| *label == endpoint) else {
        return Host::Other;
    };
    let before = labels.get(..at).unwrap_or_default().join(".");
    Host::May(Some(before).filter(|before| !before.is_empty()))
}

fn without_port(authority: &str) -> String {
    let name = match authority.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => authority,
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}

/// What stands before a host of this machine; none if it is another one.
fn before_this_machine(name: &str) -> Option<Option<String>> {
    let address = name.trim_start_matches('[').trim_end_matches(']');
    if name == "localhost" || address.parse::<Ipv4Addr>().is_ok() || address.parse::<Ipv6Addr>().is_ok() {
        return Some(None);
    }
    let before = ["localhost", "127.0.0.1"]
        .iter()
        .find_map(|host| name.strip_suffix(host)?.strip_suffix('.'));
    before.map(|before| Some(before.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_the_endpoint_is_found() {
        let may = |before: Option<&str>| Host::May(before.map(str::to_owned));
        for (authority, endpoint, wanted) in [
            ("s3.eu-west-1.amazonaws.com", "s3", may(None)),
            ("s3.amazonaws.com:443", "s3", may(None)),
            ("logs.s3.eu-west-1.amazonaws.com", "s3", may(Some("logs"))),
            (
                "my.s3.logs.s3.dualstack.eu-west-1.amazonaws.com",
                "s3",
                may(Some("my.s3.logs")),
            ),
            ("LOGS.s3.cn-north-1.amazonaws.com.cn", "s3", may(Some("logs"))),
            (
                "111122223333.s3-control.eu-west-1.amazonaws.com",
                "s3-control",
                may(Some("111122223333")),
            ),
            ("111122223333.s3-control.eu-west-1.amazonaws.com", "s3", Host::Other),
            ("s3.eu-west-1.amazonaws.com", "s3-control", Host::Other),
            ("iam.amazonaws.com", "s3", Host::Other),
            ("localhost:4566", "s3", may(None)),
            ("127.0.0.1:4566", "s3-control", may(None)),
            ("[::1]:4566", "s3", may(None)),
            ("logs.localhost:4566", "s3", may(Some("logs"))),
            ("my.logs.127.0.0.1:4566", "s3", may(Some("my.logs"))),
            ("sandbox.example:80", "s3", may(None)),
        ] {
            assert_eq!(host(authority, endpoint), wanted, "{authority} {endpoint}");
        }
    }
}
