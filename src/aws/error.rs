//! What went wrong with a call, in groundline's words.

use std::fmt;

use crate::facts::op::{Meaning, Op};

/// What an error means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorKind {
    /// What was asked for is so already: the caller takes it as success.
    AlreadySo,
    /// Something by that name exists: read again and adopt it.
    Exists,
    /// The thing is not there.
    Absent,
    /// AWS was busy with other changes for as long as we waited.
    Busy,
    /// Too many calls, for as long as we waited.
    Throttled,
    /// A thing just made was not visible for as long as we waited.
    NotYet,
    /// The caller may not.
    Denied,
    /// A quota or a rule of AWS stands against it; `reason` says which.
    Constraint,
    /// The endpoint lacks the operation.
    Unsupported,
    /// There are no credentials, or they are expired or invalid.
    Credentials,
    /// The Region is not enabled for the account.
    RegionOff,
    /// The endpoint could not be reached, or the connection broke.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// A write that must not be sent twice, and whose answer was lost: it may have taken effect.
    Ambiguous,
    /// The answer misses something it must have.
    Malformed,
    /// AWS failed.
    Server,
    /// Any other refusal.
    Refused,
    /// It was not sent, or a read was given up, because the run was cancelled.
    Stopped,
    /// A fault of groundline.
    Bug,
}

impl ErrorKind {
    /// The words that follow the operation's name in a message.
    fn words(self) -> &'static str {
        match self {
            Self::AlreadySo => "found it so already",
            Self::Exists => "found one that exists",
            Self::Absent => "found nothing",
            Self::Busy => "is blocked by other changes",
            Self::Throttled => "is called too often",
            Self::NotYet => "waited in vain for something just made",
            Self::Denied => "was denied",
            Self::Constraint => "is against a quota or rule of AWS",
            Self::Unsupported => "is not offered by this endpoint",
            Self::Credentials => "has no valid credentials",
            Self::RegionOff => "was sent to a Region that is not enabled",
            Self::Unreachable => "could not reach the endpoint",
            Self::TimedOut => "got no answer in time",
            Self::Ambiguous => "may or may not have taken effect",
            Self::Malformed => "got an answer that cannot be used",
            Self::Server => "failed at AWS",
            Self::Refused => "was refused",
            Self::Stopped => "was stopped",
            Self::Bug => "was used wrongly by groundline",
        }
    }
}

impl From<Meaning> for ErrorKind {
    fn from(meaning: Meaning) -> Self {
        match meaning {
            Meaning::AlreadySo => Self::AlreadySo,
            Meaning::Exists => Self::Exists,
            Meaning::Absent => Self::Absent,
            Meaning::Busy => Self::Busy,
            Meaning::Throttled => Self::Throttled,
            Meaning::NotYet => Self::NotYet,
            Meaning::Denied => Self::Denied,
            Meaning::Constraint => Self::Constraint,
        }
    }
}

/// What went wrong with a call. Texts that came from AWS are on one line and without control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsError {
    /// What it means.
    pub kind: ErrorKind,
    /// The operation: `organizations:ListAccounts`.
    pub operation: String,
    /// AWS's error code: `ConstraintViolationException`.
    pub code: Option<String>,
    /// The reason within the code: `ACCOUNT_NUMBER_LIMIT_EXCEEDED`. Branch on this, never on the message.
    pub reason: Option<String>,
    /// What AWS, the network or groundline says.
    pub message: String,
    /// The request's id, for AWS Support.
    pub request_id: Option<String>,
    /// The calling account, where it is a member or known.
    pub account: Option<String>,
}

impl AwsError {
    /// An error of groundline's own making.
    #[must_use]
    pub fn new(kind: ErrorKind, op: &Op, message: impl Into<String>) -> Self {
        Self {
            kind,
            operation: op.to_string(),
            code: None,
            reason: None,
            message: message.into(),
            request_id: None,
            account: None,
        }
    }

    /// What a person can do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self.kind {
            ErrorKind::Denied => {
                return Some(format!(
                    "the caller needs `{}`, and no guardrail may deny it: `groundline permissions` prints the policies for its role",
                    self.operation
                ));
            }
            ErrorKind::Constraint => return constraint_help(self.reason.as_deref()).map(str::to_owned),
            ErrorKind::Credentials => {
                "sign in (for instance `aws sso login`), or name a profile with `AWS_PROFILE`; `aws sts get-caller-identity` shows who you are"
            }
            ErrorKind::RegionOff => {
                "enable the Region for the account (Account settings of the console), or leave it out of the baseline; if it is enabled, the \
                 credentials are of the global endpoint of STS, whose tokens opt-in Regions do not take: get them from a Regional one"
            }
            ErrorKind::Unreachable | ErrorKind::TimedOut => {
                "check the network, the proxy and `AWS_ENDPOINT_URL`, then run again"
            }
            ErrorKind::Throttled => "other tools are using up this operation's rate: run again when they are done",
            ErrorKind::Busy => "wait until AWS has finished the change it is at, then run again",
            ErrorKind::NotYet => "it may only need more time: run again",
            ErrorKind::Ambiguous => "run again: groundline reads what is there before it tries once more",
            ErrorKind::Server => "run again later; give AWS Support the request id if it stays",
            ErrorKind::Unsupported => {
                "the endpoint is older or smaller than AWS: leave this out of the baseline, or use another endpoint"
            }
            ErrorKind::Malformed => {
                "the endpoint answers unlike AWS; if it is AWS, please report this with the request id"
            }
            ErrorKind::Bug => "please report this: it is a fault of groundline",
            ErrorKind::Stopped => "run again to go on",
            ErrorKind::AlreadySo | ErrorKind::Exists | ErrorKind::Absent | ErrorKind::Refused => return None,
        };
        Some(help.to_owned())
    }
}

fn constraint_help(reason: Option<&str>) -> Option<&'static str> {
    // Organizations API Reference, `ConstraintViolationException`.
    Some(match reason? {
        "ACCOUNT_NUMBER_LIMIT_EXCEEDED" => "ask for a higher number of accounts in Service Quotas, then run again",
        "SERVICE_ACCESS_NOT_ENABLED" => "enable trusted access for the service first: name it under `[trusted-access]`",
        "POLICY_NUMBER_LIMIT_EXCEEDED" => "the Organization has as many policies of this type as it may: delete some",
        "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED" => {
            "the target has as many policies of this type as it may: detach one"
        }
        "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED" => {
            "the last policy of this type cannot be detached: attach another first"
        }
        "OU_NUMBER_LIMIT_EXCEEDED" => {
            "the Organization has as many units as it may: delete some, or ask for more in Service Quotas"
        }
        "OU_DEPTH_LIMIT_EXCEEDED" => "units nest at most five deep: move this one up",
        "CLOSE_ACCOUNT_QUOTA_EXCEEDED" | "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED" => {
            "AWS lets only so many accounts be closed at a time: wait, then run again"
        }
        _ => return None,
    })
}

impl fmt::Display for AwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.operation, self.kind.words())?;
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        let account = self.account.as_ref().map(|account| format!("account {account}"));
        let request = self.request_id.as_ref().map(|id| format!("request {id}"));
        let notes = [self.code.clone(), self.reason.clone(), account, request]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>();
        if !notes.is_empty() {
            write!(f, " ({})", notes.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for AwsError {}

/// The error of an answer that misses a field it must have: an empty id is worse than a failure.
#[must_use]
pub fn missing(op: &Op, field: &'static str) -> AwsError {
    AwsError::new(ErrorKind::Malformed, op, format!("the answer has no `{field}`"))
}

/// Sees that an answer is about what was asked for. One that does not say what it is about is taken at its word.
///
/// # Errors
/// If it is about something else.
pub fn is_of(op: &Op, asked: &str, answered: Option<&str>) -> Result<(), AwsError> {
    match answered.filter(|answered| *answered != asked) {
        None => Ok(()),
        Some(other) => {
            let message = format!("the answer is about {other}, and {asked} was asked for");
            Err(AwsError::new(ErrorKind::Malformed, op, message))
        }
    }
}

/// Takes the error that only says that it is so already as success.
///
/// # Errors
/// Every other error.
pub fn already_so<T>(result: Result<T, AwsError>) -> Result<Option<T>, AwsError> {
    match result {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.kind == ErrorKind::AlreadySo => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::op::PAGES;
    use crate::facts::service::ORGANIZATIONS;

    static LIST: Op = Op::read(&ORGANIZATIONS, "ListAccounts", PAGES, &[]);

    #[test]
    fn it_reads_as_one_sentence() {
        let error = AwsError {
            code: Some("AccessDeniedException".into()),
            request_id: Some("r-1".into()),
            account: Some("111111111111".into()),
            ..AwsError::new(ErrorKind::Denied, &LIST, "you shall not pass")
        };
        assert_eq!(
            error.to_string(),
            "`organizations:ListAccounts` was denied: you shall not pass (AccessDeniedException, account 111111111111, request r-1)"
        );
        assert!(
            error
                .help()
                .is_some_and(|help| help.contains("`organizations:ListAccounts`"))
        );
    }

    #[test]
    fn a_missing_field_is_named() {
        assert_eq!(
            missing(&LIST, "Id").to_string(),
            "`organizations:ListAccounts` got an answer that cannot be used: the answer has no `Id`"
        );
    }

    #[test]
    fn an_answer_about_something_else_is_an_error() {
        assert_eq!(is_of(&LIST, "car-1", Some("car-1")), Ok(()));
        assert_eq!(is_of(&LIST, "car-1", None), Ok(()));
        assert_eq!(
            is_of(&LIST, "car-1", Some("car-2")).unwrap_err().to_string(),
            "`organizations:ListAccounts` got an answer that cannot be used: the answer is about car-2, and car-1 was asked for"
        );
    }
}
