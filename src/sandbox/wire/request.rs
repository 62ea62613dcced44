//! Reads which operation a request asks for, with what, and by whom.

use bytes::Bytes;
use http::Request;
use serde_json::{Map, Value};

use super::super::clock::Moment;
use super::super::refusal::Refusal;
use super::super::service::Service;
use super::reply::Protocol;

/// A request, understood as far as it can be.
pub(in crate::sandbox) struct Incoming {
    pub(in crate::sandbox) protocol: Protocol,
    pub(in crate::sandbox) service: Option<Service>,
    /// The operation's name, which may be none that exists.
    pub(in crate::sandbox) operation: String,
    /// The members of its input.
    pub(in crate::sandbox) input: Result<Map<String, Value>, Refusal>,
    /// Empty if the request is not signed.
    pub(in crate::sandbox) access_key: String,
    pub(in crate::sandbox) region: String,
    /// The service that the signature names, simulated or not.
    pub(in crate::sandbox) signed_for: String,
    /// When it was sent, by the caller's clock.
    pub(in crate::sandbox) sent: Option<Moment>,
}

/// Who signed a request, for what. The signature itself is not checked.
struct Scope {
    access_key: String,
    region: String,
    service: String,
}

/// Understands a request.
pub(in crate::sandbox) fn read(request: &Request<Bytes>) -> Incoming {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let scope = header("authorization").and_then(scope);
    let signed = scope.as_ref().and_then(|scope| Service::signed_as(&scope.service));
    let path = request.uri().path();
    let (protocol, service, operation, input) = if let Some(target) = header("x-amz-target") {
        let (prefix, operation) = target.split_once('.').unwrap_or((target, ""));
        let service = match prefix {
            "AWSOrganizationsV20161128" => Some(Service::Organizations),
            "ResourceGroupsTaggingAPI_20170126" => Some(Service::Tagging),
            _ => None,
        };
        (Protocol::Json, service, operation.to_owned(), json(request.body()))
    } else if let Some(operation) = path.strip_prefix('/').filter(|rest| !rest.is_empty()) {
        let service = (scope.is_none() || signed == Some(Service::Account)).then_some(Service::Account);
        (Protocol::RestJson, service, capital(operation), json(request.body()))
    } else {
        let form = form(request.body());
        let text = |name: &str| form.get(name).and_then(Value::as_str).unwrap_or_default();
        let by_version = match text("Version") {
            "2011-06-15" => Some(Service::Sts),
            "2010-05-08" => Some(Service::Iam),
            _ => None,
        };
        let service = by_version.filter(|service| signed.is_none_or(|signed| signed == *service));
        let protocol = Protocol::Query(service);
        let operation = text("Action").to_owned();
        (protocol, service, operation, Ok(form))
    };
    let sent = header("x-amz-date").and_then(Moment::from_basic);
    let scope = scope.unwrap_or_else(|| Scope {
        access_key: String::new(),
        region: "us-east-1".to_owned(),
        service: "unknown".to_owned(),
    });
    Incoming {
        protocol,
        service,
        operation,
        input,
        access_key: scope.access_key,
        region: scope.region,
        signed_for: scope.service,
        sent,
    }
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

/// A form's fields by name; `Tags.member.1.Key=…` becomes a list of structures.
fn form(body: &Bytes) -> Map<String, Value> {
    let mut members = Map::new();
    for (name, value) in form_urlencoded::parse(body) {
        let mut steps = name.splitn(4, '.');
        let (first, list, number, field) = (steps.next(), steps.next(), steps.next(), steps.next());
        match (
            first,
            list,
            number.and_then(|number| number.parse::<usize>().ok()),
            field,
        ) {
            (Some(first), Some("member"), Some(number), field) => {
                let entry = members.entry(first).or_insert_with(|| Value::Array(Vec::new()));
                put(entry, number, field, &value);
            }
            _ => {
                members.insert(name.into_owned(), Value::String(value.into_owned()));
            }
        }
    }
    members
}

/// Fields of a list come in the order of their numbers from every known client: a number beyond the next one is the next one.
fn put(list: &mut Value, number: usize, field: Option<&str>, value: &str) {
    let Some(items) = list.as_array_mut() else { return };
    if items.len() < number {
        items.push(if field.is_some() {
            Value::Object(Map::new())
        } else {
            Value::Null
        });
    }
    match (items.last_mut(), field) {
        (Some(Value::Object(members)), Some(field)) => {
            members.insert(field.to_owned(), Value::String(value.to_owned()));
        }
        (Some(item), _) => *item = Value::String(value.to_owned()),
        (None, _) => {}
    }
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

    #[test]
    fn a_form_has_lists_of_structures() {
        let body =
            Bytes::from_static(b"Action=CreateRole&Tags.member.1.Key=a&Tags.member.1.Value=b&Tags.member.2.Key=c");
        let form = Value::Object(form(&body));
        assert_eq!(
            form["Tags"],
            serde_json::json!([{"Key": "a", "Value": "b"}, {"Key": "c"}])
        );
    }
}
