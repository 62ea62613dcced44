//! Where a judge and groundline differ, and what decides it.

use std::fmt;

use groundline::guardrails::evaluate::matching::ResourcePattern;
use groundline::guardrails::evaluate::{Given, Request};
use groundline::guardrails::policy::{Condition, Family, Statement, Version};

/// A construct about which a judge says something else.
#[derive(Debug)]
pub struct Difference {
    /// What it is.
    pub construct: &'static str,
    /// Whether a dispute is about it.
    pub recognises: fn(&Disputed<'_>) -> bool,
    /// Where the deciding sentence stands.
    pub page: &'static str,
    /// The deciding sentence.
    pub sentence: &'static str,
}

/// Something that groundline and a judge see differently.
#[derive(Debug)]
pub struct Disputed<'a> {
    /// The case.
    pub id: &'a str,
    /// What is asked.
    pub request: &'a Request,
    /// The resource that is asked for.
    pub resource: &'a str,
    /// The keys that were given, and their values, as the judges read them.
    pub context: &'a serde_json::Value,
    /// The account of the resource.
    pub resource_account: Option<&'a str>,
    /// What is disputed.
    pub what: What<'a>,
}

/// What is disputed.
#[derive(Debug)]
pub enum What<'a> {
    /// Whether a statement matches the request.
    Statement {
        /// What it says.
        statement: &'a Statement,
        /// The language it is written in.
        version: Version,
        /// Whether groundline finds that it matches.
        ours: bool,
    },
    /// What comes of a level, with all its statements undisputed.
    Level {
        /// Of SCPs, not of RCPs.
        scps: bool,
        /// The letter of groundline.
        ours: char,
        /// The letter of the judge.
        theirs: char,
    },
}

/// Whether a condition compares values of that family.
pub fn is(condition: &Condition, family: Family) -> bool {
    condition.operator.comparison.family() == family
}

impl<'a> Disputed<'a> {
    /// The statement that is disputed, if groundline finds that it matches (or not).
    pub fn statement(&self, matches: bool) -> Option<&'a Statement> {
        match self.what {
            What::Statement { statement, ours, .. } if ours == matches => Some(statement),
            _ => None,
        }
    }

    /// Whether the statement's resources decide, and among them only those patterns.
    pub fn is_about_resources(&self, suspect: impl Fn(&str) -> bool) -> bool {
        let What::Statement { statement, ours, .. } = self.what else {
            return false;
        };
        let (suspects, others): (Vec<&str>, Vec<&str>) = statement.resources.texts().partition(|text| suspect(text));
        let fits = |text: &&str| ResourcePattern::new(text).matches(self.resource);
        // Either the statement depends on one of them that fits, or it is `NotResource` and groundline finds that none fits.
        let by_suspect = suspects.iter().any(fits) && ours != statement.resources.negated;
        let by_none = !suspects.is_empty() && statement.resources.negated && ours;
        !others.iter().any(fits) && (by_suspect || by_none)
    }

    /// Whether groundline finds that the resource is among those named, and one of them is such a pattern.
    pub fn names_resource(&self, such: impl Fn(&str) -> bool) -> bool {
        let What::Statement { statement, ours, .. } = self.what else {
            return false;
        };
        ours != statement.resources.negated && statement.resources.texts().any(such)
    }

    /// Whether a condition of the statement is so, given what the request says of its key.
    pub fn has_condition(&self, is: impl Fn(&Condition, &[String]) -> bool) -> bool {
        let What::Statement { statement, .. } = self.what else {
            return false;
        };
        statement
            .conditions
            .iter()
            .any(|condition| is(condition, &self.values(&condition.key.text)))
    }

    /// The values of a key; none where the request does not have it.
    pub fn values(&self, key: &str) -> Vec<String> {
        match self.request.context.get(&key.to_ascii_lowercase()) {
            Given::One(value) => vec![value.to_owned()],
            Given::Many(values) => values.to_vec(),
            Given::Absent | Given::Unknown => Vec::new(),
        }
    }

    /// Whether a key was given with a list of no values.
    pub fn is_given_empty(&self, key: &str) -> bool {
        let mut given = self.context.as_object().into_iter().flatten();
        given.any(|(name, value)| name.eq_ignore_ascii_case(key) && value.as_array().is_some_and(Vec::is_empty))
    }

    /// Whether a text holds a variable that has no value and no default.
    pub fn has_no_value(&self, text: &str) -> bool {
        let inside = text.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
        inside.into_iter().any(|(name, _)| {
            let plain = !["*", "?", "$"].contains(&name) && !name.contains(',');
            plain && !matches!(self.request.context.get(&name.to_ascii_lowercase()), Given::One(_))
        })
    }
}

impl fmt::Display for Disputed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id,
            request,
            resource,
            resource_account,
            what,
            ..
        } = self;
        match what {
            What::Statement {
                statement,
                version,
                ours,
            } => {
                write!(
                    f,
                    "{id}: matches: {ours}, the judge says {}: {version:?} {}",
                    !ours,
                    statement.to_json()
                )?;
            }
            What::Level { scps, ours, theirs } => {
                write!(f, "{id}: level of SCPs: {scps}: {ours}, the judge says {theirs}")?
            }
        }
        let (principal, action) = (request.principal.text(), request.action.name());
        write!(
            f,
            ": {principal} {action} {resource} of {resource_account:?} with {:?}",
            request.context
        )
    }
}
