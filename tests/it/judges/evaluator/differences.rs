//! Where the judges and groundline differ, and what decides it.

use std::fmt;

use groundline::guardrails::policy::{Statement, Version};
use serde_json::Value;

/// A construct about which a judge says something else.
#[derive(Debug)]
pub struct Difference {
    /// What it is.
    pub construct: &'static str,
    /// Whether a dispute is about it.
    pub recognises: fn(&Disputed<'_>) -> bool,
    /// The sentence that decides, and where it stands.
    pub decided_by: &'static str,
}

/// Something that groundline and a judge see differently.
#[derive(Debug)]
pub struct Disputed<'a> {
    /// The case.
    pub id: &'a str,
    /// What is asked.
    pub request: &'a Value,
    /// The account of the resource.
    pub resource_account: Option<&'a str>,
    /// The statement that matches or does not; none where a level as a whole is disputed.
    pub statement: Option<(&'a Statement, Version)>,
    /// `y` where groundline finds that it matches, `n` where not; or the letter of the level.
    pub ours: char,
    /// The same of the judge.
    pub theirs: char,
}

impl fmt::Display for Disputed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = self.statement.map_or_else(
            || format!("level, resource account {:?}", self.resource_account),
            |(statement, version)| format!("{version:?} {}", statement.to_json()),
        );
        let Self {
            id,
            ours,
            theirs,
            request,
            ..
        } = self;
        write!(f, "{id}: {ours}, judge {theirs}: {what} for {request}")
    }
}
