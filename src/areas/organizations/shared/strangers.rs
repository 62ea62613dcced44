//! Accounts that the baseline names as those of its Organization, and that are not in it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::stand_in;
use crate::areas::area::Draft;
use crate::areas::organizations::model::world::World;
use crate::engine::address::Address;
use crate::facts::accounts::is_id;
use crate::facts::policy_types::{RCP, SCP};
use crate::guardrails::Document;
use crate::organization::{LiveAccount, PlaceId};

/// Warns of accounts that a policy compares with those that it can bind only, and that are not in the Organization.
///
/// Callers that an SCP binds, and resources that an RCP binds, are in accounts of the Organization (AWS Organizations User Guide, "SCP evaluation"
/// and "RCP evaluation"). Accounts that stand elsewhere, such as `aws:SourceAccount`, may well be others'.
pub fn in_policy(world: &World, address: &Address, policy_type: &str, document: &Value, draft: &mut Draft) {
    let keys: &[&str] = match policy_type {
        SCP => &["aws:PrincipalAccount", "aws:PrincipalArn"],
        RCP => &["aws:ResourceAccount"],
        _ => return,
    };
    let statements = document.get("Statement").and_then(Value::as_array);
    let operators = statements
        .into_iter()
        .flatten()
        .filter_map(|statement| statement.get("Condition")?.as_object());
    let conditions = operators.flatten().filter_map(|(_, keys)| keys.as_object()).flatten();
    let named = conditions
        .filter(|(key, _)| keys.iter().any(|known| known.eq_ignore_ascii_case(key)))
        .flat_map(|(_, values)| texts(values));
    warn(world, address, named, draft);
}

/// Warns of principals of the delegation policy that are not in the Organization: only its accounts can be delegated to.
///
/// Source: AWS Organizations User Guide, "Delegated administrator for AWS Organizations".
pub fn in_delegation(world: &World, address: &Address, document: &Document, draft: &mut Draft) {
    let document = document.value();
    let statements = match document.get("Statement") {
        Some(Value::Array(statements)) => statements.as_slice(),
        Some(statement) => std::slice::from_ref(statement),
        None => &[],
    };
    let principals = statements
        .iter()
        .filter_map(|statement| statement.get("Principal")?.get("AWS"));
    warn(world, address, principals.flat_map(texts), draft);
}

/// Warns of roles for emergencies in accounts that are not in the Organization: no lockout would be seen for them.
pub fn in_roles(world: &World, address: &Address, draft: &mut Draft) {
    let roles = &world.baseline.roles.break_glass;
    let Some(accounts) = world.live.accounts.as_ref().filter(|_| world.live.id.is_some()) else {
        return;
    };
    for arn in roles {
        let Some(id) = id_in(arn).filter(|id| !is_here(world, accounts, id)) else {
            continue;
        };
        let why = format!("`roles.break-glass` names `{arn}`, and the account {id} is not in the Organization");
        draft.warn(address, why, "correct the id, or leave it out");
    }
}

fn warn<'a>(world: &World, address: &Address, named: impl Iterator<Item = &'a str>, draft: &mut Draft) {
    let Some(accounts) = world.live.accounts.as_ref().filter(|_| world.live.id.is_some()) else {
        return;
    };
    let ids: BTreeSet<&str> = named
        .filter_map(id_in)
        .filter(|id| !is_here(world, accounts, id))
        .collect();
    for id in ids {
        let why = format!("it names the account {id}, which is not in the Organization");
        draft.warn(address, why, "correct the id, or leave it out");
    }
}

fn is_here(world: &World, accounts: &BTreeMap<PlaceId, LiveAccount>, id: &str) -> bool {
    id == world.live.management_account || accounts.contains_key(&PlaceId(id.to_owned())) || stand_in::is_account(id)
}

/// The account that a text names: it is one, or the ARN of something in one. Patterns name none.
fn id_in(text: &str) -> Option<&str> {
    let id = if text.starts_with("arn:") {
        text.split(':').nth(4)?
    } else {
        text
    };
    is_id(id).then_some(id)
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let one = value.as_str().into_iter();
    let many = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    one.chain(many)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_name_accounts() {
        assert_eq!(id_in("111111111111"), Some("111111111111"));
        assert_eq!(id_in("arn:aws:iam::111111111111:role/a:b"), Some("111111111111"));
        for none in [
            "*",
            "arn:*:iam::*:role/x",
            "11111111111",
            "arn:aws:s3:::x",
            "o-a1b2c3d4e5",
        ] {
            assert_eq!(id_in(none), None, "{none}");
        }
    }
}
