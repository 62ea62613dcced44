//! Where calls are made: as which account, in which Region.

use std::sync::Arc;

use super::clients::Clients;
use super::member::Member;
use super::sdk::Sdk;
use crate::facts::service::Service;

/// An account that calls are made as.
#[derive(Debug)]
pub(super) struct CallingAccount {
    /// Its id; `None` is the caller's own.
    pub id: Option<String>,
    pub clients: Clients,
    /// How it is entered, where it is not the caller's own.
    pub member: Option<Member>,
}

/// Where calls are made.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    pub account: Arc<CallingAccount>,
    /// The Region of Regional services, where it is not the caller's.
    pub region: Option<Arc<str>>,
}

impl Scope {
    /// In the caller's Region.
    pub(super) fn of(account: Arc<CallingAccount>) -> Self {
        Self { account, region: None }
    }

    /// The calling account; `None` is the caller's own.
    pub(super) fn account(&self) -> Option<&str> {
        self.account.id.as_deref()
    }

    /// The Region where a service is called from here.
    pub(super) fn region(&self, service: &Service) -> &str {
        self.account.clients.base().region(service, self.region.as_deref())
    }

    /// The Region of a call to a service, where it is another than the caller's, whose credentials are known to be good there.
    pub(super) fn other_region(&self, service: &Service) -> Option<&str> {
        let base = self.account.clients.base();
        let asked = base.region(service, self.region.as_deref());
        (asked != base.region(service, None)).then_some(asked)
    }

    /// The client of a service.
    pub(super) fn client<C: Sdk>(&self) -> C {
        self.account.clients.client(self.region.as_deref())
    }
}
