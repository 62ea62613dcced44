//! A world: a few services and keys, policies that speak of them, and requests that they may match.

use groundline::guardrails::policy::{Comparison, Family};
use serde_json::{Map, Value, json};

use super::actions::{IN_RCPS, IN_SCPS, Service};
use super::blur::respelt;
use super::keys::{IN_VARIABLES, KEYS, Key, key};
use super::principals;
use super::random::Random;
use super::statement::{Dialect, policy};

/// An action that requests of the world make.
#[derive(Debug)]
pub struct Call {
    /// `s3`.
    pub service: &'static str,
    /// `GetObject`.
    pub name: &'static str,
    /// Whether RCPs may name it.
    pub in_rcps: bool,
    /// What it is made on.
    pub resources: Vec<&'static str>,
}

/// A key that the world's policies ask for, and the value it mostly has.
#[derive(Debug)]
pub struct Favourite {
    /// The key.
    pub key: &'static Key,
    value: &'static str,
}

impl Favourite {
    fn of(random: &mut Random, key: &'static Key) -> Self {
        Self {
            key,
            value: random.pick(key.values),
        }
    }

    /// The favourite value that often of 100 times, else any.
    pub fn value(&self, random: &mut Random, percent: usize) -> &'static str {
        if random.chance(percent) {
            self.value
        } else {
            random.pick(self.key.values)
        }
    }

    /// A value for a policy: the favourite one often, and now and then one that only policies have.
    pub fn asked(&self, random: &mut Random, comparison: Comparison) -> &'static str {
        let Key {
            family,
            only_in_policies,
            no_values,
            ..
        } = *self.key;
        let share = if family == Family::Address { 50 } else { 12 };
        if !only_in_policies.is_empty() && random.chance(share) {
            random.pick(only_in_policies)
        } else if !no_values.is_empty() && !comparison.is_negated() && random.chance(5) {
            random.pick(no_values)
        } else {
            self.value(random, 60)
        }
    }
}

/// A world.
#[derive(Debug)]
pub struct World {
    /// The actions.
    pub calls: Vec<Call>,
    /// The keys.
    pub pool: Vec<Favourite>,
}

impl World {
    /// A world of its own.
    pub fn new(random: &mut Random) -> Self {
        let mut calls = Vec::new();
        add(random, &mut calls, IN_RCPS, true);
        if random.chance(45) {
            add(random, &mut calls, IN_SCPS, false);
        }
        let count = random.between(2, 4);
        let pool = (0..count)
            .map(|_| {
                let key = random.choose(KEYS);
                Favourite::of(random, key)
            })
            .collect();
        Self { calls, pool }
    }

    /// A list of levels with policies, which go to `policies` under names that start with `prefix`.
    pub fn chain(
        &self,
        random: &mut Random,
        dialect: Dialect,
        prefix: &str,
        policies: &mut Map<String, Value>,
    ) -> Value {
        let count = random.weighted(&[0, 32, 22, 18, 12, 9, 7]);
        let before = policies.len();
        let mut levels = Vec::new();
        for index in 0..count {
            let (level, id) = match index {
                0 => ("root", "r-ab12".to_owned()),
                _ if index + 1 == count => ("account", "111111111111".to_owned()),
                _ => (
                    "ou",
                    format!("ou-ab12-{index}{index}{index}{index}{index}{index}{index}{index}"),
                ),
            };
            let mut names: Vec<String> = Vec::new();
            if dialect == Dialect::Scp && random.chance(82) {
                names.push("FullAWSAccess".to_owned());
            }
            // Few policies a level, so that one that matches by mistake is not covered by the others; some in every chain.
            let last_chance = index + 1 == count && policies.len() == before;
            let own = random.weighted(if last_chance {
                &[0, 80, 15, 5]
            } else {
                &[40, 44, 10, 4, 2]
            });
            for _ in 0..own {
                let name = format!("{prefix}{}", policies.len());
                policies.insert(name.clone(), policy(random, self, dialect));
                names.push(name);
            }
            levels.push(json!({"level": level, "id": id, "policies": names}));
        }
        Value::Array(levels)
    }

    /// What somebody asks.
    pub fn request(&self, random: &mut Random) -> Value {
        let principal = principals::principal(random);
        let call = random.choose(&self.calls);
        let action = format!("{}:{}", call.service, call.name);
        let action = if random.chance(5) {
            respelt(random, &action)
        } else {
            action
        };
        json!({
            "principal": principal,
            "action": action,
            "resource": random.pick(&call.resources),
            "context": self.context(random, principal),
        })
    }

    fn context(&self, random: &mut Random, principal: &str) -> Value {
        let mut context = Map::new();
        for favourite in &self.pool {
            if random.chance(78) {
                let value = if favourite.key.many {
                    let count = random.weighted(&[6, 40, 34, 20]);
                    let values: Vec<&str> = (0..count).map(|_| favourite.value(random, 45)).collect();
                    json!(values)
                } else {
                    json!(favourite.value(random, 62))
                };
                context.insert(favourite.key.name.to_owned(), value);
            }
        }
        for name in IN_VARIABLES {
            if !context.contains_key(*name) && random.chance(60) {
                context.insert((*name).to_owned(), json!(random.pick(key(name).values)));
            }
        }
        if let Some(arn) = principals::principal_arn(principal).filter(|_| random.chance(90)) {
            context.insert("aws:PrincipalArn".to_owned(), json!(arn));
        }
        let respell = |(name, value): (String, Value)| {
            let name = if random.chance(6) { respelt(random, &name) } else { name };
            (name, value)
        };
        Value::Object(context.into_iter().map(respell).collect())
    }
}

/// A few actions of one of the services, each on one or two resources: the fewer they are, the more often policies and requests meet.
fn add(random: &mut Random, calls: &mut Vec<Call>, from: &[Service], in_rcps: bool) {
    let (service, actions) = random.pick(from);
    for _ in 0..random.between(1, 2) {
        let (name, resources) = random.pick(actions);
        let resources = (0..random.between(1, 2)).map(|_| random.pick(resources)).collect();
        calls.push(Call {
            service,
            name,
            in_rcps,
            resources,
        });
    }
}
