//! What came of an evaluation.

use std::collections::BTreeSet;

use super::chain::Level;

/// Whether SCPs and RCPs let a request pass, and why.
///
/// `Allow` grants nothing: identity and resource policies still have to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision<'a> {
    /// Whether it passes.
    pub verdict: Verdict,
    /// How that came about.
    pub kind: Kind,
    /// What each level gave: those of SCPs from the root down, then those of RCPs.
    pub levels: Vec<LevelResult<'a>>,
}

/// Whether a request passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    Allow,
    /// It does not.
    Deny,
    /// It depends on these condition keys, which are not known. `resource` among them is the resource itself.
    Depends(BTreeSet<String>),
}

/// How a verdict came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Every level lets it pass.
    Allowed,
    /// A statement denies it; if it depends, a statement may.
    Explicit,
    /// No statement denies it, but a level has none that allows it; if it depends, that may be so.
    Implicit,
    /// The policies do not apply to it.
    Exempt,
}

impl Kind {
    /// `allowed`, `explicit`, `implicit` or `exempt`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Explicit => "explicit",
            Self::Implicit => "implicit",
            Self::Exempt => "exempt",
        }
    }
}

/// Which policies a level has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Service control policies, above the principal.
    Scp,
    /// Resource control policies, above the resource.
    Rcp,
}

/// What one level gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelResult<'a> {
    /// Of which policies.
    pub layer: Layer,
    /// The level.
    pub level: &'a Level,
    /// What came of it.
    pub outcome: Outcome<'a>,
}

/// What came of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// It passes. By which statement; RCPs need none, since `RCPFullAWSAccess` is everywhere.
    Passed(Option<Cause<'a>>),
    /// This statement denies it.
    Explicit(Cause<'a>),
    /// Nothing allows it.
    Implicit,
    /// It depends.
    Depends {
        /// On these keys.
        keys: BTreeSet<String>,
        /// The first statement that may deny it; none where only an Allow is in doubt.
        denies: Option<Cause<'a>>,
    },
    /// The policies do not apply.
    Exempt(Exemption),
}

/// The statement that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause<'a> {
    /// The policy's name.
    pub policy: &'a str,
    /// The statement's name, if it has one.
    pub sid: Option<&'a str>,
    /// The statement's place in the policy, from 0.
    pub statement: usize,
}

/// Why policies do not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exemption {
    /// The principal, for RCPs the resource, is of the management account.
    ManagementAccount,
    /// The caller is a service-linked role.
    ServiceLinkedRole,
    /// The caller is no IAM principal: a service, or nobody known. SCPs only.
    NotIam,
    /// RCPs do not reach the service.
    UnsupportedService,
    /// An AWS managed key of KMS. RCPs only.
    AwsManagedKey,
    /// An action that needs no permission, so that no policy denies it.
    NeedsNoPermission,
}

impl Exemption {
    /// What it is, for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::ManagementAccount => "management account",
            Self::ServiceLinkedRole => "service-linked role",
            Self::NotIam => "no IAM principal",
            Self::UnsupportedService => "service without RCPs",
            Self::AwsManagedKey => "AWS managed key",
            Self::NeedsNoPermission => "action that needs no permission",
        }
    }
}

impl<'a> Decision<'a> {
    /// The level that decided: the first explicit Deny, else the first implicit one, else the first that depends.
    #[must_use]
    pub fn because(&self) -> Option<&LevelResult<'a>> {
        let first = |is: fn(&Outcome<'_>) -> bool| self.levels.iter().find(|result| is(&result.outcome));
        first(|outcome| matches!(outcome, Outcome::Explicit(_)))
            .or_else(|| first(|outcome| matches!(outcome, Outcome::Implicit)))
            .or_else(|| first(|outcome| matches!(outcome, Outcome::Depends { .. })))
    }
}

impl<'a> LevelResult<'a> {
    /// The statement that decided here, if one did.
    #[must_use]
    pub fn cause(&self) -> Option<Cause<'a>> {
        match &self.outcome {
            Outcome::Explicit(cause) => Some(*cause),
            Outcome::Passed(cause) | Outcome::Depends { denies: cause, .. } => *cause,
            Outcome::Implicit | Outcome::Exempt(_) => None,
        }
    }
}

impl Layer {
    /// `scp` or `rcp`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Scp => "scp",
            Self::Rcp => "rcp",
        }
    }
}
