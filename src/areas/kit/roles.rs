//! By which role an account is entered, and what may be done there.

use std::time::Duration;

use serde_json::json;

use super::catalog::Catalog;
use super::organization::Organization;
use super::purpose::Purpose;
use super::services::{Cell, Services};
use crate::areas::lifecycle::Draft;
use crate::aws::{AwsError, Door, ErrorKind, Reader};
use crate::facts::account_states::AccountAction;
use crate::facts::op::Access;
use crate::organization::MANAGEMENT;

/// A role of an account.
struct Role<'a> {
    name: &'a str,
    /// The key of the baseline that names it.
    key: &'static str,
}

/// The role that changes an account: its own, or that of all.
pub(super) fn member_role<'a>(organization: &'a Organization, key: &str) -> &'a str {
    let account = organization.accounts.get(key);
    let own = account.and_then(|account| account.role.as_deref());
    own.unwrap_or(&organization.member_role)
}

fn changing<'a>(organization: &'a Organization, key: &str) -> Role<'a> {
    let name = member_role(organization, key);
    let own = name != organization.member_role;
    Role {
        name,
        key: if own { "member-role" } else { "roles.member" },
    }
}

/// Enters an account to read it: for a comparison by the role that reads, and where there is none by the one that changes, held to reading.
/// Waits for up to `patience` for the role to appear.
pub(super) async fn enter(
    door: &Door,
    services: &Services,
    key: &str,
    id: &str,
    patience: Duration,
) -> Result<Reader, AwsError> {
    let organization = &services.organization;
    let (role, entered) = match (services.purpose, &organization.read_role) {
        (Purpose::Compare, Some(name)) => {
            let key = "roles.read";
            (Role { name, key }, door.reader().member(id, name, patience).await)
        }
        (Purpose::Compare, None) => {
            let role = changing(organization, key);
            let policy = reading_policy(services.areas);
            let entered = door.reader().limited_member(id, role.name, &policy).await;
            (role, entered)
        }
        (Purpose::Change, _) => {
            let role = changing(organization, key);
            let entered = door.reader().member(id, role.name, patience).await;
            (role, entered)
        }
    };
    entered.map_err(|error| explained(error, organization, &role, (key, id)))
}

/// A denied role with the words of the baseline, and with the state of the account where that explains it.
fn explained(mut error: AwsError, organization: &Organization, role: &Role<'_>, (key, id): (&str, &str)) -> AwsError {
    if error.kind == ErrorKind::Denied {
        let state = organization.shut(id, AccountAction::Work);
        let state = state.map_or_else(String::new, |state| format!(", which is {}", state.explained()));
        error.message = format!(
            "role `{}` (`{}`) of account `{key}` ({id}){state}: {}",
            role.name, role.key, error.message
        );
    }
    error
}

/// A session policy that allows the reads of every kind that can be in an account, and nothing else.
fn reading_policy(areas: Catalog) -> String {
    let kinds = areas.kinds().map(|(_, kind)| kind.info());
    let operations = kinds
        .filter(|info| !info.of_organization)
        .flat_map(|info| info.operations);
    let mut actions: Vec<String> = operations
        .filter(|op| op.access == Access::Read)
        .map(ToString::to_string)
        .collect();
    // A list of actions must not be empty, and everybody may do this in any case.
    actions.push("sts:GetCallerIdentity".to_owned());
    actions.sort();
    actions.dedup();
    let statement = json!({ "Effect": "Allow", "Action": actions, "Resource": "*" });
    json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
}

/// Warns once where accounts are read by the role that changes them.
pub(super) fn warn(services: &Services, draft: &mut Draft) {
    let organization = &services.organization;
    let is_member = |key: &str| key != MANAGEMENT;
    let mut entered = services.cells.iter().filter(|((_, session), cell)| {
        !matches!(cell, Cell::Unmade) && services.account(session).is_some_and(is_member)
    });
    if services.purpose == Purpose::Compare && organization.read_role.is_none() && entered.next().is_some() {
        draft.warn(
            &organization.address(),
            "`roles.read` is not set: member accounts are read through `roles.member`, limited to reading by a session policy",
            "make a role in every account that can read and nothing else, and name it: `read = \"NAME\"` in `[roles]`",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::areas::registry::AREAS;

    #[test]
    fn the_policy_allows_reads_alone_and_fits() {
        let policy = reading_policy(Catalog(AREAS));
        // STS API Reference, `AssumeRole`: 2,048 characters.
        assert!(policy.len() <= 2_048, "{} characters", policy.len());
        let kinds = AREAS.iter().flat_map(|area| area.kinds());
        let operations = kinds.flat_map(|kind| kind.info().operations);
        for op in operations.filter(|op| op.access == Access::Write) {
            assert!(!policy.contains(&op.to_string()), "{op}");
        }
        assert!(
            policy.starts_with(r#"{"Statement":[{"Action":["#) && policy.contains("sts:GetCallerIdentity"),
            "{policy}"
        );
    }
}
