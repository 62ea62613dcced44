//! Statements and policies.

use serde_json::{Map, Value, json};

use super::blur::{blur_action, blur_arn};
use super::condition::condition;
use super::random::Random;
use super::variables::with_variable;
use super::world::{Call, World};

/// Which language a policy is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// A service control policy.
    Scp,
    /// A resource control policy: denies with `Principal`, `Action` and services that RCPs cover.
    Rcp,
}

/// A policy of one to three statements.
pub fn policy(random: &mut Random, world: &World, dialect: Dialect) -> Value {
    let count = random.weighted(&[0, 66, 24, 10]);
    let statements: Vec<Value> = (0..count)
        .map(|index| statement(random, world, dialect, index))
        .collect();
    let mut policy = Map::new();
    // An RCP is written in the language of 2012.
    match random.weighted(if dialect == Dialect::Rcp { &[1] } else { &[92, 5, 3] }) {
        0 => policy.insert("Version".to_owned(), json!("2012-10-17")),
        1 => policy.insert("Version".to_owned(), json!("2008-10-17")),
        _ => None,
    };
    let statement = match statements.as_slice() {
        [one] if random.chance(25) => one.clone(),
        many => json!(many),
    };
    policy.insert("Statement".to_owned(), statement);
    Value::Object(policy)
}

fn statement(random: &mut Random, world: &World, dialect: Dialect, index: usize) -> Value {
    let denies = dialect == Dialect::Rcp || random.chance(64);
    let mut statement = Map::new();
    let mut put = |name: &str, value: Value| statement.insert(name.to_owned(), value);
    if random.chance(80) {
        put("Sid", json!(format!("S{index}")));
    }
    put("Effect", json!(if denies { "Deny" } else { "Allow" }));
    if dialect == Dialect::Rcp {
        put("Principal", json!("*"));
    }
    let other_actions = dialect == Dialect::Scp && random.chance(22);
    put(
        if other_actions { "NotAction" } else { "Action" },
        actions(random, world, dialect),
    );
    let other_resources = random.chance(20);
    put(
        if other_resources { "NotResource" } else { "Resource" },
        resources(random, world),
    );
    if let Some(condition) = condition(random, &world.pool) {
        put("Condition", condition);
    }
    Value::Object(statement)
}

fn actions(random: &mut Random, world: &World, dialect: Dialect) -> Value {
    if dialect == Dialect::Scp && random.chance(12) {
        return json!("*");
    }
    let count = random.weighted(&[0, 50, 30, 20]);
    let fit = |call: &&Call| dialect == Dialect::Scp || call.in_rcps;
    let calls: Vec<&Call> = world.calls.iter().filter(fit).collect();
    list(random, count, |random| {
        let call = random.pick(&calls);
        blur_action(random, call.service, call.name)
    })
}

fn resources(random: &mut Random, world: &World) -> Value {
    if random.chance(35) {
        return json!("*");
    }
    let count = random.weighted(&[0, 55, 30, 15]);
    list(random, count, |random| {
        let call = random.choose(&world.calls);
        let resource = random.pick(&call.resources);
        let parts: Vec<&str> = resource.splitn(6, ':').collect();
        match parts.as_slice() {
            [before @ .., last] if before.len() == 5 && random.chance(12) => {
                format!("{}:{}", before.join(":"), with_variable(random, last))
            }
            _ => blur_arn(random, resource),
        }
    })
}

fn list(random: &mut Random, count: usize, mut one: impl FnMut(&mut Random) -> String) -> Value {
    let mut values: Vec<String> = (0..count).map(|_| one(random)).collect();
    values.sort();
    values.dedup();
    match values.as_slice() {
        [value] if random.chance(60) => json!(value),
        many => json!(many),
    }
}
