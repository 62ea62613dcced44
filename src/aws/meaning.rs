//! What the SDK's errors mean.

use std::error::Error;
use std::io;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;

use super::answer::Unusable;
use super::check::Undeclared;
use super::error::{AwsError, ErrorKind};
use super::sanitize::sanitize;
use crate::facts::op::{Op, Retry};

/// How far a request got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// It was never made.
    Unmade,
    /// Nobody listens at the endpoint.
    NobodyThere,
    /// It was not sent: there was no connection.
    Unsent,
    /// It may have arrived; there is no answer.
    Lost,
    /// It was answered.
    Answered,
}

/// A call that failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub error: AwsError,
    pub reach: Reach,
}

/// What `error`, of a call of `op`, means. `other` is the Region that was called where it is not the caller's own.
pub(super) fn of<E>(op: &Op, error: &SdkError<E, HttpResponse>, other: Option<&str>) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let mut failure = match (error, error.raw_response()) {
        (_, Some(response)) => Failure {
            error: answered(op, error, response),
            reach: Reach::Answered,
        },
        (SdkError::DispatchFailure(failure), None) => dispatch(op, failure.as_connector_error()),
        (SdkError::TimeoutError(_), None) => failed(op, ErrorKind::TimedOut, Reach::Lost, "no answer in 30 seconds"),
        (other, None) => unmade(op, other),
    };
    // A Region that is not enabled knows no credentials, however good they are elsewhere.
    if let Some(region) = other.filter(|_| is_unknown_caller(&failure.error)) {
        failure.error.kind = ErrorKind::RegionOff;
        failure.error.message = format!("`{region}`: {}", failure.error.message);
    }
    let lost = match failure.error.kind {
        ErrorKind::TimedOut | ErrorKind::Unreachable => failure.reach == Reach::Lost,
        ErrorKind::Server | ErrorKind::Malformed => true,
        _ => false,
    };
    if lost && op.retry == Retry::Never {
        failure.error.kind = ErrorKind::Ambiguous;
    }
    failure
}

/// Whether an endpoint does not know the caller. Expired credentials are another matter: they were known once.
fn is_unknown_caller(error: &AwsError) -> bool {
    let codes = [
        "AuthFailure",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "OptInRequired",
        "RegionDisabledException",
        "UnrecognizedClientException",
    ];
    error.code.as_deref().is_some_and(|code| codes.contains(&code))
}

fn failed(op: &Op, kind: ErrorKind, reach: Reach, message: &str) -> Failure {
    Failure {
        error: AwsError::new(kind, op, sanitize(message)),
        reach,
    }
}

fn answered<E>(op: &Op, error: &SdkError<E, HttpResponse>, response: &HttpResponse) -> AwsError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let status = response.status().as_u16();
    let code = error.meta().code();
    let body = response.body().bytes().unwrap_or_default();
    let kind = match code {
        Some(code) => by_code(op, code).unwrap_or_else(|| by_status(status)),
        None if is_html(response, body) && matches!(status, 404 | 500 | 501) => ErrorKind::Unsupported,
        None => by_status(status),
    };
    let unusable = chain(error).find_map(|cause| cause.downcast_ref::<Unusable>());
    let message = match (error.meta().message(), unusable) {
        (Some(message), _) => sanitize(message),
        (None, Some(unusable)) => unusable.to_string(),
        (None, None) => format!("HTTP status {status}"),
    };
    AwsError {
        code: code.map(sanitize),
        reason: reason(body),
        request_id: error.request_id().or_else(|| error.meta().request_id()).map(sanitize),
        ..AwsError::new(kind, op, message)
    }
}

/// The operation's own meaning of a code, else what it means everywhere.
fn by_code(op: &Op, code: &str) -> Option<ErrorKind> {
    if let Some((_, meaning)) = op.means.iter().find(|(known, _)| *known == code) {
        return Some((*meaning).into());
    }
    Some(match code {
        // Organizations sends `TooManyRequestsException` with HTTP status 400.
        "TooManyRequestsException"
        | "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "RequestLimitExceeded"
        | "SlowDown" => ErrorKind::Throttled,
        "ConcurrentModificationException" | "PolicyChangesInProgressException" | "FinalizingOrganizationException" => {
            ErrorKind::Busy
        }
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" | "AccessDeniedForDependencyException" => {
            ErrorKind::Denied
        }
        "ConstraintViolationException" => ErrorKind::Constraint,
        "ExpiredToken"
        | "ExpiredTokenException"
        | "InvalidClientTokenId"
        | "InvalidAccessKeyId"
        | "UnrecognizedClientException"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "AuthFailure"
        | "RequestExpired" => ErrorKind::Credentials,
        "UnknownOperation"
        | "UnknownOperationException"
        | "InvalidAction"
        | "NotImplemented"
        | "NotImplementedException"
        | "UnsupportedAPIEndpointException" => ErrorKind::Unsupported,
        "RequestTimeout" | "RequestTimeoutException" => ErrorKind::Server,
        _ => return None,
    })
}

fn by_status(status: u16) -> ErrorKind {
    match status {
        200..300 => ErrorKind::Malformed,
        401 => ErrorKind::Credentials,
        403 => ErrorKind::Denied,
        429 => ErrorKind::Throttled,
        501 => ErrorKind::Unsupported,
        408 | 500.. => ErrorKind::Server,
        _ => ErrorKind::Refused,
    }
}

fn is_html(response: &HttpResponse, body: &[u8]) -> bool {
    let declared = response.headers().get("content-type");
    let start = String::from_utf8_lossy(body.get(..64).unwrap_or(body)).to_ascii_lowercase();
    let start = start.trim_start();
    declared.is_some_and(|kind| kind.starts_with("text/html"))
        || start.starts_with("<!doctype html")
        || start.starts_with("<html")
}

/// The `Reason` of an error, which the SDK knows only by its type.
fn reason(body: &[u8]) -> Option<String> {
    let body = serde_json::from_slice::<serde_json::Value>(body).ok()?;
    body.get("Reason")?.as_str().map(sanitize)
}

/// A request that got no answer.
fn dispatch(op: &Op, error: Option<&ConnectorError>) -> Failure {
    let Some(error) = error else {
        return failed(op, ErrorKind::Unreachable, Reach::Lost, "the connection broke");
    };
    if let Some(cause) = chain(error).find_map(|cause| cause.downcast_ref::<CredentialsError>()) {
        return failed(op, ErrorKind::Credentials, Reach::Unmade, &said(cause));
    }
    let message = said(error);
    // Of these two the SDK makes no type of its own: the chain of providers took too long, or had nothing to ask.
    let nameless = ["identity resolver timed out", "failed to select an auth scheme"];
    if nameless.iter().any(|words| message.contains(words)) {
        return failed(op, ErrorKind::Credentials, Reach::Unmade, &message);
    }
    let reach = reach(error, &message);
    let kind = if error.is_timeout() && reach == Reach::Lost {
        ErrorKind::TimedOut
    } else {
        ErrorKind::Unreachable
    };
    failed(op, kind, reach, &message)
}

fn reach(error: &ConnectorError, message: &str) -> Reach {
    let refused = |cause: &&(dyn Error + 'static)| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
    };
    if chain(error).any(|cause| refused(&cause)) {
        return Reach::NobodyThere;
    }
    // The HTTP client says only in words that it had no connection, none in time, or no address.
    let unsent = [
        "(Connect)",
        "connect timeout",
        "dns error",
        "failed to resolve endpoint",
    ];
    if error.is_user() || unsent.iter().any(|words| message.contains(words)) {
        return Reach::Unsent;
    }
    Reach::Lost
}

/// A request that the SDK could not make.
fn unmade<E>(op: &Op, error: &SdkError<E, HttpResponse>) -> Failure
where
    E: Error + 'static,
{
    match chain(error).find_map(|cause| cause.downcast_ref::<Undeclared>()) {
        Some(undeclared) => failed(op, ErrorKind::Bug, Reach::Unmade, &undeclared.to_string()),
        None => failed(op, ErrorKind::Bug, Reach::Unmade, &said(error)),
    }
}

/// An error and its causes.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| Error::source(*error))
}

/// What an error and its causes say, each once.
fn said(error: &(dyn Error + 'static)) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in chain(error).map(ToString::to_string) {
        if !parts.iter().any(|said| said.contains(&part)) {
            parts.push(part);
        }
    }
    parts.join(": ")
}
