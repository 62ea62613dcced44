//! Reads which operation a request asks for, with what, and by whom.

use bytes::Bytes;
use http::Request;
use serde_json::{Map, Value};

use super::super::clock::Moment;
use super::super::erased::{AnyOperation, AnyService};
use super::super::refusal::Refusal;
use super::host::{Host, host};
use super::query::{form, parameters};
use super::route::{Payload, Route};
use super::xml;
use crate::facts::service::{HostLabel, Protocol, STS};

/// A request, understood as far as it can be.
pub(in crate::sandbox) struct Incoming {
    pub(in crate::sandbox) protocol: Protocol,
    pub(in crate::sandbox) service: Option<&'static dyn AnyService>,
    pub(in crate::sandbox) operation: Option<&'static dyn AnyOperation>,
    /// The operation's name as it was asked for, which may be none that exists.
    pub(in crate::sandbox) name: String,
    /// The members of its input.
    pub(in crate::sandbox) input: Result<Map<String, Value>, Refusal>,
    /// Empty if the request is not signed.
    pub(in crate::sandbox) access_key: String,
    pub(in crate::sandbox) region: String,
    /// The service that the signature names, simulated or not.
    pub(in crate::sandbox) signed_for: String,
    /// When it was sent, by the caller's clock.
    pub(in crate::sandbox) sent: Option<Moment>,
    /// Whether the answer has no body, whatever it says.
    pub(in crate::sandbox) head: bool,
}

/// Who signed a request, for what. The signature itself is not checked.
struct Scope {
    access_key: String,
    region: String,
    service: String,
}

/// Which operation is asked for, and with what.
struct Asked {
    protocol: Protocol,
    service: Option<&'static dyn AnyService>,
    operation: Option<&'static dyn AnyOperation>,
    name: String,
    input: Result<Map<String, Value>, Refusal>,
}

type Services = &'static [&'static dyn AnyService];

/// Understands a request to one of `services`.
pub(in crate::sandbox) fn read(request: &Request<Bytes>, services: Services) -> Incoming {
    let scope = header(request, "authorization").and_then(scope);
    let signed_for = scope.as_ref().map(|scope| scope.service.as_str());
    let asked = if let Some(target) = header(request, "x-amz-target") {
        by_target(target, request.body(), services)
    } else if let Some(asked) = by_route(request, signed_for, services) {
        asked
    } else {
        by_form(request.body(), signed_for, services)
    };
    let scope = scope.unwrap_or_else(|| Scope {
        access_key: String::new(),
        region: "us-east-1".to_owned(),
        service: "unknown".to_owned(),
    });
    Incoming {
        protocol: asked.protocol,
        service: asked.service,
        operation: asked.operation,
        name: asked.name,
        input: asked.input,
        access_key: scope.access_key,
        region: scope.region,
        signed_for: scope.service,
        sent: header(request, "x-amz-date").and_then(Moment::from_basic),
        head: request.method() == http::Method::HEAD,
    }
}

fn header<'a>(request: &'a Request<Bytes>, name: &str) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// `AWS4-HMAC-SHA256 Credential=KEY/20260101/us-east-1/organizations/aws4_request, SignedHeaders=…`
fn scope(authorization: &str) -> Option<Scope> {
    let (_, rest) = authorization.split_once("Credential=")?;
    let credential = rest.split([',', ' ']).next()?;
    let mut parts = credential.rsplit('/');
    let (_, service, region, _) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    Some(Scope {
        access_key: parts.next()?.to_owned(),
        region: region.to_owned(),
        service: service.to_owned(),
    })
}

fn named(service: Option<&'static dyn AnyService>, name: &str) -> Option<&'static dyn AnyOperation> {
    service?.operations().find(|operation| operation.name() == name)
}

/// awsJson: `AWSOrganizationsV20161128.ListRoots`. What stands before the operation may have dots of its own.
fn by_target(target: &str, body: &Bytes, services: Services) -> Asked {
    let (prefix, name) = target.rsplit_once('.').unwrap_or((target, ""));
    let speaks = |service: &&&'static dyn AnyService| matches!(service.fact().protocol, Protocol::Json { target } if target == prefix);
    let service = services.iter().find(speaks).copied();
    Asked {
        protocol: Protocol::Json { target: "" },
        service,
        operation: named(service, name),
        name: name.to_owned(),
        input: json(body),
    }
}

/// awsQuery: `Action=ListRoles&Version=2010-05-08`.
fn by_form(body: &Bytes, signed_for: Option<&str>, services: Services) -> Asked {
    let mut form = form(body);
    let text = |name: &str| form.get(name).and_then(Value::as_str).unwrap_or_default();
    let speaks = |service: &&&'static dyn AnyService| {
        let fact = service.fact();
        let of_version = matches!(fact.protocol, Protocol::Query { version } if version == text("Version"));
        of_version && signed_for.is_none_or(|signed| signed == fact.signing_name)
    };
    let service = services.iter().find(speaks).copied();
    let name = text("Action").to_owned();
    // They say which operation it is, and nothing to it.
    for said in ["Action", "Version"] {
        form.remove(said);
    }
    Asked {
        protocol: service.map_or(STS.protocol, |service| service.fact().protocol),
        operation: named(service, &name),
        service,
        name,
        input: Ok(form),
    }
}

/// restJson and restXml: the method, the path and the query, of the services that the signature may mean. None where nothing speaks for these
/// protocols.
fn by_route(request: &Request<Bytes>, signed_for: Option<&str>, services: Services) -> Option<Asked> {
    let meant = services.iter().copied().filter_map(|service| {
        let fact = service.fact();
        let is_meant = signed_for.is_none_or(|signed| signed == fact.signing_name);
        let target = match fact.protocol {
            Protocol::RestJson => Target::plain(request),
            Protocol::RestXml { endpoint, before, .. } => Target::at(request, endpoint, before)?,
            Protocol::Json { .. } | Protocol::Query { .. } => return None,
        };
        is_meant.then_some((service, target))
    });
    let path = request.uri().path();
    let query = parameters(request.uri().query().unwrap_or_default());
    let mut meant: Vec<_> = meant.collect();
    if meant.iter().any(|(_, target)| target.is_of_account) {
        meant.retain(|(_, target)| target.is_of_account);
    }
    let routes = meant.iter().flat_map(|(service, target)| {
        let operations = service.operations();
        operations.filter_map(|operation| {
            let route = operation.route()?;
            let members = route.matches(request.method().as_str(), &target.path, &query)?;
            Some((*service, operation, route, target.members(members)))
        })
    });
    if let Some((service, operation, route, members)) = routes.max_by_key(|(_, _, route, _)| route.demands()) {
        return Some(Asked {
            protocol: service.fact().protocol,
            service: Some(service),
            operation: Some(operation),
            name: operation.name().to_owned(),
            input: input(request, route, members),
        });
    }
    let name = capital(path.trim_start_matches('/'));
    let (service, protocol) = match meant.first() {
        Some((service, _)) if signed_for.is_some() => (Some(*service), service.fact().protocol),
        _ if name.is_empty() => return None,
        _ => (None, Protocol::RestJson),
    };
    Some(Asked {
        protocol,
        service,
        operation: None,
        name,
        input: Ok(Map::new()),
    })
}

/// The members of the input of an operation of a REST protocol: those of the path and the query, of headers, and of the body.
fn input(request: &Request<Bytes>, route: &Route, members: Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    let mut input = match route.takes {
        Payload::Nothing => Map::new(),
        Payload::Json => json(request.body())?,
        Payload::Xml { .. } if request.body().is_empty() => Map::new(),
        Payload::Xml { root, repeated } => {
            let document = xml::read(request.body(), root, repeated)?;
            Map::from_iter([(root.to_owned(), document)])
        }
        Payload::Text(member) => {
            let text = std::str::from_utf8(request.body());
            let text = text.map_err(|_| Refusal::misshapen("the body is not UTF-8"))?;
            Map::from_iter([(member.to_owned(), Value::String(text.to_owned()))])
        }
    };
    for (name, value) in route.of_headers(request.headers()).into_iter().chain(members) {
        let said = input.insert(name.clone(), value.clone());
        if said.is_some_and(|said| said != value) {
            return Err(Refusal::new(
                "InvalidRequest",
                format!("{name} is said twice, and not alike"),
            ));
        }
    }
    Ok(input)
}

/// Where a request to a service goes, with what stands in the host put where it is looked for.
struct Target {
    path: String,
    /// The account that the host names.
    account: Option<String>,
    /// Whether host or header name an account, so that no service of the same signature is meant that has buckets there.
    is_of_account: bool,
}

impl Target {
    fn plain(request: &Request<Bytes>) -> Self {
        Self {
            path: request.uri().path().to_owned(),
            account: None,
            is_of_account: false,
        }
    }

    /// Of a service whose endpoints begin with `endpoint`; none if the request is to another one.
    fn at(request: &Request<Bytes>, endpoint: &str, before: HostLabel) -> Option<Self> {
        let plain = Self::plain(request);
        let authority = request.uri().authority().map(http::uri::Authority::as_str);
        let Host::May(label) = host(
            authority.or_else(|| header(request, "host")).unwrap_or_default(),
            endpoint,
        ) else {
            return None;
        };
        match (before, label) {
            (HostLabel::Bucket, Some(bucket)) => Some(Self {
                path: format!("/{bucket}{}", plain.path),
                ..plain
            }),
            (HostLabel::AccountId, label) => {
                let account =
                    label.filter(|label| label.len() == 12 && label.bytes().all(|byte| byte.is_ascii_digit()));
                let is_of_account = account.is_some() || request.headers().contains_key(ACCOUNT_ID);
                is_of_account.then_some(Self {
                    account,
                    is_of_account,
                    ..plain
                })
            }
            (HostLabel::Bucket, None) => Some(plain),
        }
    }

    /// What is said by path and query, and by the host.
    fn members(&self, mut members: Map<String, Value>) -> Map<String, Value> {
        let account = self
            .account
            .clone()
            .map(|account| ("AccountId".to_owned(), Value::String(account)));
        members.extend(account);
        members
    }
}

/// With it a client says the account that a call is about, besides the host.
const ACCOUNT_ID: &str = "x-amz-account-id";

fn capital(operation: &str) -> String {
    let mut letters = operation.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn json(body: &Bytes) -> Result<Map<String, Value>, Refusal> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(body).map_err(|_| Refusal::misshapen("the body is not a JSON object"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_names_key_region_and_service() {
        let scope =
            scope("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-west-1/sts/aws4_request, SignedHeaders=host");
        let scope = scope.unwrap();
        assert_eq!(
            (scope.access_key.as_str(), scope.region.as_str()),
            ("AKIDEXAMPLE", "eu-west-1")
        );
        assert_eq!(scope.service, "sts");
        assert!(super::scope("Bearer x").is_none());
    }
}
