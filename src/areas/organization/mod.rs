//! The Organization itself: which one it is, and making it where there is none.

pub mod table;

use async_trait::async_trait;
use aws_sdk_organizations::types::OrganizationFeatureSet;
use serde_json::json;

use crate::aws::already_so;
use crate::aws::{AwsError, ErrorKind, Reader, missing};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase, PlannedCall};
use crate::facts::op::{Meaning, Op, Service};

use super::area::{Applying, Area, Draft, Failure, Outcome};
use super::shared::{addresses, roots};
use super::world::World;

/// Which Organization the caller is in.
static DESCRIBE: Op = Op::read(
    Service::Organizations,
    "DescribeOrganization",
    &[("AWSOrganizationsNotInUseException", Meaning::Absent)],
);
/// Makes one.
static CREATE: Op = Op::write(
    Service::Organizations,
    "CreateOrganization",
    &[("AlreadyInOrganizationException", Meaning::AlreadySo)],
);

/// The area's name.
const AREA: &str = "organization";

/// The area.
pub struct OrganizationArea;

/// What `DescribeOrganization` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// `o-…`.
    pub id: String,
    /// The management account's id.
    pub management_account: String,
    /// Whether all features are on, rather than consolidated billing only.
    pub all_features: bool,
}

/// The caller's Organization, if it is in one.
///
/// # Errors
/// What AWS says; a missing field too.
pub async fn describe(reader: &Reader) -> Result<Option<Described>, AwsError> {
    let client = reader.organizations();
    let answer = match reader.call(&DESCRIBE, || client.describe_organization().send()).await {
        Ok(answer) => answer,
        Err(error) if error.kind == ErrorKind::Absent => return Ok(None),
        Err(error) => return Err(error),
    };
    let found = answer.organization.ok_or_else(|| missing(&DESCRIBE, "Organization"))?;
    Ok(Some(Described {
        id: found
            .id
            .filter(|id| !id.is_empty())
            .ok_or_else(|| missing(&DESCRIBE, "Id"))?,
        management_account: found
            .master_account_id
            .ok_or_else(|| missing(&DESCRIBE, "MasterAccountId"))?,
        all_features: found.feature_set == Some(OrganizationFeatureSet::All),
    }))
}

#[async_trait(?Send)]
impl Area for OrganizationArea {
    fn name(&self) -> &'static str {
        AREA
    }

    fn operations(&self) -> &'static [&'static Op] {
        static ALL: &[&Op] = &[&DESCRIBE, &CREATE, &roots::LIST];
        ALL
    }

    fn plan(&self, world: &World, draft: &mut Draft) {
        let address = addresses::organization(world);
        if world.live.id.is_some() {
            if !world.live.all_features {
                let why = "the Organization has only consolidated billing, and policies need all features";
                let help = "enable all features in the Organizations console: every invited account must agree";
                draft.refuse(&address, why, help);
            }
            return;
        }
        if world.baseline.organization.create && world.unread.is_empty() {
            let mut change = Change::new(AREA, Phase::Organization, Action::Create, address.clone());
            change.reason = "the management account is in no Organization".to_owned();
            change.after = Some(json!({ "features": "all" }));
            change.calls.push(PlannedCall::once(CREATE.to_string()));
            change.provides.insert(Label::new(&address, Facet::Exists));
            draft.changes.push(change);
        }
    }

    async fn apply(&self, applying: &Applying<'_>, _change: &Change) -> Result<Outcome, Failure> {
        let writer = applying.writer(self);
        let client = writer.organizations();
        let send = || {
            client
                .create_organization()
                .feature_set(OrganizationFeatureSet::All)
                .send()
        };
        already_so(writer.call(&CREATE, send).await)?;
        let reader = applying.reader();
        let made = describe(&reader)
            .await?
            .ok_or_else(|| missing(&DESCRIBE, "Organization"))?;
        let root = roots::read(&reader)
            .await?
            .ok_or_else(|| missing(&roots::LIST, "Roots"))?;
        applying
            .made
            .borrow_mut()
            .insert(Address::new("root", "root"), root.id.0);
        Ok(Outcome::made(made.id))
    }
}
