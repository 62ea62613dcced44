//! Reads delegated administrators.

use std::collections::{BTreeMap, BTreeSet};

use crate::areas::organizations::shared::read::PAGE;
use crate::aws::{AwsError, Reader, missing, pages};

use super::operations::{LIST, LIST_SERVICES};

/// Account ids by service principal.
///
/// # Errors
/// What AWS says; a missing field too.
pub async fn read(reader: &Reader) -> Result<BTreeMap<String, BTreeSet<String>>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let accounts = pages(reader, &LIST, async |token| {
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
        let found = pages(reader, &LIST_SERVICES, async |token| {
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

/// The accounts that administer one service.
///
/// # Errors
/// What AWS says; a missing field too.
pub async fn of_service(reader: &Reader, principal: &str) -> Result<BTreeSet<String>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let accounts = pages(reader, &LIST, async |token| {
        let send = || {
            let request = client.list_delegated_administrators().service_principal(principal);
            request.max_results(PAGE).set_next_token(token.clone()).send()
        };
        let answer = reader.call(&LIST, send).await?;
        let ids = answer.delegated_administrators.unwrap_or_default().into_iter();
        let ids = ids.map(|account| account.id.ok_or_else(|| missing(&LIST, "Id")));
        Ok((ids.collect::<Result<Vec<_>, _>>()?, answer.next_token))
    })
    .await?;
    Ok(accounts.into_iter().collect())
}
