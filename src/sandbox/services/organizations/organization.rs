//! `CreateOrganization` and `DescribeOrganization`.

use std::time::Duration;

use serde_json::{Value, json};

use super::marker::Organizations;
use crate::facts::policy_types::SCP;
use crate::sandbox::ask::Ask;
use crate::sandbox::model::{Organization, TypeStatus};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::service::Spot;

/// How long a new Organization makes no accounts. AWS says up to an hour; mostly it is seconds.
const FINALIZING: Duration = Duration::from_secs(10);

pub(super) fn create(spot: &mut Spot<'_, Organizations>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let feature_set = ask.input.text("FeatureSet")?.unwrap_or("ALL");
    if !matches!(feature_set, "ALL" | "CONSOLIDATED_BILLING") {
        return Err(Refusal::invalid(
            "INVALID_ENUM",
            "FeatureSet must be ALL or CONSOLIDATED_BILLING.",
        ));
    }
    if spot.all().organization.is_some() {
        let message = "The AWS account is already a member of an organization.";
        return Err(Refusal::new("AlreadyInOrganizationException", message));
    }
    let mut organization = Organization::new(&spot.all().setup, spot.all().seed.account_quota(), ask.now);
    feature_set.clone_into(&mut organization.feature_set);
    organization.finalizing_until = ask.now.plus(FINALIZING);
    let answer = output(&organization);
    *spot.organization() = Some(organization);
    Ok(answer)
}

pub(super) fn describe(organization: &mut Organization, _: &Ask<'_>) -> Result<Value, Refusal> {
    Ok(output(organization))
}

/// `AvailablePolicyTypes` knows SCPs alone, on AWS too; `ListRoots` has the truth.
fn output(organization: &Organization) -> Value {
    let management = &organization.management_account;
    let scps = organization.root.policy_types.get(SCP) == Some(&TypeStatus::Enabled);
    let available = if scps {
        json!([{"Type": SCP, "Status": "ENABLED"}])
    } else {
        json!([])
    };
    json!({"Organization": {
        "Id": organization.id,
        "Arn": organization.arn(),
        "FeatureSet": organization.feature_set,
        "MasterAccountArn": organization.arn_of(management),
        "MasterAccountId": management,
        "MasterAccountEmail": organization.accounts.get(management).map(|account| &account.email),
        "AvailablePolicyTypes": available,
    }})
}
