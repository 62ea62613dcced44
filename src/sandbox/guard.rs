//! Who may talk to the sandbox's port: tools of this machine that sign their requests, and no web page that a browser of this machine shows.
//!
//! A page can have the browser send to any port here, under a name of its own that leads to this machine, and can read the answer then. It cannot
//! choose the `Host`, it cannot hide its `Origin`, and it can set no `Authorization` without being allowed to.

use std::net::{Ipv4Addr, Ipv6Addr};

use http::header::{AUTHORIZATION, HOST, HeaderMap, ORIGIN};
use http::request::Parts;
use http::uri::{Authority, Uri};
use http::{Method, StatusCode};
use serde_json::{Value, json};

/// Why a request is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) status: StatusCode,
    code: &'static str,
    message: &'static str,
}

impl Refused {
    /// In the words of AWS's JSON.
    pub(super) fn body(self) -> Value {
        json!({"__type": self.code, "Message": self.message, "message": self.message})
    }
}

/// Whether a request is let in. `Host` may name any port of this machine, as it does behind a proxy here.
pub(super) fn check(request: &Parts) -> Result<(), Refused> {
    let denied = |message| Refused {
        status: StatusCode::FORBIDDEN,
        code: "AccessDeniedException",
        message,
    };
    let headers = &request.headers;
    let misdirected = |message| Refused {
        status: StatusCode::MISDIRECTED_REQUEST,
        ..denied(message)
    };
    let Some(host) = only(headers, HOST).filter(|host| is_here(host)) else {
        return Err(misdirected(
            "the sandbox answers to 127.0.0.1, [::1] and localhost, and to no other `Host`",
        ));
    };
    // `POST http://host/ HTTP/1.1`, as one speaks to a proxy: that host is the one that counts, and `Host` has to be the same (RFC 9112, 3.2.2).
    let target = request.uri.authority().map(Authority::as_str);
    if target.is_some_and(|target| !is_here(target) || !target.eq_ignore_ascii_case(host)) {
        return Err(misdirected(
            "the sandbox is no proxy: the host of the request line has to be its own, and the same as `Host`",
        ));
    }
    if request.method == Method::CONNECT {
        return Err(denied("the sandbox is no proxy"));
    }
    if headers.contains_key(ORIGIN) && !only(headers, ORIGIN).is_some_and(is_local_page) {
        return Err(denied("the sandbox answers no web page of another machine"));
    }
    if request.method == Method::OPTIONS {
        return Err(denied("the sandbox lets no web page in"));
    }
    if !only(headers, AUTHORIZATION).is_some_and(is_signature) {
        return Err(Refused {
            code: "MissingAuthenticationTokenException",
            ..denied("the request is not signed: the sandbox takes any access key, and none is none")
        });
    }
    Ok(())
}

/// The value of a header that is there once.
fn only(headers: &HeaderMap, name: http::HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

fn is_here(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    // What follows the name is nothing, or a port; what stands before it, as `user@`, is neither.
    let port_is_one = match host.strip_prefix(authority.host()) {
        Some("") => true,
        Some(rest) => rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok()),
        None => false,
    };
    port_is_one && is_loopback(authority.host())
}

/// `https://localhost:3000`: a page that somebody develops on this machine.
fn is_local_page(origin: &str) -> bool {
    let uri = origin.parse::<Uri>().ok();
    uri.and_then(|uri| uri.host().map(is_loopback)).unwrap_or(false)
}

/// An address is written as one is: `127.1` and `2130706433` are names.
fn is_loopback(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']').map(str::parse::<Ipv6Addr>);
        return address.is_some_and(|address| address.is_ok_and(|address| address.is_loopback()));
    }
    // Clients of S3 Control write the account before the host. No browser takes such a host for one: what ends in a number has to be an address.
    let address = match host.split_once('.') {
        Some((account, rest)) if account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => host,
    };
    if let Ok(address) = address.parse::<Ipv4Addr>() {
        return address.is_loopback();
    }
    // With a dot at its end it is the same name (RFC 6761, 6.3).
    let name = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Signature Version 4, or 4a. What it says is not checked.
fn is_signature(authorization: &str) -> bool {
    authorization.starts_with("AWS4-") && authorization.contains("Credential=")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNED: &str = "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/sts/aws4_request, SignedHeaders=host";

    fn answer(method: &str, headers: &[(&str, &str)]) -> u16 {
        answer_at(method, "/", headers)
    }

    fn answer_at(method: &str, target: &str, headers: &[(&str, &str)]) -> u16 {
        let mut request = http::Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        check(&parts).map_or_else(|refused| refused.status.as_u16(), |()| 200)
    }

    #[test]
    fn only_this_machine_is_a_host() {
        for host in [
            "127.0.0.1:4566",
            "localhost:4566",
            "LOCALHOST:4566",
            "[::1]:4566",
            "127.8.9.1:4566",
            "sts.localhost:4566",
            "127.0.0.1",
            "127.0.0.1:80",
            "localhost.",
            "localhost.:4566",
            "LocalHost.:1",
            "[::1]",
            "[0:0:0:0:0:0:0:1]:4566",
            "123456789012.127.0.0.1:4566",
            "123456789012.localhost:4566",
        ] {
            assert_eq!(
                answer("POST", &[("host", host), ("authorization", SIGNED)]),
                200,
                "{host}"
            );
        }
        for host in [
            "evil.example:4566",
            "127.0.0.1.evil.example:4566",
            "localhost.evil.example:4566",
            "localhost@evil.example:4566",
            "evil@localhost:4566",
            "10.0.0.1:4566",
            "0.0.0.0:4566",
            "[::2]:4566",
            "127.1",
            "127.1:4566",
            "2130706433",
            "0x7f000001",
            "0.0.0.0",
            "[::]:4566",
            "::1",
            "[::1",
            "[127.0.0.1]",
            "127.0.0.1.",
            "evil.127.0.0.1:4566",
            "12345678901.127.0.0.1:4566",
            "123456789012.10.0.0.1:4566",
            "123456789012.evil.example:4566",
            "123456789012.123456789012.127.0.0.1:4566",
            "localhost..",
            "localhost:99999",
            "localhost:evil",
            "localhost, evil.example",
            "localhost evil.example",
            "localhost/evil.example",
            "",
        ] {
            assert_eq!(
                answer("POST", &[("host", host), ("authorization", SIGNED)]),
                421,
                "{host}"
            );
        }
        assert_eq!(answer("POST", &[("authorization", SIGNED)]), 421);
        let twice = [
            ("host", "localhost:4566"),
            ("host", "evil.example"),
            ("authorization", SIGNED),
        ];
        assert_eq!(answer("POST", &twice), 421);
        let same = [("host", "localhost"), ("host", "localhost"), ("authorization", SIGNED)];
        assert_eq!(answer("POST", &same), 421);
    }

    #[test]
    fn the_host_of_the_request_line_is_this_machine_too() {
        let to = |target: &str, host: &str| {
            let headers = [("host", host), ("authorization", SIGNED)];
            answer_at("POST", target, &headers)
        };
        for (target, host) in [
            ("/", "localhost:4566"),
            ("http://localhost:4566/", "localhost:4566"),
            ("http://LOCALHOST:4566/", "localhost:4566"),
            ("http://[::1]:4566/x", "[::1]:4566"),
        ] {
            assert_eq!(to(target, host), 200, "{target} {host}");
        }
        for (target, host) in [
            ("http://evil.example/", "localhost:4566"),
            ("http://evil.example/", "evil.example"),
            ("http://localhost:4566/", "evil.example"),
            ("http://localhost:4567/", "localhost:4566"),
            ("http://127.0.0.1:4566/", "localhost:4566"),
            ("http://evil@localhost:4566/", "localhost:4566"),
            ("https://169.254.169.254/", "localhost:4566"),
        ] {
            assert_eq!(to(target, host), 421, "{target} {host}");
        }
        let headers = [("host", "localhost:4566"), ("authorization", SIGNED)];
        assert_eq!(answer_at("CONNECT", "localhost:4566", &headers), 403);
        assert_eq!(answer_at("CONNECT", "evil.example:443", &headers), 421);
    }

    #[test]
    fn no_web_page_and_nothing_unsigned_gets_in() {
        let from = |origin| {
            answer(
                "POST",
                &[
                    ("host", "localhost:4566"),
                    ("authorization", SIGNED),
                    ("origin", origin),
                ],
            )
        };
        for origin in ["http://localhost:3000", "https://127.0.0.1", "http://[::1]:1"] {
            assert_eq!(from(origin), 200, "{origin}");
        }
        for origin in [
            "https://evil.example",
            "null",
            "",
            "http://localhost.evil.example",
            "file://",
        ] {
            assert_eq!(from(origin), 403, "{origin}");
        }
        assert_eq!(answer("POST", &[("host", "localhost:4566")]), 403);
        assert_eq!(
            answer("GET", &[("host", "localhost:4566"), ("authorization", "Basic eDp5")]),
            403
        );
        assert_eq!(
            answer("OPTIONS", &[("host", "localhost:4566"), ("authorization", SIGNED)]),
            403
        );
    }
}
