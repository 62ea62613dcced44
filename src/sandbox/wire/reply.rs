//! Puts answers and refusals into the words of a protocol.

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};

use super::super::refusal::Refusal;
use super::super::service::Service;
use super::xml;

/// What becomes of a request.
#[derive(Debug)]
pub enum Reply {
    /// It is answered.
    Answer(Response<Bytes>),
    /// The connection closes without an answer.
    Dropped,
    /// No answer ever comes.
    TimedOut,
}

/// How a service speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum Protocol {
    /// awsJson 1.1: Organizations and the tagging service.
    Json,
    /// restJson1: account management.
    RestJson,
    /// awsQuery, answered in XML: STS and IAM.
    Query(Option<Service>),
}

/// A successful answer to the `number`-th call.
pub(in crate::sandbox) fn answer(protocol: Protocol, operation: &str, body: &Value, number: u64) -> Response<Bytes> {
    let body = match protocol {
        Protocol::Json | Protocol::RestJson if body.is_null() => b"{}".to_vec(),
        Protocol::Json | Protocol::RestJson => body.to_string().into_bytes(),
        Protocol::Query(service) => xml::answer(namespace(service), operation, body, &request_id(number)),
    };
    respond(protocol, 200, body, number, None)
}

/// A refusal of the `number`-th call.
pub(in crate::sandbox) fn refuse(protocol: Protocol, refusal: &Refusal, number: u64) -> Response<Bytes> {
    let Refusal {
        code,
        message,
        reason,
        status,
    } = refusal;
    let words = match protocol {
        Protocol::Json => json!({"__type": code, "Message": message, "Reason": reason}),
        Protocol::RestJson => json!({"__type": code, "message": message, "Message": message}),
        Protocol::Query(service) => {
            let body = xml::refusal(namespace(service), code, message, &request_id(number));
            return respond(protocol, *status, body, number, None);
        }
    };
    let words = match words {
        Value::Object(members) => Value::Object(members.into_iter().filter(|(_, value)| !value.is_null()).collect()),
        other => other,
    };
    let body = words.to_string().into_bytes();
    respond(protocol, *status, body, number, Some(code))
}

fn respond(protocol: Protocol, status: u16, body: Vec<u8>, number: u64, error: Option<&str>) -> Response<Bytes> {
    let kind = match protocol {
        Protocol::Json => "application/x-amz-json-1.1",
        Protocol::RestJson => "application/json",
        Protocol::Query(_) => "text/xml",
    };
    let mut builder = Response::builder()
        .status(status)
        .header("content-type", kind)
        .header("x-amzn-requestid", request_id(number));
    if let (Protocol::RestJson, Some(code)) = (protocol, error) {
        builder = builder.header("x-amzn-errortype", code);
    }
    let body = Bytes::from(body);
    // Only an error code that is no header value gets here; the body still says it.
    builder.body(body.clone()).unwrap_or_else(|_| {
        let mut plain = Response::new(body);
        *plain.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
        plain
    })
}

fn request_id(number: u64) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

fn namespace(service: Option<Service>) -> &'static str {
    match service {
        Some(Service::Iam) => "https://iam.amazonaws.com/doc/2010-05-08/",
        _ => "https://sts.amazonaws.com/doc/2011-06-15/",
    }
}
