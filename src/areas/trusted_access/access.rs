//! A service's access to the Organization.

use std::collections::BTreeSet;

use crate::areas::kit::prelude::*;
use crate::areas::kit::services::{Cell, Services};
use crate::aws::{already_so, pages};
use crate::diagnostics::Diagnostic;
use crate::facts::answer::NEXT_TOKEN;
use crate::facts::integrated_services;
use crate::facts::principals::is_name;
use crate::facts::quotas::{ORGANIZATIONS_MAX_RESULTS, ORGANIZATIONS_PAGE};
use crate::facts::service::ORGANIZATIONS;

/// The kind in addresses.
pub const KIND: &str = "trusted-access";

/// Gives a service access. Giving it twice does nothing.
static ENABLE: Op = Op::write(&ORGANIZATIONS, "EnableAWSServiceAccess", &[]);
/// Takes it away.
static DISABLE: Op = Op::write(
    &ORGANIZATIONS,
    "DisableAWSServiceAccess",
    &[("ServicePrincipalNotEnabledException", Meaning::AlreadySo)],
);
/// The services that have it.
static LIST: Op = Op::read(
    &ORGANIZATIONS,
    "ListAWSServiceAccessForOrganization",
    &[
        Field::list("EnabledServicePrincipals"),
        Field::text("EnabledServicePrincipals[].ServicePrincipal"),
        NEXT_TOKEN,
    ],
    &[],
);

/// The access of one service, by its principal.
pub struct Access;

/// What is said of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Enabled {
    /// Always true of one that is there.
    pub enabled: bool,
}

impl Resource for Enabled {}

/// A write.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Call {
    /// Gives access.
    EnableServiceAccess {
        /// The service's principal.
        service: Value,
    },
    /// Takes it away.
    DisableServiceAccess {
        /// The service's principal.
        service: Value,
    },
}

impl Kind for Access {
    type Resource = Enabled;
    type Call = Call;
    const INFO: &'static KindInfo = &KindInfo {
        operations: &[&ENABLE, &DISABLE, &LIST],
        reads: Reads {
            by: &LIST,
            page: ORGANIZATIONS_PAGE,
            parts: 0,
        },
        verbs: (Action::Enable, Action::Disable),
        made: Facet::Enabled,
        phases: (Phase::TrustedAccess, Phase::Remove),
        listed: Listed::IfDeclared,
        always_read: true,
        of_organization: true,
        ..KindInfo::new(KIND, "trusted access", &LIST)
    };

    async fn read(&self, reader: &Reader, _: &Session, _: Wanted<'_>) -> Result<Reading<Enabled>, AwsError> {
        let client = reader.client::<aws_sdk_organizations::Client>();
        let found = pages(reader, &LIST, async |token| {
            let send = || {
                let request = client.list_aws_service_access_for_organization();
                request
                    .max_results(ORGANIZATIONS_MAX_RESULTS)
                    .set_next_token(token.clone())
                    .send()
            };
            let answer = reader.call(&LIST, send).await?;
            Ok((answer.enabled_service_principals.unwrap_or_default(), answer.next_token))
        })
        .await?;
        let services: BTreeSet<String> = found.into_iter().filter_map(|found| found.service_principal).collect();
        let live = services
            .into_iter()
            .map(|service| Live::new([service], Enabled { enabled: true }));
        Ok(live.collect())
    }

    fn check_removed(&self, removal: &Removal<'_>, names: &dyn Names) -> Result<(), Diagnostic> {
        let (service, at) = match removal {
            Removal::Address(address, at) if !is_name(&address.key) => {
                let message = format!("`{}` is not a service principal", address.key);
                return Err(Diagnostic::error("invalid-address", message)
                    .at(*at)
                    .help("write it like `trusted-access.config.amazonaws.com`"));
            }
            Removal::Address(address, at) => (address.key.as_str(), *at),
            Removal::Name(name, at) => (*name, *at),
        };
        // A service that no Organization can have given anything: removing that would remove nothing.
        names.wrong_service(service, at).map_or(Ok(()), Err)
    }

    /// Control Tower's own access, and that of services with an enable call of their own, is nothing that a baseline could list, so that not
    /// listing it says nothing.
    fn can_go(&self, live: &Live<Enabled>) -> bool {
        let mut service = live.natural.iter();
        service.all(|service| {
            service != "controltower.amazonaws.com" && integrated_services::own_enable(service).is_none()
        })
    }

    fn terms(&self, step: &Step<Enabled>, _: &Organization) -> Terms {
        if step.action != Action::Disable {
            return Terms {
                reason: Some("not enabled".to_owned()),
                ..Terms::default()
            };
        }
        let service = &step.address.key;
        let exclusive = || "not in the baseline, and trusted access is exclusive".to_owned();
        Terms {
            reason: (step.cause == Cause::Exclusive).then(exclusive),
            risks: vec![RiskNote {
                risk: Risk::DisableTrustedAccess,
                why: format!("{service} can no longer work in the Organization: what it does for all accounts stops"),
                allowed: false,
            }],
            ..Terms::default()
        }
    }

    fn calls(&self, step: &Step<Enabled>) -> Vec<Call> {
        let service = step.key(0);
        vec![match step.action {
            Action::Disable => Call::DisableServiceAccess { service },
            _ => Call::EnableServiceAccess { service },
        }]
    }

    fn operation(&self, call: &Call) -> &'static Op {
        match call {
            Call::EnableServiceAccess { .. } => &ENABLE,
            Call::DisableServiceAccess { .. } => &DISABLE,
        }
    }

    async fn send(&self, writer: &Writer, call: Call) -> Result<Sent, Failure> {
        let client = writer.client::<aws_sdk_organizations::Client>();
        match call {
            Call::EnableServiceAccess { service } => {
                let service = service.known()?;
                let send = || client.enable_aws_service_access().service_principal(service).send();
                writer.call(&ENABLE, send).await?;
            }
            Call::DisableServiceAccess { service } => {
                let service = service.known()?;
                let send = || client.disable_aws_service_access().service_principal(service).send();
                already_so(writer.call(&DISABLE, send).await)?;
            }
        }
        Ok(Sent::default())
    }
}

/// The services that have access; nothing if that could not be read.
#[must_use]
pub fn enabled(services: &Services) -> Option<BTreeSet<String>> {
    match services.cells.get(&(KIND, Session::management()))? {
        Cell::Read(reading) => Some(reading.live.iter().flat_map(|live| live.natural.clone()).collect()),
        Cell::Unread(_) | Cell::Unmade => None,
    }
}
