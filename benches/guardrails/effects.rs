//! The impact of a change at the root on 10,000 accounts in 500 distinct chains of 5 levels, for every action.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::rc::Rc;

use groundline::guardrails::actions::ActionTable;
use groundline::guardrails::effects::{Attached, Denials, Effects, GuardId, Level, Shift, Subject, shifts};
use groundline::guardrails::evaluate::{Context, Layer};
use groundline::guardrails::policy::Policy;

use super::policies::{FULL, guardrails};
use super::{say, timed};

const CHAINS: usize = 500;
const ACCOUNTS: usize = 10_000;

/// Prints how long it takes.
pub fn measure() {
    let what = format!("impact of a root SCP on {ACCOUNTS} accounts in {CHAINS} chains, all actions");
    let mut shifted = 0;
    timed(&what, 2.0, || {
        shifted = black_box(impact());
    });
    say(&format!("  {shifted} accounts are affected"));
}

fn impact() -> usize {
    let library: Vec<Policy> = guardrails()
        .iter()
        .map(|(_, text)| Policy::parse(text).unwrap())
        .collect();
    let own: Vec<Policy> = (0..CHAINS)
        .map(|number| Policy::parse(&of_unit(number)).unwrap())
        .collect();
    let full = Policy::parse(FULL).unwrap();
    let all = library.iter().chain(&own).chain([&full]);
    let mut effects = Effects::new(ActionTable::embedded(), all, []);
    let mut compile = |policy: &Policy| Attached {
        name: "p".into(),
        does: Some(Rc::new(effects.compile(policy))),
    };
    let library: Vec<Attached> = library.iter().map(&mut compile).collect();
    let own: Vec<Attached> = own.iter().map(&mut compile).collect();
    let full = compile(&full);
    let mut affected = 0;
    for (number, own) in own.iter().enumerate() {
        // The last policy of the library is new at the root.
        let chain = |policies: &[Attached]| -> Vec<Level> {
            let mut levels: Vec<Vec<Attached>> = vec![vec![full.clone()]; 5];
            for (at, policy) in policies.iter().enumerate() {
                levels[at % 4].push(policy.clone());
            }
            levels[4].push(own.clone());
            let level = |policies| Level {
                name: "level".into(),
                policies,
            };
            levels.into_iter().map(level).collect()
        };
        let (before, after) = (chain(&library[1..]), chain(&library));
        let mut known: BTreeMap<GuardId, Option<GuardId>> = BTreeMap::new();
        let mut last: Option<(Vec<Option<GuardId>>, Vec<Shift>)> = None;
        for account in 0..ACCOUNTS / CHAINS {
            let id = format!("{:012}", number * 100 + account);
            let subject = Subject::new(
                Context::open()
                    .with("aws:PrincipalArn", format!("arn:aws:iam::{id}:role/ordinary"))
                    .with("aws:PrincipalAccount", id),
            );
            let pieces = after
                .iter()
                .flat_map(|level| &level.policies)
                .filter_map(|policy| policy.does.as_ref());
            let guards: Vec<GuardId> = pieces
                .flat_map(|does| does.denies.iter().chain(&does.allows))
                .map(|piece| piece.guard)
                .collect();
            let left: Vec<Option<GuardId>> = guards.iter().map(|guard| effects.resolve(*guard, &subject)).collect();
            known.extend(guards.into_iter().zip(left.iter().copied()));
            let same = last.as_ref().is_some_and(|(then, _)| *then == left);
            if !same {
                let mut resolve = |guard: GuardId| known.get(&guard).copied().flatten();
                let (mut was, mut is) = (Denials::default(), Denials::default());
                was.add(&effects, &before, Layer::Scp, &mut resolve);
                is.add(&effects, &after, Layer::Scp, &mut resolve);
                last = Some((left, shifts(&was, &is, &mut effects)));
            }
            affected += usize::from(last.as_ref().is_some_and(|(_, shifts)| !shifts.is_empty()));
        }
    }
    affected
}

/// A policy that no other unit has.
fn of_unit(number: usize) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":["ec2:*","s3:Put*"],"Resource":"*","Condition":{{"StringNotEquals":{{"aws:PrincipalTag/unit":"u{number}"}}}}}}}}"#
    )
}
