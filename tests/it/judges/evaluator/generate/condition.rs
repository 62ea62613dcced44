//! Conditions.

use std::collections::BTreeMap;

use groundline::guardrails::policy::{Comparison, Family, Operator, SetOperator};
use serde_json::{Map, Value, json};

use super::blur::{blur, blur_arn, respelt};
use super::keys::Key;
use super::random::Random;
use super::variables::with_variable;
use super::world::Favourite;

/// What a `Condition` says: a few operators, each with a few keys.
pub fn condition(random: &mut Random, pool: &[Favourite]) -> Option<Value> {
    let mut operators: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for _ in 0..random.weighted(&[14, 56, 22, 8]) {
        let favourite = random.choose(pool);
        let operator = operator(random, favourite.key);
        let values = values(random, operator, favourite);
        let key = favourite.key.name;
        let key = if random.chance(6) {
            respelt(random, key)
        } else {
            key.to_owned()
        };
        let name = operator.to_string();
        let name = if random.chance(3) { respelt(random, &name) } else { name };
        let keys = operators.entry(name).or_default();
        // Two spellings of one key under one operator: not legal.
        if !keys.keys().any(|known| known.eq_ignore_ascii_case(&key)) {
            keys.insert(key, values);
        }
    }
    (!operators.is_empty()).then(|| json!(operators))
}

fn operator(random: &mut Random, key: &Key) -> Operator {
    if random.chance(8) {
        return Operator {
            set: None,
            comparison: Comparison::Null,
            if_exists: false,
        };
    }
    let fitting: Vec<Comparison> = Comparison::ALL
        .iter()
        .copied()
        .filter(|comparison| comparison.family() == key.family)
        .collect();
    let comparison = if random.chance(84) {
        random.pick(&fitting)
    } else {
        random.pick(&[
            Comparison::StringEquals,
            Comparison::StringNotEquals,
            Comparison::StringLike,
            Comparison::StringNotLike,
            Comparison::StringEqualsIgnoreCase,
        ])
    };
    // What an operator of inequality without a set operator makes of many values, nobody says.
    let needs_set = key.many && comparison.is_negated();
    let set = (needs_set || random.chance(if key.many { 80 } else { 12 }))
        .then(|| random.pick(&[SetOperator::ForAllValues, SetOperator::ForAnyValue]));
    Operator {
        set,
        comparison,
        if_exists: random.chance(20),
    }
}

/// The values a key is compared with: one alone, or a list.
fn values(random: &mut Random, operator: Operator, favourite: &Favourite) -> Value {
    if operator.comparison == Comparison::Null {
        return match random.weighted(&[44, 44, 5, 7]) {
            0 => json!("true"),
            1 => json!("false"),
            2 => json!(["true", "false"]),
            _ => json!(random.chance(50)),
        };
    }
    let count = random.weighted(&[0, 55, 25, 15, 5]);
    let values: Vec<Value> = (0..count).map(|_| value(random, operator, favourite)).collect();
    match values.as_slice() {
        [one] if random.chance(60) => one.clone(),
        many => json!(many),
    }
}

fn value(random: &mut Random, operator: Operator, favourite: &Favourite) -> Value {
    let known = favourite.asked(random, operator.comparison);
    let family = operator.comparison.family();
    if random.chance(10) {
        // JSON's own numbers and booleans say what their text says.
        let number = known
            .parse::<i64>()
            .ok()
            .filter(|_| known.len() < 10 && !known.starts_with(['0', '+', '-']));
        if let Some(number) = number.filter(|_| family != Family::Address) {
            return json!(number);
        }
        if known == "true" || known == "false" {
            return json!(known == "true");
        }
    }
    let share = if known.contains(['*', '?', '$']) { 45 } else { 12 };
    if matches!(family, Family::String | Family::Arn) && random.chance(share) {
        return json!(with_variable(random, known));
    }
    let likes_wildcards = matches!(operator.comparison, Comparison::StringLike | Comparison::StringNotLike);
    if family == Family::Arn && random.chance(75) {
        return json!(blur_arn(random, known));
    }
    if (likes_wildcards && random.chance(75)) || (family == Family::String && random.chance(8)) {
        return json!(blur(random, known));
    }
    json!(known)
}
