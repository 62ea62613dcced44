//! The algorithm: level by level, an explicit Deny anywhere, an Allow everywhere.
//!
//! Source: Organizations User Guide, "SCP evaluation" and "RCP evaluation".

use std::collections::BTreeSet;

use super::applied::Applied;
use super::chain::{Chain, Level, Setting};
use super::decision::{Cause, Decision, Kind, Layer, LevelResult, Outcome, Verdict};
use super::prepared::PreparedStatement;
use super::request::Request;
use super::scope;
use super::texts::Unknowns;
use super::truth::Truth;
use crate::guardrails::policy::Effect;

/// Whether the policies of `chain` let a request pass. All levels are asked, also after one denied, so that each can be told.
#[must_use]
pub fn evaluate<'a>(request: &'a Request, chain: &'a Chain, setting: &Setting) -> Decision<'a> {
    evaluate_with(request, chain, setting, None)
}

/// The same with what was found of statements for other actions.
pub(super) fn evaluate_with<'a>(
    request: &'a Request,
    chain: &'a Chain,
    setting: &Setting,
    mut applied: Option<&mut Applied>,
) -> Decision<'a> {
    let mut levels = Vec::with_capacity(chain.scps.len() + chain.rcps.len());
    for (layer, above) in [(Layer::Scp, &chain.scps), (Layer::Rcp, &chain.rcps)] {
        let exempt = match (above.is_empty(), layer) {
            (true, _) => continue,
            (false, Layer::Scp) => scope::from_scps(request, setting),
            (false, Layer::Rcp) => scope::from_rcps(request, setting),
        };
        levels.extend(above.iter().map(|level| LevelResult {
            layer,
            level,
            outcome: match exempt {
                Some(why) => Outcome::Exempt(why),
                None => ask(request, level, layer, applied.as_deref_mut()),
            },
        }));
    }
    decide(levels)
}

/// One level: the union of the statements attached to it.
fn ask<'a>(request: &'a Request, level: &'a Level, layer: Layer, mut applied: Option<&mut Applied>) -> Outcome<'a> {
    let mut unknowns: Unknowns<'a> = Vec::new();
    let (denies, deny) = match any(request, level, Effect::Deny, &mut unknowns, applied.as_deref_mut()) {
        (Truth::True, Some(cause)) => return Outcome::Explicit(cause),
        other => other,
    };
    let (allows, allow) = match layer {
        Layer::Scp => any(request, level, Effect::Allow, &mut unknowns, applied),
        Layer::Rcp => (Truth::True, None),
    };
    match (!denies).and(allows) {
        Truth::True => Outcome::Passed(allow),
        Truth::False => Outcome::Implicit,
        Truth::Unknown => Outcome::Depends {
            keys: keys(&unknowns),
            denies: deny,
        },
    }
}

/// Whether a statement of that effect matches, and the first of those that come closest.
fn any<'a>(
    request: &'a Request,
    level: &'a Level,
    effect: Effect,
    unknowns: &mut Unknowns<'a>,
    mut applied: Option<&mut Applied>,
) -> (Truth, Option<Cause<'a>>) {
    let before = unknowns.len();
    let mut found = (Truth::False, None);
    for attached in &level.policies {
        let statements = attached.policy.statements().iter().enumerate();
        for (index, statement) in statements.filter(|(_, statement)| statement.effect() == effect) {
            let truth = match applied.as_deref_mut() {
                Some(applied) => applied.matches(statement, request, unknowns),
                None => statement.matches(request, unknowns),
            };
            if truth > found.0 {
                found = (truth, Some(cause(&attached.name, index, statement)));
            }
            if truth.is_true() {
                unknowns.truncate(before);
                return found;
            }
        }
    }
    found
}

fn cause<'a>(policy: &'a str, index: usize, statement: &'a PreparedStatement) -> Cause<'a> {
    Cause {
        policy,
        sid: statement.sid(),
        statement: index,
    }
}

/// Each key once, however the policies write it.
fn keys(unknowns: &[&str]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let new = |key: &&&str| seen.insert(key.to_ascii_lowercase());
    unknowns.iter().filter(new).map(|key| (*key).to_owned()).collect()
}

/// Deny at one level is Deny; an explicit one is told before an implicit one.
fn decide(levels: Vec<LevelResult<'_>>) -> Decision<'_> {
    let has = |is: fn(&Outcome<'_>) -> bool| levels.iter().any(|result| is(&result.outcome));
    let explicit = has(|outcome| matches!(outcome, Outcome::Explicit(_)));
    let implicit = has(|outcome| matches!(outcome, Outcome::Implicit));
    let depends = has(|outcome| matches!(outcome, Outcome::Depends { .. }));
    let may_be_denied = has(|outcome| matches!(outcome, Outcome::Depends { denies: Some(_), .. }));
    let passed = has(|outcome| matches!(outcome, Outcome::Passed(_)));
    let (verdict, kind) = match () {
        () if explicit => (Verdict::Deny, Kind::Explicit),
        () if implicit => (Verdict::Deny, Kind::Implicit),
        () if depends => {
            let kind = if may_be_denied { Kind::Explicit } else { Kind::Implicit };
            (Verdict::Depends(all_keys(&levels)), kind)
        }
        () if passed || levels.is_empty() => (Verdict::Allow, Kind::Allowed),
        () => (Verdict::Allow, Kind::Exempt),
    };
    Decision { verdict, kind, levels }
}

fn all_keys(levels: &[LevelResult<'_>]) -> BTreeSet<String> {
    let of_level = |result: &LevelResult<'_>| match &result.outcome {
        Outcome::Depends { keys, .. } => keys.clone(),
        _ => BTreeSet::new(),
    };
    let all: Vec<String> = levels.iter().flat_map(of_level).collect();
    keys(&all.iter().map(String::as_str).collect::<Vec<_>>())
}
