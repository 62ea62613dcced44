//! Which account administers a service for the whole Organization.

pub mod table;

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use serde_json::json;

use crate::aws::{AwsError, Reader, missing, pages};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase, PlannedCall};
use crate::engine::plan::Foreign;
use crate::engine::risk::{Risk, RiskNote};
use crate::facts::op::{Meaning, Op, Service};
use crate::facts::services;
use crate::organization::{Place, PlaceId};

use super::area::{Applying, Area, Draft, Failure, Outcome};
use super::baseline::{DelegatedService, Removed};
use super::shared::read::PAGE;
use super::world::World;
use crate::aws::already_so;

/// Makes an account the administrator of a service.
static REGISTER: Op = Op::write(
    Service::Organizations,
    "RegisterDelegatedAdministrator",
    &[
        ("AccountAlreadyRegisteredException", Meaning::AlreadySo),
        ("AccountNotFoundException", Meaning::NotYet),
    ],
);
/// Ends that.
static DEREGISTER: Op = Op::write(
    Service::Organizations,
    "DeregisterDelegatedAdministrator",
    &[("AccountNotRegisteredException", Meaning::AlreadySo)],
);
/// The accounts that administer any service.
static LIST: Op = Op::read(Service::Organizations, "ListDelegatedAdministrators", &[]);
/// What one of them administers.
static LIST_SERVICES: Op = Op::read(
    Service::Organizations,
    "ListDelegatedServicesForAccount",
    &[("AccountNotRegisteredException", Meaning::Absent)],
);

/// The area's name.
const AREA: &str = "delegated-admins";
/// The kind in addresses.
const KIND: &str = "delegated-admin";

/// The area.
pub struct DelegatedAdmins;

/// Account ids by service principal.
///
/// # Errors
/// What AWS says; a missing field too.
pub async fn read(reader: &Reader) -> Result<BTreeMap<String, BTreeSet<String>>, AwsError> {
    let client = reader.organizations();
    let accounts = pages(&LIST, async |token| {
        let send = || {
            client
                .list_delegated_administrators()
                .max_results(PAGE)
                .set_next_token(token.clone())
                .send()
        };
        let answer = reader.call(&LIST, send).await?;
        let ids = answer.delegated_administrators.unwrap_or_default().into_iter();
        let ids = ids.map(|account| account.id.ok_or_else(|| missing(&LIST, "Id")));
        Ok((ids.collect::<Result<Vec<_>, _>>()?, answer.next_token))
    })
    .await?;
    let mut by_service: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let accounts: BTreeSet<String> = accounts.into_iter().collect();
    let services = accounts.into_iter().map(async |account| {
        let found = pages(&LIST_SERVICES, async |token| {
            let send = || {
                let request = client
                    .list_delegated_services_for_account()
                    .account_id(&account)
                    .max_results(PAGE);
                request.set_next_token(token.clone()).send()
            };
            let answer = reader.call(&LIST_SERVICES, send).await?;
            Ok((answer.delegated_services.unwrap_or_default(), answer.next_token))
        })
        .await?;
        Ok::<_, AwsError>((account, found))
    });
    for read in futures_util::future::join_all(services).await {
        let (account, found) = read?;
        for service in found {
            let principal = service
                .service_principal
                .ok_or_else(|| missing(&LIST_SERVICES, "ServicePrincipal"))?;
            by_service.entry(principal).or_default().insert(account.clone());
        }
    }
    Ok(by_service)
}

#[async_trait(?Send)]
impl Area for DelegatedAdmins {
    fn name(&self) -> &'static str {
        AREA
    }

    fn operations(&self) -> &'static [&'static Op] {
        static ALL: &[&Op] = &[&REGISTER, &DEREGISTER, &LIST, &LIST_SERVICES];
        ALL
    }

    fn plan(&self, world: &World, draft: &mut Draft) {
        let none = BTreeMap::new();
        let live = match &world.delegated {
            Some(live) => live,
            None if world.creates() => &none,
            None => return,
        };
        if !world.creates() && (world.live.accounts.is_none() || world.live.tags.is_none()) {
            // Which of them is which account of the baseline cannot be said.
            return;
        }
        for (principal, service) in &world.baseline.delegated_admins {
            plan_service(world, principal, service, live.get(principal), draft);
        }
        plan_others(world, live, draft);
    }

    async fn apply(&self, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
        let writer = applying.writer(self);
        let client = writer.organizations();
        let principal = &change.address.key;
        let who = change.address.part.as_deref().unwrap_or_default();
        let account = match &change.id {
            Some(id) => id.clone(),
            None => applying.place(&Place::Account(who.to_owned()))?.0,
        };
        if change.action == Action::Register {
            let send = || {
                client
                    .register_delegated_administrator()
                    .account_id(&account)
                    .service_principal(principal)
                    .send()
            };
            already_so(writer.call(&REGISTER, send).await)?;
        } else {
            let send = || {
                client
                    .deregister_delegated_administrator()
                    .account_id(&account)
                    .service_principal(principal)
                    .send()
            };
            already_so(writer.call(&DEREGISTER, send).await)?;
        }
        Ok(Outcome::DONE)
    }
}

fn address(principal: &str, account: &str) -> Address {
    Address::new(KIND, principal).part(account)
}

fn plan_service(
    world: &World,
    principal: &str,
    wanted: &DelegatedService,
    live: Option<&BTreeSet<String>>,
    draft: &mut Draft,
) {
    let is_mismatched = |key: &String| world.binding.is_mismatched(&Address::new("account", key));
    if wanted.accounts.iter().any(is_mismatched) {
        return;
    }
    let none = BTreeSet::new();
    let live = live.unwrap_or(&none);
    let wanted_ids: BTreeSet<&PlaceId> = wanted
        .accounts
        .iter()
        .filter_map(|key| world.binding.accounts.get(key))
        .collect();
    let others: Vec<&String> = live
        .iter()
        .filter(|id| !wanted_ids.contains(&PlaceId((*id).clone())))
        .collect();
    let registers: Vec<Change> = wanted
        .accounts
        .iter()
        .filter(|key| {
            !world
                .binding
                .accounts
                .get(*key)
                .is_some_and(|id| live.contains(id.as_str()))
        })
        .map(|key| register(world, principal, key))
        .collect();
    // A service that takes one administrator must lose the old one first; one that takes several keeps those of others.
    let full = wanted.accounts.len() + others.len() > wanted.most;
    let exclusive = world.baseline.organization.exclusive.contains(AREA);
    let mut leaving: Vec<Change> = others
        .iter()
        .filter(|_| exclusive || (full && !registers.is_empty()))
        .map(|id| deregister(world, principal, id, "another account is to administer the service"))
        .collect();
    let freed: BTreeSet<Label> = leaving.iter().flat_map(|change| change.provides.clone()).collect();
    // Nobody goes before the successor can come.
    let ready: BTreeSet<Label> = registers.iter().flat_map(|change| change.needs.clone()).collect();
    for change in &mut leaving {
        change.needs.extend(ready.iter().cloned());
    }
    draft.changes.extend(leaving);
    draft.changes.extend(registers.into_iter().map(|mut change| {
        change.needs.extend(freed.iter().cloned());
        change
    }));
}

/// Administrators of services that the baseline does not name.
fn plan_others(world: &World, live: &BTreeMap<String, BTreeSet<String>>, draft: &mut Draft) {
    let exclusive = world.baseline.organization.exclusive.contains(AREA);
    for (principal, accounts) in live {
        if world.baseline.delegated_admins.contains_key(principal) {
            continue;
        }
        for id in accounts {
            let key = key_of(world, id);
            if is_removed(world, principal, &key) || exclusive {
                draft
                    .changes
                    .push(deregister(world, principal, id, "not in the baseline"));
            } else {
                draft.foreign.push(Foreign {
                    kind: KIND.to_owned(),
                    id: id.clone(),
                    name: principal.clone(),
                    owner: "nobody".to_owned(),
                });
            }
        }
    }
}

/// `[[removed]]` may name the service by its key or its principal, with or without the account.
fn is_removed(world: &World, principal: &str, account: &str) -> bool {
    world.baseline.removed.iter().any(|removed| match removed {
        Removed::Address(address) => {
            let named =
                services::delegable(&address.key).is_some_and(|service| service.principals.contains(&principal));
            address.kind == KIND
                && (named || address.key == principal)
                && address.part.as_deref().is_none_or(|part| part == account)
        }
        Removed::Named { kind, name } => kind == KIND && name == principal,
    })
}

/// The account's key, or its id if the baseline does not declare it.
fn key_of(world: &World, id: &str) -> String {
    match world.binding.place(&PlaceId(id.to_owned())) {
        Some(Place::Account(key)) => key,
        _ => id.to_owned(),
    }
}

fn register(world: &World, principal: &str, key: &str) -> Change {
    let address = address(principal, key);
    let mut change = Change::new(AREA, Phase::Delegation, Action::Register, address);
    change.reason = "not registered".to_owned();
    change.after = Some(json!({ "account": format!("account.{key}"), "service": principal }));
    change.id = world.binding.accounts.get(key).map(|id| id.0.clone());
    change.calls.push(PlannedCall::once(REGISTER.to_string()));
    change
        .needs
        .insert(Label::new(&Address::new("account", key), Facet::Exists));
    change
        .needs
        .insert(Label::new(&Address::new("trusted-access", principal), Facet::Enabled));
    change
}

fn deregister(world: &World, principal: &str, id: &str, reason: &str) -> Change {
    let key = key_of(world, id);
    let mut change = Change::new(AREA, Phase::Delegation, Action::Deregister, address(principal, &key));
    change.reason = reason.to_owned();
    change.before = Some(json!({ "account": key, "service": principal }));
    change.id = Some(id.to_owned());
    change.calls.push(PlannedCall::once(DEREGISTER.to_string()));
    change.provides.insert(Label::new(&change.address, Facet::Freed));
    change.risk = Some(RiskNote {
        risk: Risk::ChangeDelegatedAdmin,
        why: format!(
            "account {id} no longer administers {principal}: what it configured for the Organization may stop working"
        ),
        allowed: false,
    });
    change
}
