//! Effects are judged by the evaluator, request by request.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::guardrails::actions::ActionTable;
use crate::guardrails::evaluate::{self, Chain, Context, Layer, LevelKind, Prepared, Request, Setting, evaluate};
use crate::guardrails::policy::Policy;

const ROLE: &str = "arn:aws:iam::111111111111:role/ordinary";

/// Actions about a bucket or object, about nothing, and one that the table does not know.
const REQUESTS: &[(&str, &str)] = &[
    ("s3:GetObject", "arn:aws:s3:::one/a"),
    ("s3:GetObject", "arn:aws:s3:::two/a"),
    ("s3:PutObject", "arn:aws:s3:::one/b"),
    ("s3:ListAllMyBuckets", "*"),
    ("ec2:DescribeInstances", "*"),
    ("iam:CreateUser", "arn:aws:iam::111111111111:user/a"),
    ("s3:NotYetKnown", "arn:aws:s3:::one/c"),
];

/// Values that a key may have; none is no key.
const KEYS: &[(&str, &[&str])] = &[
    ("aws:RequestedRegion", &["", "eu-west-1", "us-east-1"]),
    ("aws:PrincipalTag/team", &["", "a", "ab"]),
    ("aws:SecureTransport", &["", "true", "false"]),
];

fn actions() -> impl Strategy<Value = String> {
    let list = r#"["s3:*"] ["s3:Get*"] ["s3:GetObject","iam:*"] ["*"] ["ec2:Describe*","s3:ListAllMyBuckets"] ["s3:NotYetKnown"] ["s3:*Known"]"#;
    let lists: Vec<&str> = list.split(' ').collect();
    (prop::bool::ANY, prop::sample::select(lists))
        .prop_map(|(negated, list)| format!("\"{}\":{list}", if negated { "NotAction" } else { "Action" }))
}

fn resources() -> impl Strategy<Value = String> {
    let list = r#"["*"] ["*"] ["arn:aws:s3:::one/*"] ["arn:aws:s3:::one/a","arn:aws:s3:::two/*"] ["arn:aws:s3:::*"] ["arn:aws:iam::*:user/*"]"#;
    let lists: Vec<&str> = list.split(' ').collect();
    (prop::bool::weighted(0.2), prop::sample::select(lists))
        .prop_map(|(negated, list)| format!("\"{}\":{list}", if negated { "NotResource" } else { "Resource" }))
}

fn conditions() -> impl Strategy<Value = String> {
    let one = prop::sample::select(vec![
        r#""StringEquals":{"aws:RequestedRegion":"eu-west-1"}"#,
        r#""StringEquals":{"aws:RequestedRegion":["eu-west-1","us-east-1"]}"#,
        r#""StringNotEquals":{"aws:RequestedRegion":["eu-west-1","us-east-1"]}"#,
        r#""StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}"#,
        r#""StringLikeIfExists":{"aws:PrincipalTag/team":"a*"}"#,
        r#""StringLike":{"aws:PrincipalTag/team":["a*","b"]}"#,
        r#""StringNotLike":{"aws:PrincipalTag/team":"ab*"}"#,
        r#""Bool":{"aws:SecureTransport":"false"}"#,
        r#""BoolIfExists":{"aws:SecureTransport":"false"}"#,
        r#""Null":{"aws:PrincipalTag/team":"true"}"#,
        r#""ArnNotLike":{"aws:PrincipalArn":"arn:*:iam::*:role/admin"}"#,
        r#""ArnLike":{"aws:PrincipalArn":["arn:*:iam::*:role/ordinary","arn:*:iam::*:root"]}"#,
        r#""ForAnyValue:StringEquals":{"aws:PrincipalTag/team":["a","c"]}"#,
        r#""ForAllValues:StringNotEquals":{"aws:PrincipalTag/team":["a"]}"#,
    ]);
    let operator = |condition: &str| condition.split_once(':').map(|(operator, _)| operator.to_owned());
    prop::collection::btree_set(one, 0..3).prop_map(move |set| {
        let mut seen = Vec::new();
        let fresh = |condition: &&&str| {
            let operator = operator(condition);
            let new = !seen.contains(&operator);
            seen.push(operator);
            new
        };
        let kept: Vec<&str> = set.iter().filter(fresh).copied().collect();
        format!("\"Condition\":{{{}}}", kept.join(","))
    })
}

fn statement() -> impl Strategy<Value = String> {
    (prop::bool::weighted(0.3), actions(), resources(), conditions()).prop_map(
        |(allow, actions, resources, conditions)| {
            let effect = if allow { "Allow" } else { "Deny" };
            format!("{{\"Effect\":\"{effect}\",{actions},{resources},{conditions}}}")
        },
    )
}

fn policy() -> impl Strategy<Value = Policy> {
    prop::collection::vec(statement(), 1..4).prop_map(|statements| {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
        Policy::parse(&text).unwrap()
    })
}

/// Levels of policies; most have AWS's own that allows everything.
fn levels() -> impl Strategy<Value = Vec<Vec<Policy>>> {
    let full = Policy::parse(r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#);
    let full = full.unwrap();
    let level = (prop::bool::weighted(0.8), prop::collection::vec(policy(), 0..3));
    let level = level.prop_map(move |(has_full, mut policies)| {
        policies.extend(has_full.then(|| full.clone()));
        policies
    });
    prop::collection::vec(level, 1..3)
}

/// One request: the action and resource, and a value for every key.
fn request() -> impl Strategy<Value = (usize, Vec<usize>)> {
    (0..REQUESTS.len(), prop::collection::vec(0_usize..3, KEYS.len()))
}

fn full_context(values: &[usize]) -> Context {
    let mut context = Context::complete().with("aws:PrincipalArn", ROLE);
    for ((key, possible), value) in KEYS.iter().zip(values) {
        if !possible[*value].is_empty() {
            context.set(key, possible[*value]);
        }
    }
    context
}

/// The same where only some keys are known.
fn part_of(values: &[usize], known: &[bool]) -> Context {
    let mut context = Context::open().with("aws:PrincipalArn", ROLE);
    for (((key, possible), value), _) in KEYS.iter().zip(values).zip(known).filter(|(_, known)| **known) {
        context = match possible[*value] {
            "" => context.without(key),
            value => context.with(key, value),
        };
    }
    context
}

fn is_denied(levels: &[Vec<Policy>], (number, values): &(usize, Vec<usize>)) -> bool {
    let level = |policies: &Vec<Policy>| evaluate::Level {
        kind: LevelKind::Unit,
        id: "ou".to_owned(),
        policies: policies
            .iter()
            .map(|policy| evaluate::Attached {
                name: "p".to_owned(),
                policy: Arc::new(Prepared::new(policy)),
            })
            .collect(),
    };
    let chain = Chain {
        scps: levels.iter().map(level).collect(),
        rcps: Vec::new(),
    };
    let (action, resource) = REQUESTS[*number];
    let request = Request::new(ROLE, action, resource, full_context(values));
    evaluate(&request, &chain, &Setting::default()).verdict == evaluate::Verdict::Deny
}

fn denials(effects: &mut Effects<'_>, levels: &[Vec<Policy>], subject: &Subject) -> Denials {
    let level = |policies: &Vec<Policy>, effects: &mut Effects<'_>| Level {
        name: "ou".into(),
        policies: policies
            .iter()
            .map(|policy| Attached {
                name: "p".into(),
                does: Some(std::rc::Rc::new(effects.compile(policy))),
            })
            .collect(),
    };
    let levels: Vec<Level> = levels.iter().map(|policies| level(policies, effects)).collect();
    let pieces = levels
        .iter()
        .flat_map(|level| &level.policies)
        .flat_map(|policy| policy.does.iter());
    let guards: Vec<GuardId> = pieces
        .flat_map(|does| does.denies.iter().chain(&does.allows))
        .map(|piece| piece.guard)
        .collect();
    let resolved: std::collections::BTreeMap<GuardId, Option<GuardId>> = guards
        .into_iter()
        .map(|guard| (guard, effects.resolve(guard, subject)))
        .collect();
    let mut denials = Denials::default();
    denials.add(effects, &levels, Layer::Scp, &mut |guard| resolved[&guard]);
    denials
}

fn effects_of<'t>(chains: &[&Vec<Vec<Policy>>]) -> Effects<'t> {
    let names = REQUESTS.iter().map(|(action, _)| *action);
    Effects::new(
        ActionTable::embedded(),
        chains.iter().flat_map(|levels| levels.iter()).flatten(),
        names,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn verdicts_hold_for_every_request(
        levels in levels(),
        request in request(),
        known in prop::collection::vec(prop::bool::ANY, KEYS.len()),
    ) {
        let mut effects = effects_of(&[&levels]);
        let subject = Subject::new(part_of(&request.1, &known));
        let denials = denials(&mut effects, &levels, &subject);
        let (denied, depends) = denials.verdicts(&effects);
        let action = effects.vocabulary().matching(REQUESTS[request.0].0);
        let is_denied = is_denied(&levels, &request);
        if action.is_subset(&denied) {
            prop_assert!(is_denied);
        } else if action.is_disjoint(&depends) {
            prop_assert!(!is_denied);
        }
        // With everything known nothing depends, but on the resource.
        let resource = REQUESTS[request.0].1;
        let subject = Subject::new(part_of(&request.1, &[true; 3])).on(resource);
        let exact = super::tests::denials(&mut effects, &levels, &subject);
        let (denied, depends) = exact.verdicts(&effects);
        prop_assert!(action.is_disjoint(&depends));
        prop_assert_eq!(action.is_subset(&denied), is_denied);
    }

    #[test]
    fn what_becomes_denied_is_among_what_goes_beyond(before in levels(), after in levels(), request in request()) {
        let mut effects = effects_of(&[&before, &after]);
        let anyone = Subject::new(Context::open());
        let was = denials(&mut effects, &before, &anyone);
        let is = denials(&mut effects, &after, &anyone);
        let action = effects.vocabulary().matching(REQUESTS[request.0].0);
        let beyond = is.beyond(&was, &mut effects);
        if is_denied(&after, &request) && !is_denied(&before, &request) {
            prop_assert!(beyond.values().any(|actions| action.is_subset(actions)));
        }
        prop_assert!(is.beyond(&is, &mut effects).is_empty());
        let shifted = shifts(&was, &is, &mut effects);
        prop_assert_eq!(shifted.is_empty(), beyond.is_empty() && was.beyond(&is, &mut effects).is_empty());
    }
}
