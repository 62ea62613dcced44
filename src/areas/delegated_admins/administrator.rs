//! One account as the administrator of one service.

use super::read::{LIST, LIST_SERVICES, all, of_service};
use crate::areas::kit::prelude::*;
use crate::aws::already_so;
use crate::diagnostics::Diagnostic;
use crate::facts::account_states::AccountAction;
use crate::facts::integrated_services::delegable;
use crate::facts::principals::is_name;
use crate::facts::quotas::ORGANIZATIONS_PAGE;
use crate::facts::service::ORGANIZATIONS;

/// The kind in addresses.
pub(super) const KIND: &str = "delegated-admin";

/// Makes an account the administrator of a service.
static REGISTER: Op = Op::write(
    &ORGANIZATIONS,
    "RegisterDelegatedAdministrator",
    &[
        ("AccountAlreadyRegisteredException", Meaning::AlreadySo),
        ("AccountNotFoundException", Meaning::NotYet),
    ],
);
/// Ends that.
static DEREGISTER: Op = Op::write(
    &ORGANIZATIONS,
    "DeregisterDelegatedAdministrator",
    &[("AccountNotRegisteredException", Meaning::AlreadySo)],
);

/// An account as the administrator of a service.
pub struct Administrator;

/// What is said of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Administers {
    /// The account's id.
    pub account: Value,
    /// The service's principal.
    pub service: String,
}

impl Resource for Administers {}

/// A write.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Call {
    /// Makes an account the administrator of a service.
    RegisterAdministrator {
        /// The account's id.
        account: Value,
        /// The service's principal.
        service: Value,
    },
    /// Ends that.
    DeregisterAdministrator {
        /// The account's id.
        account: Value,
        /// The service's principal.
        service: Value,
    },
}

impl Kind for Administrator {
    type Resource = Administers;
    type Call = Call;
    const INFO: &'static KindInfo = &KindInfo {
        operations: &[&REGISTER, &DEREGISTER, &LIST, &LIST_SERVICES],
        reads: Reads {
            by: &LIST,
            page: ORGANIZATIONS_PAGE,
            parts: 1,
        },
        verbs: (Action::Register, Action::Deregister),
        phases: (Phase::Delegation, Phase::Delegation),
        listed: Listed::Always,
        always_read: true,
        of_organization: true,
        ..KindInfo::new(KIND, "delegated administrators", &LIST)
    };

    async fn read(&self, reader: &Reader, _: &Session, wanted: Wanted<'_>) -> Result<Reading<Administers>, AwsError> {
        let mut found = Vec::new();
        match wanted {
            Wanted::All(_) => found = all(reader).await?,
            Wanted::Only(keys) => {
                let services: std::collections::BTreeSet<&String> = keys.iter().filter_map(|key| key.first()).collect();
                for service in services {
                    let accounts = of_service(reader, service).await?.into_iter();
                    found.extend(accounts.map(|account| (service.clone(), account)));
                }
            }
        }
        let live = found.into_iter().map(|(service, account)| {
            let administers = Administers {
                account: Value::Known(account.clone()),
                service: service.clone(),
            };
            Live::new([service, account], administers)
        });
        Ok(live.collect())
    }

    fn address(&self, live: &Live<Administers>, organization: &Organization) -> Address {
        let account = live.natural.last().map_or("", String::as_str);
        Address::new(KIND, &live.have.service).part(organization.key_of(account))
    }

    /// `[[removed]]` may name the service by its key or its principal, with or without the account.
    fn is_named(&self, removed: &Removed, address: &Address) -> bool {
        let is_service = |key: &str| {
            let known = delegable(key).is_some_and(|service| service.principals.contains(&address.key.as_str()));
            known || key == address.key
        };
        match removed {
            Removed::Address(named) => {
                is_service(&named.key)
                    && named
                        .part
                        .as_ref()
                        .is_none_or(|part| Some(part) == address.part.as_ref())
            }
            Removed::Named { name, .. } => *name == address.key,
        }
    }

    fn check_removed(&self, removal: &Removal<'_>, names: &dyn Names) -> Result<(), Diagnostic> {
        let (service, at) = match removal {
            Removal::Address(address, _) if delegable(&address.key).is_some() => return Ok(()),
            Removal::Address(address, at) if !is_name(&address.key) => {
                let message = format!("`{}` is no service that takes a delegated administrator", address.key);
                return Err(Diagnostic::error("invalid-address", message)
                    .at(*at)
                    .help("write a key of `[delegated-admins]` or a service principal: `delegated-admin.guardduty`"));
            }
            Removal::Address(address, at) => (address.key.as_str(), *at),
            Removal::Name(name, at) => (*name, *at),
        };
        names.wrong_service(service, at).map_or(Ok(()), Err)
    }

    fn terms(&self, step: &Step<Administers>, organization: &Organization) -> Terms {
        let service = &step.address.key;
        let account = step.key(1);
        let shut = |what: &str, deed: AccountAction| {
            let id = account.known().ok()?;
            let state = organization.shut(id, deed)?;
            Some(format!("{what}: account {id} is {}", state.explained()))
        };
        if step.action == Action::Register {
            return Terms {
                reason: Some("not registered".to_owned()),
                needs: vec![Label::new(&Address::new("trusted-access", service), Facet::Enabled)],
                left_out: shut("cannot be registered", AccountAction::Register),
                ..Terms::default()
            };
        }
        let reason = match step.cause {
            Cause::Displaced => "another account is to administer the service",
            _ => "not in the baseline",
        };
        let id = account.known().unwrap_or_default();
        Terms {
            reason: Some(reason.to_owned()),
            left_out: shut("cannot be deregistered", AccountAction::Deregister),
            risks: vec![RiskNote {
                risk: Risk::ChangeDelegatedAdmin,
                why: format!(
                    "account {id} no longer administers {service}: what it configured for the Organization may stop working"
                ),
                allowed: false,
            }],
            ..Terms::default()
        }
    }

    fn calls(&self, step: &Step<Administers>) -> Vec<Call> {
        let (service, account) = (step.key(0), step.key(1));
        vec![match step.action {
            Action::Deregister => Call::DeregisterAdministrator { account, service },
            _ => Call::RegisterAdministrator { account, service },
        }]
    }

    fn operation(&self, call: &Call) -> &'static Op {
        match call {
            Call::RegisterAdministrator { .. } => &REGISTER,
            Call::DeregisterAdministrator { .. } => &DEREGISTER,
        }
    }

    async fn send(&self, writer: &Writer, call: Call) -> Result<Sent, Failure> {
        let client = writer.client::<aws_sdk_organizations::Client>();
        match call {
            Call::RegisterAdministrator { account, service } => {
                let (account, service) = (account.known()?, service.known()?);
                let send = || {
                    let request = client.register_delegated_administrator().account_id(account);
                    request.service_principal(service).send()
                };
                already_so(writer.call(&REGISTER, send).await)?;
            }
            Call::DeregisterAdministrator { account, service } => {
                let (account, service) = (account.known()?, service.known()?);
                let send = || {
                    let request = client.deregister_delegated_administrator().account_id(account);
                    request.service_principal(service).send()
                };
                already_so(writer.call(&DEREGISTER, send).await)?;
            }
        }
        Ok(Sent::default())
    }
}
