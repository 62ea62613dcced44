//! Reads delegated administrators.

use std::collections::BTreeSet;

use crate::aws::{AwsError, Reader, missing, pages};
use crate::facts::answer::{Field, NEXT_TOKEN};
use crate::facts::op::{Meaning, Op};
use crate::facts::quotas::ORGANIZATIONS_MAX_RESULTS;
use crate::facts::service::ORGANIZATIONS;

/// The accounts that administer any service, or one.
pub(super) static LIST: Op = Op::read(
    &ORGANIZATIONS,
    "ListDelegatedAdministrators",
    &[
        Field::list("DelegatedAdministrators"),
        Field::text("DelegatedAdministrators[].Id"),
        NEXT_TOKEN,
    ],
    &[],
);
/// What one of them administers.
pub(super) static LIST_SERVICES: Op = Op::read(
    &ORGANIZATIONS,
    "ListDelegatedServicesForAccount",
    &[
        Field::list("DelegatedServices"),
        Field::text("DelegatedServices[].ServicePrincipal"),
        NEXT_TOKEN,
    ],
    &[("AccountNotRegisteredException", Meaning::Absent)],
);

/// Service principals, each with the id of an account that administers it.
pub(super) async fn all(reader: &Reader) -> Result<Vec<(String, String)>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let services = accounts(reader, None).await?.into_iter().map(async |account| {
        let found = pages(reader, &LIST_SERVICES, async |token| {
            let send = || {
                let request = client.list_delegated_services_for_account().account_id(&account);
                let request = request.max_results(ORGANIZATIONS_MAX_RESULTS);
                request.set_next_token(token.clone()).send()
            };
            let answer = reader.call(&LIST_SERVICES, send).await?;
            Ok((answer.delegated_services.unwrap_or_default(), answer.next_token))
        })
        .await?;
        let principals = found.into_iter().map(|service| {
            let principal = service.service_principal;
            principal.ok_or_else(|| missing(&LIST_SERVICES, "ServicePrincipal"))
        });
        let principals = principals.collect::<Result<BTreeSet<String>, AwsError>>()?;
        Ok::<_, AwsError>((account, principals))
    });
    let mut found = Vec::new();
    for read in futures_util::future::join_all(services).await {
        let (account, principals) = read?;
        found.extend(principals.into_iter().map(|principal| (principal, account.clone())));
    }
    found.sort();
    Ok(found)
}

/// The accounts that administer one service.
pub(super) async fn of_service(reader: &Reader, principal: &str) -> Result<BTreeSet<String>, AwsError> {
    accounts(reader, Some(principal)).await
}

async fn accounts(reader: &Reader, principal: Option<&str>) -> Result<BTreeSet<String>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let found = pages(reader, &LIST, async |token| {
        let send = || {
            let request = client
                .list_delegated_administrators()
                .max_results(ORGANIZATIONS_MAX_RESULTS);
            let request = request.set_service_principal(principal.map(str::to_owned));
            request.set_next_token(token.clone()).send()
        };
        let answer = reader.call(&LIST, send).await?;
        let ids = answer.delegated_administrators.unwrap_or_default().into_iter();
        let ids = ids.map(|account| account.id.ok_or_else(|| missing(&LIST, "Id")));
        Ok((ids.collect::<Result<Vec<_>, _>>()?, answer.next_token))
    })
    .await?;
    Ok(found.into_iter().collect())
}
