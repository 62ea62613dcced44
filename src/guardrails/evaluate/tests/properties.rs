//! What holds of every evaluation. For a long run, say how many seeds to try and from which on:
//! `FUZZ_CASES=1000000 FUZZ_SEED=1 cargo test --release --lib evaluate::tests::properties`. The seed of a failure is printed.

use std::sync::Arc;

use super::random::{self, ACTIONS, Dice, KEYS, RESOURCES, VALUES};
use crate::guardrails::evaluate::cases::Cases;
use crate::guardrails::evaluate::matching::{ActionPatterns, ResourcePattern};
use crate::guardrails::evaluate::{
    Attached, Chain, Context, Decision, Kind, Level, LevelKind, Prepared, Request, Resource, Setting, Value, Verdict,
    evaluate,
};
use crate::guardrails::policy::Policy;

fn number(name: &str, otherwise: u64) -> u64 {
    match std::env::var(name) {
        Ok(number) => number.parse().unwrap(),
        Err(_) => otherwise,
    }
}

/// Does `check` with so many seeds; a seed that fails is told.
fn with_seeds(cases: u64, check: impl Fn(&mut Dice)) {
    struct Told(u64);
    impl Drop for Told {
        fn drop(&mut self) {
            if std::thread::panicking() {
                println!("FUZZ_SEED={}", self.0);
            }
        }
    }
    let first = number("FUZZ_SEED", 1);
    for seed in first..first + number("FUZZ_CASES", cases) {
        let told = Told(seed);
        check(&mut Dice(seed.wrapping_mul(0x2545_f491_4f6c_dd1d)));
        drop(told);
    }
}

/// A chain of policies that can be read.
fn chain(dice: &mut Dice) -> Chain {
    let level = |dice: &mut Dice| Level {
        kind: LevelKind::Unit,
        id: String::new(),
        policies: (0..=dice.roll(3))
            .filter_map(|_| {
                let policy = Policy::parse(&random::policy(dice)).ok()?;
                Some(Attached {
                    name: String::new(),
                    policy: Arc::new(Prepared::new(&policy)),
                })
            })
            .collect(),
    };
    Chain {
        scps: (0..=dice.roll(2)).map(|_| level(dice)).collect(),
        rcps: (0..dice.roll(2)).map(|_| level(dice)).collect(),
    }
}

fn values(dice: &mut Dice) -> Value {
    if dice.one_in(4) {
        Value::Many((0..dice.roll(3)).map(|_| dice.pick(VALUES).to_owned()).collect())
    } else {
        Value::from(dice.pick(VALUES))
    }
}

/// A complete context, and the same with some keys unknown.
fn contexts(dice: &mut Dice) -> (Context, Context, Vec<&'static str>) {
    let (mut complete, mut open) = (Context::complete(), Context::open());
    let mut hidden = Vec::new();
    for key in KEYS {
        let hides = dice.one_in(2);
        if dice.one_in(3) {
            open = if hides { open } else { open.without(key) };
        } else {
            let value = values(dice);
            complete.set(key, value.clone());
            if !hides {
                open.set(key, value);
            }
        }
        hidden.extend(hides.then_some(*key));
    }
    (complete, open, hidden)
}

fn request(dice: &mut Dice, context: Context) -> Request {
    let action = dice.pick(&["s3:GetObject", "ec2:RunInstances", "iam:CreateUser", "kms:Decrypt"]);
    Request::new(random::principal(dice), action, dice.pick(RESOURCES), context)
}

fn ask<'a>(request: &'a Request, chain: &'a Chain) -> Decision<'a> {
    let setting = Setting {
        management_account: Some("999999999999".to_owned()),
        resource_account: Some("111111111111".to_owned()),
    };
    evaluate(request, chain, &setting)
}

/// Fails if what is said with less knowledge is not borne out with more.
fn bears_out(known: &Decision<'_>, less: &Decision<'_>, hidden: &[&str]) {
    match &less.verdict {
        Verdict::Depends(keys) => {
            assert!(!keys.is_empty());
            for key in keys {
                assert!(
                    hidden.iter().any(|name| name.eq_ignore_ascii_case(key)),
                    "{key} is known"
                );
            }
        }
        verdict => assert_eq!(verdict, &known.verdict),
    }
}

#[test]
fn what_is_certain_with_unknown_keys_holds_whatever_they_are() {
    with_seeds(1_500, |dice| {
        let chain = chain(dice);
        let (complete, open, mut hidden) = contexts(dice);
        hidden.push("aws:*");
        let known = request(dice, complete);
        let mut less = known.clone();
        less.context = open;
        // A session's role is read from the context; whether it is a service-linked one is not asked here.
        bears_out(&ask(&known, &chain), &ask(&less, &chain), &hidden);
    });
}

#[test]
fn what_is_certain_of_some_resource_holds_of_each() {
    with_seeds(1_500, |dice| {
        let chain = chain(dice);
        let (complete, ..) = contexts(dice);
        let known = request(dice, complete);
        let Resource::Known(resource) = known.resource.clone() else {
            panic!("{known:?}");
        };
        let known_decision = ask(&known, &chain);
        let any = known.clone().on(Resource::Any);
        bears_out(&known_decision, &ask(&any, &chain), &["resource"]);
        let shape = ResourcePattern::arns(dice.pick(RESOURCES));
        if shape.matches(&resource) {
            let like = known.clone().on(Resource::Like(shape));
            bears_out(&known_decision, &ask(&like, &chain), &["resource"]);
        }
    });
}

#[test]
fn the_order_of_policies_on_a_level_changes_nothing() {
    with_seeds(1_000, |dice| {
        let chain = chain(dice);
        let (complete, ..) = contexts(dice);
        let asked = request(dice, complete);
        let mut turned = chain.clone();
        for level in turned.scps.iter_mut().chain(&mut turned.rcps) {
            level.policies.reverse();
        }
        let (one, other) = (ask(&asked, &chain), ask(&asked, &turned));
        assert_eq!((one.verdict, one.kind), (other.verdict, other.kind));
    });
}

#[test]
fn every_way_to_end_comes_up() {
    let mut kinds = std::collections::BTreeSet::new();
    for seed in 0..2_000 {
        let mut dice = Dice(seed);
        let chain = chain(&mut dice);
        let (complete, open, _) = contexts(&mut dice);
        let mut asked = request(&mut dice, complete);
        kinds.insert(ask(&asked, &chain).kind);
        asked.context = open;
        if matches!(ask(&asked, &chain).verdict, Verdict::Depends(_)) {
            kinds.insert(Kind::Allowed);
        }
    }
    assert_eq!(kinds.len(), 4, "{kinds:?}");
}

#[test]
fn no_text_makes_it_panic() {
    with_seeds(1_000, |dice| {
        let text = random::file(dice);
        let text = if dice.one_in(2) {
            random::damaged(dice, &text)
        } else {
            text
        };
        if let Ok(cases) = Cases::parse(&text) {
            assert_eq!(cases.answers().count(), cases.len());
        }
        let pattern = damaged(dice);
        let other = damaged(dice);
        let one = ResourcePattern::new(&pattern);
        if one.covers(&ResourcePattern::arns(&other)) && ResourcePattern::arns(&other).matches(&other) {
            assert!(one.matches(&other), "{pattern} covers {other}");
        }
        let _ = one.overlaps(&ResourcePattern::new(&other));
        let _ = ActionPatterns::of(false, [pattern.as_str()]).matches(&other);
    });
}

fn damaged(dice: &mut Dice) -> String {
    let text = picked(dice);
    random::damaged(dice, text)
}

fn picked(dice: &mut Dice) -> &'static str {
    match dice.roll(3) {
        0 => dice.pick(VALUES),
        1 => dice.pick(RESOURCES),
        _ => dice.pick(ACTIONS),
    }
}
