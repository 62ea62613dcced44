//! The case file.

use serde_json::{Map, Value, json};

use super::principals::{self, MANAGEMENT};
use super::random::Random;
use super::statement::Dialect;
use super::world::World;

/// How many cases there are.
pub const CASES: usize = 10_000;
const CASES_OF_A_WORLD: usize = 5;
const SEED: u64 = 0x6772_6f75_6e64;

/// Everything that is asked, in the format of `groundline guardrail evaluate`.
pub fn cases() -> Value {
    let mut random = Random::new(SEED);
    let full = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]});
    let mut policies = Map::new();
    policies.insert("FullAWSAccess".to_owned(), full);
    let mut cases = Vec::new();
    while cases.len() < CASES {
        let world = World::new(&mut random);
        let scps = world.chain(&mut random, Dialect::Scp, "scp-", &mut policies);
        let rcps = random
            .chance(45)
            .then(|| world.chain(&mut random, Dialect::Rcp, "rcp-", &mut policies));
        for _ in 0..CASES_OF_A_WORLD {
            let mut case = Map::new();
            let request = world.request(&mut random);
            case.insert("id".to_owned(), json!(format!("{:05}", cases.len())));
            case.insert("scps".to_owned(), scps.clone());
            if let Some(rcps) = &rcps {
                case.insert("rcps".to_owned(), rcps.clone());
                case.insert("resource_account".to_owned(), json!(owner(&mut random, &request)));
            }
            case.insert("request".to_owned(), request);
            cases.push(Value::Object(case));
        }
    }
    json!({"management_account": MANAGEMENT, "policies": policies, "cases": cases})
}

/// The account that owns the resource: that of its ARN, else the caller's; now and then the management account.
fn owner(random: &mut Random, request: &Value) -> String {
    if random.chance(4) {
        return MANAGEMENT.to_owned();
    }
    let of = |part: &str| {
        principals::account(request[part].as_str().unwrap())
            .unwrap_or_default()
            .to_owned()
    };
    [of("resource"), of("principal")]
        .into_iter()
        .find(|account| !account.is_empty())
        .unwrap_or_else(|| "111111111111".to_owned())
}
