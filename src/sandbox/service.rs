//! The services the sandbox answers for.

use super::operation::Operation;
use super::services::{account, iam, organizations, sts, tagging};
use crate::facts::rates::Rates;
use crate::facts::service;
use crate::facts::service::{ACCOUNT, IAM, ORGANIZATIONS, Reach, STS, TAGGING};

/// A service the sandbox answers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Organizations,
    Sts,
    Tagging,
    Account,
    Iam,
}

impl Service {
    /// By the name in the scope of a signature.
    pub(super) fn signed_as(name: &str) -> Option<Self> {
        let all = [Self::Organizations, Self::Sts, Self::Tagging, Self::Account, Self::Iam];
        all.into_iter().find(|service| service.fact().signing_name == name)
    }

    /// The prefix of its IAM actions.
    pub(super) fn prefix(self) -> &'static str {
        self.fact().prefix
    }

    /// The rates of one of its operations; none where AWS publishes none and groundline paces none.
    pub(super) fn rates(self, operation: &Operation) -> Option<Rates> {
        (self != Self::Iam).then(|| self.fact().rates(operation.name, operation.access))
    }

    /// Every operation of it that is simulated.
    pub(super) fn operations(self) -> &'static [Operation] {
        match self {
            Self::Organizations => organizations::OPERATIONS,
            Self::Sts => sts::OPERATIONS,
            Self::Tagging => tagging::OPERATIONS,
            Self::Account => account::OPERATIONS,
            Self::Iam => iam::OPERATIONS,
        }
    }

    /// The code of its answer to one call too many, and the HTTP status.
    pub(super) fn throttled(self) -> (&'static str, u16) {
        match self {
            Self::Organizations => ("TooManyRequestsException", 400),
            Self::Account => ("TooManyRequestsException", 429),
            Self::Tagging => ("ThrottledException", 400),
            Self::Sts | Self::Iam => ("Throttling", 400),
        }
    }

    /// The code of its answer when it failed itself; the HTTP status is 500.
    pub(super) fn failed(self) -> &'static str {
        match self {
            Self::Organizations => "ServiceException",
            Self::Account => "InternalServerException",
            Self::Tagging => "InternalServiceException",
            Self::Sts => "InternalFailure",
            Self::Iam => "ServiceFailure",
        }
    }

    /// The code and status of its answer to credentials that have run out.
    pub(super) fn expired(self) -> (&'static str, u16) {
        match self {
            Self::Organizations | Self::Tagging => ("ExpiredTokenException", 400),
            Self::Account => ("ExpiredTokenException", 403),
            Self::Sts | Self::Iam => ("ExpiredToken", 403),
        }
    }

    /// The code and status of its answer to credentials that it does not know.
    pub(super) fn unknown_caller(self) -> (&'static str, u16) {
        match self {
            Self::Organizations | Self::Tagging | Self::Account => ("UnrecognizedClientException", 400),
            Self::Sts | Self::Iam => ("InvalidClientTokenId", 403),
        }
    }

    /// Whether it has an endpoint in each Region, and rates of each.
    pub(super) fn is_regional(self) -> bool {
        self.fact().reach == Reach::Regional
    }

    fn fact(self) -> &'static service::Service {
        match self {
            Self::Organizations => &ORGANIZATIONS,
            Self::Sts => &STS,
            Self::Tagging => &TAGGING,
            Self::Account => &ACCOUNT,
            Self::Iam => &IAM,
        }
    }
}
