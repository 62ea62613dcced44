//! Accounts that the baseline names as those of its Organization, and that are not in it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::stand_in;
use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::world::World;
use crate::engine::address::Address;
use crate::facts::accounts::{is_id, is_key};
use crate::facts::policy_types::{RCP, SCP};
use crate::facts::suggest::list;
use crate::guardrails::Document;
use crate::organization::{LiveAccount, PlaceId};

/// Warns of accounts that a policy names and that are not in the Organization.
///
/// Callers that an SCP binds, and resources that an RCP binds, are in accounts of the Organization (AWS Organizations User Guide, "SCP evaluation"
/// and "RCP evaluation"): another account there is a mistake. Accounts that stand elsewhere, such as `aws:SourceAccount`, may be a partner's, which
/// the warning says.
pub fn in_policy(world: &World, address: &Address, policy_type: &str, document: &Value, draft: &mut Draft) {
    let ours: &[&str] = match policy_type {
        SCP => &["aws:PrincipalAccount", "aws:PrincipalArn"],
        RCP => &["aws:ResourceAccount"],
        _ => return,
    };
    let (mut ours_named, mut named) = (Vec::new(), Vec::new());
    for statement in statements(document) {
        for (key, values) in conditions(statement) {
            let is_ours = ours.iter().any(|known| known.eq_ignore_ascii_case(key));
            let list = if is_ours { &mut ours_named } else { &mut named };
            // Elsewhere a number is a number.
            let is_id = is_ours || is_key(key);
            list.extend(texts(values).filter(|text| is_id || text.starts_with("arn:")));
        }
        let resources = ["Resource", "NotResource"]
            .iter()
            .filter_map(|element| statement.get(*element));
        named.extend(resources.flat_map(texts));
    }
    let ours_named = strangers(world, ours_named.into_iter());
    let named: BTreeSet<&str> = strangers(world, named.into_iter())
        .difference(&ours_named)
        .copied()
        .collect();
    warn(address, &ours_named, "correct the id, or leave it out", draft);
    warn(
        address,
        &named,
        "right for a partner's account: correct the id of one of yours",
        draft,
    );
}

fn statements(document: &Value) -> &[Value] {
    match document.get("Statement") {
        Some(Value::Array(statements)) => statements.as_slice(),
        Some(statement) => std::slice::from_ref(statement),
        None => &[],
    }
}

/// The keys of a statement's condition, with their values. `Null` compares no value of a key.
fn conditions(statement: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let operators = statement
        .get("Condition")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    operators
        .filter(|(operator, _)| !operator.eq_ignore_ascii_case("Null"))
        .filter_map(|(_, keys)| keys.as_object())
        .flatten()
}

/// Warns of accounts in the delegation policy that are not in the Organization: only its accounts can be delegated to, and only what is in it.
///
/// Source: AWS Organizations User Guide, "Delegated administrator for AWS Organizations".
pub fn in_delegation(world: &World, address: &Address, document: &Document, draft: &mut Draft) {
    let document = document.value();
    let mut named = Vec::new();
    for statement in statements(&document) {
        let elements = [
            statement.get("Principal").and_then(|principal| principal.get("AWS")),
            statement.get("Resource"),
            statement.get("NotResource"),
        ];
        named.extend(elements.into_iter().flatten().flat_map(texts));
        let conditions = conditions(statement);
        let ids = conditions.filter(|(key, _)| is_key(key) || key.eq_ignore_ascii_case("aws:PrincipalArn"));
        named.extend(ids.flat_map(|(_, values)| texts(values)));
    }
    let named = strangers(world, named.into_iter());
    warn(address, &named, "correct the id, or leave it out", draft);
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

/// The accounts among what is named that are not in the Organization; none where that is not known.
fn strangers<'a>(world: &World, named: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let accounts = world.live.accounts.as_ref().filter(|_| world.live.id.is_some());
    let Some(accounts) = accounts else {
        return BTreeSet::new();
    };
    named
        .filter_map(id_in)
        .filter(|id| !is_here(world, accounts, id))
        .collect()
}

fn warn(address: &Address, ids: &BTreeSet<&str>, help: &str, draft: &mut Draft) {
    let mut each = ids.iter();
    let why = match (each.next(), each.next()) {
        (None, _) => return,
        (Some(id), None) => format!("it names the account {id}, which is not in the Organization"),
        _ => format!(
            "it names {} accounts that are not in the Organization: {}",
            ids.len(),
            list(ids.iter().copied())
        ),
    };
    draft.warn(address, why, help);
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
