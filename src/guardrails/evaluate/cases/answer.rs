//! What is told of a case.

use serde::Serialize;
use serde_json::Value;

use super::case::Case;
use super::error::{CaseError, Position};
use crate::guardrails::evaluate::{LevelResult, Outcome, Verdict, evaluate};

/// What is told of a case: one JSON object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// It was evaluated.
    Decided {
        /// The case's.
        id: Value,
        /// `allow` or `deny`.
        decision: &'static str,
        /// `allowed`, `explicit`, `implicit` or `exempt`.
        kind: &'static str,
        /// What each level gave: SCPs from the root down, then RCPs.
        levels: Vec<LevelAnswer>,
    },
    /// It could not be.
    Wrong {
        /// The case's; null where it has none.
        id: Value,
        /// What is wrong, and its line and column in the file.
        error: String,
    },
}

/// What is told of a level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelAnswer {
    /// `scp` or `rcp`.
    #[serde(rename = "type")]
    pub layer: &'static str,
    /// `root`, `ou` or `account`.
    pub level: &'static str,
    /// Its id.
    pub id: String,
    /// `allowed`, `explicit`, `implicit` or `exempt`.
    pub result: &'static str,
    /// The policy that decided: its name, or `#1`, `#2`, … for one that stands in the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The Sid of the statement that decided, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// The number of the statement that decided, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<usize>,
    /// Why the level is exempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<&'static str>,
}

impl Answer {
    pub(super) fn of(id: Value, case: &Case) -> Self {
        let decision = evaluate(&case.request, &case.chain, &case.setting);
        Self::Decided {
            id,
            decision: match decision.verdict {
                Verdict::Allow => "allow",
                Verdict::Deny => "deny",
                Verdict::Depends(_) => "depends",
            },
            kind: decision.kind.word(),
            levels: decision.levels.iter().map(LevelAnswer::of).collect(),
        }
    }

    pub(super) fn wrong(id: Value, error: &CaseError, position: Position) -> Self {
        Self::Wrong {
            id,
            error: format!("{} ({position})", error.message),
        }
    }

    /// Whether the case could be evaluated.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        matches!(self, Self::Decided { .. })
    }

    /// The level that decided, if one did.
    #[must_use]
    pub fn because(&self) -> Option<&LevelAnswer> {
        match self {
            Self::Decided { kind, levels, .. } => levels.iter().find(|level| level.result == *kind),
            Self::Wrong { .. } => None,
        }
    }
}

impl LevelAnswer {
    fn of(result: &LevelResult<'_>) -> Self {
        let cause = result.cause();
        Self {
            layer: result.layer.word(),
            level: result.level.kind.word(),
            id: result.level.id.clone(),
            result: match result.outcome {
                Outcome::Passed(_) => "allowed",
                Outcome::Explicit(_) => "explicit",
                Outcome::Implicit => "implicit",
                Outcome::Depends { .. } => "depends",
                Outcome::Exempt(_) => "exempt",
            },
            policy: cause.map(|cause| cause.policy.to_owned()),
            sid: cause.and_then(|cause| cause.sid).map(str::to_owned),
            statement: cause.map(|cause| cause.statement + 1),
            why: match result.outcome {
                Outcome::Exempt(why) => Some(why.words()),
                _ => None,
            },
        }
    }
}
