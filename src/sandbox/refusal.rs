//! An error answer, before it is put into the words of a protocol.

/// Why a call is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: String,
    pub(super) message: String,
    /// The machine-readable part of `InvalidInputException` and `ConstraintViolationException`.
    pub(super) reason: Option<&'static str>,
    pub(super) status: u16,
    /// Headers of the answer that say more, as S3 names the Region of a bucket.
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Refusal {
    pub(super) fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            reason: None,
            status: 400,
            headers: Vec::new(),
        }
    }

    pub(super) fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// `InvalidInputException` of Organizations.
    pub(super) fn invalid(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            reason: Some(reason),
            ..Self::new("InvalidInputException", message)
        }
    }

    /// `ConstraintViolationException` of Organizations.
    pub(super) fn constraint(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            reason: Some(reason),
            ..Self::new("ConstraintViolationException", message)
        }
    }

    /// The caller may not.
    pub(super) fn denied() -> Self {
        Self::new(
            "AccessDeniedException",
            "You don't have permissions to access this resource.",
        )
    }

    /// The call has a body of another shape than the operation's.
    pub(super) fn misshapen(message: impl Into<String>) -> Self {
        Self::new("SerializationException", message)
    }

    /// No Organization has been created yet.
    pub(super) fn not_in_use() -> Self {
        Self::new(
            "AWSOrganizationsNotInUseException",
            "Your account is not a member of an organization.",
        )
    }
}
