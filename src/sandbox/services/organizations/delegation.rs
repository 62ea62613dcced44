//! Delegated administrators.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::rules::{account_id, account_not_found, allows};
use super::service_access::principal;
use super::{accounts, listing};
use crate::facts::account_states::AccountAction;
use crate::facts::integrated_services::DELEGABLE;
use crate::sandbox::ask::Ask;
use crate::sandbox::clock::Moment;
use crate::sandbox::model::Organization;
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;

pub(super) fn register(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (account, service) = (account_id(ask.input.required("AccountId")?)?, principal(ask)?);
    let found = organization.accounts.get(account).ok_or_else(account_not_found)?;
    if account == organization.management_account {
        let message = "You can't register the management account as a delegated administrator.";
        return Err(Refusal::constraint(
            "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
            message,
        ));
    }
    if !allows(found, AccountAction::Register) {
        let message = "You can't register a suspended account as a delegated administrator.";
        return Err(Refusal::constraint(
            "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR",
            message,
        ));
    }
    if !organization.services.contains_key(service) {
        let message = "You must enable service access before you register a delegated administrator.";
        return Err(Refusal::constraint("SERVICE_ACCESS_NOT_ENABLED", message));
    }
    let registered = organization.delegations.get(service);
    if registered.is_some_and(|accounts| accounts.contains_key(account)) {
        let message = "The specified account is already a delegated administrator for this AWS service.";
        return Err(Refusal::new("AccountAlreadyRegisteredException", message));
    }
    let most = DELEGABLE
        .iter()
        .find(|known| known.principals.contains(&service))
        .map(|known| known.most);
    if most.is_some_and(|most| registered.map_or(0, BTreeMap::len) >= most) {
        return Err(if most == Some(1) {
            let message = "A delegated administrator is already registered for this service.";
            Refusal::constraint("DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE", message)
        } else {
            let message = "You have exceeded the number of delegated administrators for this service.";
            Refusal::constraint("MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED", message)
        });
    }
    let accounts = organization.delegations.entry(service.to_owned()).or_default();
    accounts.insert(account.to_owned(), ask.now);
    Ok(Value::Null)
}

pub(super) fn deregister(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (account, service) = (account_id(ask.input.required("AccountId")?)?, principal(ask)?);
    if !organization.accounts.contains_key(account) {
        return Err(account_not_found());
    }
    let accounts = organization.delegations.get_mut(service).ok_or_else(not_registered)?;
    accounts.remove(account).ok_or_else(not_registered)?;
    if accounts.is_empty() {
        organization.delegations.remove(service);
    }
    Ok(Value::Null)
}

pub(super) fn administrators(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let service = ask.input.has("ServicePrincipal").then(|| principal(ask)).transpose()?;
    let page = Page::of(ask, format!("administrators of {service:?}"))?;
    let mut since: BTreeMap<&str, Moment> = BTreeMap::new();
    let asked = organization
        .delegations
        .iter()
        .filter(|(of, _)| service.is_none_or(|service| service == of.as_str()));
    for (account, at) in asked.flat_map(|(_, accounts)| accounts) {
        let first = since.entry(account).or_insert(*at);
        *first = (*first).min(*at);
    }
    let entries = since.range::<str, _>(page.range()).filter_map(|(id, since)| {
        let mut words = accounts::output(organization, id, organization.accounts.get(*id)?);
        if let Some(members) = words.as_object_mut() {
            members.remove("Paths");
            members.insert("DelegationEnabledDate".to_owned(), json!(since.seconds()));
        }
        Some((*id, words))
    });
    Ok(listing::answer("DelegatedAdministrators", page.cut(entries)))
}

pub(super) fn services(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let account = account_id(ask.input.required("AccountId")?)?;
    if !organization.accounts.contains_key(account) {
        return Err(account_not_found());
    }
    if !organization
        .delegations
        .values()
        .any(|accounts| accounts.contains_key(account))
    {
        return Err(not_registered());
    }
    let page = Page::of(ask, format!("services of {account}"))?;
    let of_page = organization.delegations.range::<str, _>(page.range());
    let entries = of_page.filter_map(|(service, accounts)| {
        let since = accounts.get(account)?.seconds();
        Some((
            service.as_str(),
            json!({"ServicePrincipal": service, "DelegationEnabledDate": since}),
        ))
    });
    Ok(listing::answer("DelegatedServices", page.cut(entries)))
}

fn not_registered() -> Refusal {
    let message = "The specified account is not a delegated administrator for this AWS service.";
    Refusal::new("AccountNotRegisteredException", message)
}
