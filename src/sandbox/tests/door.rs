//! Requests made by hand, and what comes back.

use bytes::Bytes;
use http::Request;
use serde_json::Value;

use super::super::{Fault, FaultKind, Options, Reply, Sandbox, Seed, Setup, When};

/// An answer: its status, and its body if that is JSON.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) text: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The code and reason of an error.
    pub(super) fn error(&self) -> (String, Option<String>) {
        let body = self.json();
        let reason = body["Reason"].as_str().map(str::to_owned);
        (body["__type"].as_str().unwrap_or("none").to_owned(), reason)
    }
}

/// A sandbox without rates: what they do has its own tests.
pub(super) fn sandbox(seed: &str) -> Sandbox {
    let sandbox = Sandbox::new(&seed.parse::<Seed>().unwrap(), &Setup::default());
    unlimited(&sandbox);
    sandbox
}

pub(super) fn fault(sandbox: &Sandbox, kind: FaultKind, when: When) {
    sandbox.add_fault(Fault { kind, when });
}

pub(super) fn unlimited(sandbox: &Sandbox) {
    sandbox.set_options(Options {
        rate_factor: f64::INFINITY,
        ..Options::default()
    });
}

pub(super) fn signed(service: &str, key: &str, region: &str) -> http::request::Builder {
    let scope =
        format!("AWS4-HMAC-SHA256 Credential={key}/20260101/{region}/{service}/aws4_request, SignedHeaders=host");
    Request::builder()
        .method("POST")
        .header("authorization", scope)
        .header("x-amz-date", "20261123T120000Z")
}

pub(super) async fn send(sandbox: &Sandbox, request: Request<Bytes>) -> Answer {
    match sandbox.handle(request).await {
        Reply::Answer(response) => Answer {
            status: response.status().as_u16(),
            text: String::from_utf8(response.into_body().to_vec()).unwrap(),
        },
        other => panic!("no answer: {other:?}"),
    }
}

pub(super) fn organizations_request(key: &str, operation: &str, body: &Value) -> Request<Bytes> {
    let target = format!("AWSOrganizationsV20161128.{operation}");
    let request = signed("organizations", key, "us-east-1")
        .uri("/")
        .header("x-amz-target", target);
    request.body(Bytes::from(body.to_string())).unwrap()
}

pub(super) async fn org(sandbox: &Sandbox, operation: &str, body: Value) -> Answer {
    send(sandbox, organizations_request("AKIAX", operation, &body)).await
}

/// The answer to a call that must succeed.
pub(super) async fn ok(sandbox: &Sandbox, operation: &str, body: Value) -> Value {
    let answer = org(sandbox, operation, body).await;
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text);
    // Operations that answer nothing answer an empty object.
    assert!(answer.json().is_object(), "{operation}: {}", answer.text);
    answer.json()
}

/// The code and reason of a call that must fail.
pub(super) async fn fails(sandbox: &Sandbox, operation: &str, body: Value) -> String {
    let answer = org(sandbox, operation, body).await;
    assert_eq!(answer.status, 400, "{operation}: {}", answer.text);
    let (code, reason) = answer.error();
    let code = code.trim_end_matches("Exception").to_owned();
    reason.map_or(code.clone(), |reason| format!("{code} {reason}"))
}

pub(super) async fn form(sandbox: &Sandbox, service: &str, key: &str, body: &str) -> Answer {
    let version = if service == "iam" { "2010-05-08" } else { "2011-06-15" };
    let body = Bytes::from(format!("Version={version}&{body}"));
    send(sandbox, signed(service, key, "us-east-1").uri("/").body(body).unwrap()).await
}

pub(super) fn root(sandbox: &Sandbox) -> String {
    sandbox.state().organization.unwrap().root.id
}

/// The id of an account, by its name.
pub(super) fn account(sandbox: &Sandbox, name: &str) -> String {
    let accounts = sandbox.state().organization.unwrap().accounts;
    accounts
        .into_iter()
        .find(|(_, account)| account.name == name)
        .unwrap()
        .0
}

/// The text of one element.
pub(super) fn element<'a>(xml: &'a str, name: &str) -> &'a str {
    let (_, rest) = xml
        .split_once(&format!("<{name}>"))
        .unwrap_or_else(|| panic!("no {name} in {xml}"));
    rest.split_once("</").unwrap().0
}

/// The access key of a session in a member account.
pub(super) async fn session(sandbox: &Sandbox, account: &str, role: &str) -> String {
    let body = format!("Action=AssumeRole&RoleSessionName=test&RoleArn=arn:aws:iam::{account}:role/{role}");
    let answer = form(sandbox, "sts", "AKIAX", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    element(&answer.text, "AccessKeyId").to_owned()
}
