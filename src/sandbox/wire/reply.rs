//! Puts answers and refusals into the words of a protocol.

use bytes::Bytes;
use http::Response;
use http::response::Builder;
use serde_json::{Value, json};

use super::super::refusal::Refusal;
use super::request::Incoming;
use super::route::Payload;
use super::xml;
use crate::facts::service::{Protocol, STS};

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

/// A successful answer to the `number`-th call.
pub(in crate::sandbox) fn answer(incoming: &Incoming, body: &Value, number: u64) -> Response<Bytes> {
    let member = |name: &str| body.get(name).unwrap_or(&Value::Null);
    let json = || {
        if body.is_null() {
            b"{}".to_vec()
        } else {
            body.to_string().into_bytes()
        }
    };
    let route = incoming.operation.and_then(|operation| operation.route());
    let words = match (incoming.protocol, route.map(|route| route.gives)) {
        (Protocol::Query { version }, _) => {
            xml::answer(&namespace(incoming, version), &incoming.name, body, &request_id(number))
        }
        (_, Some(Payload::Nothing)) => Vec::new(),
        (Protocol::RestXml { namespace, .. }, Some(Payload::Xml { root, .. })) => {
            xml::document(namespace, root, member(root))
        }
        (_, Some(Payload::Text(name))) => member(name).as_str().unwrap_or_default().as_bytes().to_vec(),
        (Protocol::Json { .. } | Protocol::RestJson | Protocol::RestXml { .. }, _) => json(),
    };
    let mut builder = Response::builder().status(route.map_or(200, |route| route.status));
    for (name, header) in route.map(|route| route.answers).unwrap_or_default() {
        if let Some(text) = member(name).as_str() {
            builder = builder.header(*header, text);
        }
    }
    respond(incoming, builder, words, number)
}

/// A refusal of the `number`-th call.
pub(in crate::sandbox) fn refuse(incoming: &Incoming, refusal: &Refusal, number: u64) -> Response<Bytes> {
    let Refusal {
        code,
        message,
        reason,
        status,
        headers,
    } = refusal;
    let mut builder = Response::builder().status(*status);
    for (name, value) in headers {
        builder = builder.header(*name, value);
    }
    let words = match incoming.protocol {
        Protocol::Json { .. } => json!({"__type": code, "Message": message, "Reason": reason}),
        Protocol::RestJson => {
            builder = builder.header("x-amzn-errortype", code);
            json!({"__type": code, "message": message, "Message": message})
        }
        Protocol::Query { version } => {
            let body = xml::query_refusal(&namespace(incoming, version), code, message, &request_id(number));
            return respond(incoming, builder, body, number);
        }
        Protocol::RestXml {
            namespace,
            wrapped_errors,
            ..
        } => {
            let namespace = wrapped_errors.then_some(namespace);
            let body = xml::rest_refusal(namespace, code, message, &request_id(number));
            return respond(incoming, builder, body, number);
        }
    };
    let words = match words {
        Value::Object(members) => Value::Object(members.into_iter().filter(|(_, value)| !value.is_null()).collect()),
        other => other,
    };
    respond(incoming, builder, words.to_string().into_bytes(), number)
}

fn respond(incoming: &Incoming, builder: Builder, body: Vec<u8>, number: u64) -> Response<Bytes> {
    let (kind, id) = match incoming.protocol {
        Protocol::Json { .. } => ("application/x-amz-json-1.1", "x-amzn-requestid"),
        Protocol::RestJson => ("application/json", "x-amzn-requestid"),
        Protocol::RestXml { .. } => ("application/xml", "x-amz-request-id"),
        Protocol::Query { .. } => ("text/xml", "x-amzn-requestid"),
    };
    let body = Bytes::from(if incoming.head { Vec::new() } else { body });
    let response = builder
        .header("content-type", kind)
        .header(id, request_id(number))
        .body(body.clone());
    // Only what is no header value gets here: an error code, or a text of the answer; the body still says it.
    response.unwrap_or_else(|_| {
        let mut plain = Response::new(body);
        *plain.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
        plain
    })
}

fn request_id(number: u64) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

/// `https://iam.amazonaws.com/doc/2010-05-08/`; what is no service of ours is answered as STS would.
fn namespace(incoming: &Incoming, version: &str) -> String {
    let prefix = incoming.service.map_or(STS.prefix, |service| service.fact().prefix);
    format!("https://{prefix}.amazonaws.com/doc/{version}/")
}
