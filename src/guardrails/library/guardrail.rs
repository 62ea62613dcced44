//! A guardrail of the library.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::argument::{Argument, Arguments};
use super::kind::Kind;
use super::template::Template;
use crate::facts::policy_types;
use crate::facts::suggest::list;

/// The parameter that every guardrail with an exemption has: roles that it spares.
pub const EXEMPT_ROLES: &str = "exempt-roles";
/// What a template calls all roles that are spared: groundline's own and those of [`EXEMPT_ROLES`].
pub(super) const EXEMPT: &str = "exempt";

/// A guardrail of the library, in one version.
#[derive(Debug, Clone)]
pub struct Guardrail {
    /// Its name: `deny-root`.
    pub name: String,
    /// Its version, from 1.
    pub version: u32,
    /// What it does, in a few words.
    pub title: String,
    /// The policy type it is compiled to.
    pub kind: PolicyKind,
    /// The item of the AWS Security Maturity Roadmap that it serves.
    pub serves: String,
    /// What it denies and spares, and how to roll it out.
    pub description: String,
    /// What can be chosen, in the order of the names.
    pub parameters: Vec<Parameter>,
    pub(super) template: Template,
    pub(super) tests: Vec<Test>,
}

/// The policy types that the library has guardrails of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyKind {
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
    /// A declarative policy for EC2.
    DeclarativeEc2,
}

/// What can be chosen about a guardrail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it takes.
    pub kind: Kind,
    /// What it means.
    pub description: String,
    /// What it is where nothing is chosen; one without a default must be chosen.
    pub default: Option<Default>,
    /// The only texts it takes; where there are none, any of its kind.
    pub values: Vec<String>,
    /// The least and the largest number it takes, if it is a number with bounds.
    pub range: Option<(i64, i64)>,
}

/// What a parameter is where nothing is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Default {
    /// This value.
    Value(Argument),
    /// `${regions.approved}`.
    ApprovedRegions,
    /// `${organization.id}`.
    OrganizationId,
}

/// What a request must come to under the guardrail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// What it shows.
    pub name: String,
    /// What kind of evidence it is.
    pub covers: Covers,
    /// The arguments that the guardrail is compiled with.
    pub with: Arguments,
    /// The ARN of who asks.
    pub principal: String,
    /// The action asked for.
    pub action: String,
    /// The resource's ARN, or `*`.
    pub resource: String,
    /// The account of the resource, if it is not the principal's.
    pub resource_account: Option<String>,
    /// The context keys that are there, with their values; `aws:PrincipalArn`, `aws:PrincipalAccount` and `aws:PrincipalOrgID` follow
    /// from the principal where they are not.
    pub context: BTreeMap<String, Vec<String>>,
    /// What must come out.
    pub expect: Expect,
}

/// What a test of a guardrail is evidence of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Covers {
    /// That it stops what it should.
    Denies,
    /// That it lets pass what it should.
    Spares,
    /// That those who are exempt are.
    Exemption,
    /// That nobody else can pass for exempt.
    Attack,
}

/// What must come out of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expect {
    /// The guardrail lets it pass.
    Allow,
    /// The guardrail stops it.
    Deny,
}

impl PolicyKind {
    /// The name of the policy type in the API.
    #[must_use]
    pub fn policy_type(self) -> &'static str {
        match self {
            Self::Scp => policy_types::SCP,
            Self::Rcp => policy_types::RCP,
            Self::DeclarativeEc2 => policy_types::DECLARATIVE_EC2,
        }
    }

    /// What people call it: `SCP`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Scp => "SCP",
            Self::Rcp => "RCP",
            Self::DeclarativeEc2 => "declarative EC2 policy",
        }
    }
}

impl Parameter {
    /// What it takes, in words: `a list of Regions`, `a number from 1 to 64`.
    #[must_use]
    pub fn takes(&self) -> String {
        match self.range {
            Some((least, most)) => format!("{} from {least} to {most}", self.kind.words()),
            None if self.values.is_empty() => self.kind.words().to_owned(),
            None => format!("one of {}", list(self.values.iter().map(String::as_str))),
        }
    }

    /// Whether an empty list or text has a meaning: where it is the default.
    #[must_use]
    pub fn may_be_empty(&self) -> bool {
        match &self.default {
            Some(Default::Value(Argument::List(items))) => items.is_empty(),
            Some(Default::Value(Argument::Text(text))) => text.is_empty(),
            _ => false,
        }
    }

    /// The parameter [`EXEMPT_ROLES`].
    pub(super) fn exempt_roles() -> Self {
        Self {
            name: EXEMPT_ROLES.to_owned(),
            kind: Kind::RolePatterns,
            description: "Roles that it does not bind, besides those that groundline itself needs".to_owned(),
            default: Some(Default::Value(Argument::List(Vec::new()))),
            values: Vec::new(),
            range: None,
        }
    }
}

impl Guardrail {
    /// Its tests.
    #[must_use]
    pub fn tests(&self) -> &[Test] {
        &self.tests
    }

    /// The parameter of that name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// Whether roles can be exempt from it.
    #[must_use]
    pub fn has_exemption(&self) -> bool {
        self.parameter(EXEMPT_ROLES).is_some()
    }
}

/// As a baseline names it: `deny-root@1`.
impl fmt::Display for Guardrail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.version)
    }
}

/// As TOML writes it.
impl fmt::Display for Default {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(argument) => argument.fmt(f),
            Self::ApprovedRegions => f.write_str("${regions.approved}"),
            Self::OrganizationId => f.write_str("${organization.id}"),
        }
    }
}
