//! Plants what a seed describes, as if it had been there for long.

use std::time::Duration;

use super::super::clock::Moment;
use super::super::model::{
    Account, AccountState, JoinedMethod, Organization, Place, Policy, Services, TypeStatus, Unit,
};
use super::super::services::iam::Role;
use super::super::setup::Setup;
use crate::facts::policy_types::SCP;

/// How long ago it was planted.
const AGE: Duration = Duration::from_secs(200 * 24 * 3_600);

/// An Organization that is being furnished.
pub(super) struct OrganizationBuilder {
    organization: Organization,
    services: Services,
    planted: Moment,
}

impl OrganizationBuilder {
    pub(super) fn new(setup: &Setup, account_quota: usize) -> Self {
        let planted = Moment::EPOCH.minus(AGE);
        Self {
            organization: Organization::new(setup, account_quota, planted),
            services: Services::default(),
            planted,
        }
    }

    pub(super) fn done(self) -> (Option<Organization>, Services) {
        (Some(self.organization), self.services)
    }

    pub(super) fn root(&self) -> String {
        self.organization.root.id.clone()
    }

    pub(super) fn unit(&mut self, parent: &str, name: &str) -> String {
        let id = self.organization.new_unit_id();
        let unit = Unit {
            name: name.to_owned(),
            parent: parent.to_owned(),
        };
        self.organization.put_unit(&id, unit);
        id
    }

    /// A created account with the role that Organizations makes.
    pub(super) fn account(&mut self, parent: &str, name: &str, email: &str) -> String {
        let id = self.organization.new_account_id();
        let account = Account {
            name: name.to_owned(),
            email: email.to_owned(),
            state: AccountState::Active,
            method: JoinedMethod::Created,
            joined: self.planted,
            parent: parent.to_owned(),
            access_role: Some("OrganizationAccountAccessRole".to_owned()),
        };
        self.organization.put_account(&id, account);
        id
    }

    pub(super) fn change_account(&mut self, id: &str, change: impl FnOnce(&mut Account)) {
        if let Some(account) = self.organization.accounts.get_mut(id) {
            change(account);
        }
    }

    pub(super) fn policy(&mut self, kind: &str, name: &str, description: &str, content: &str) -> String {
        let id = self.organization.new_policy_id();
        let policy = Policy {
            name: name.to_owned(),
            description: description.to_owned(),
            kind: kind.to_owned(),
            content: content.to_owned(),
            aws_managed: false,
        };
        self.organization.policies.insert(id.clone(), policy);
        id
    }

    pub(super) fn scp(&mut self, name: &str, description: &str, deny: &str) -> String {
        let content =
            format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Action":{deny},"Resource":"*"}}]}}"#);
        self.policy(SCP, name, description, &content)
    }

    pub(super) fn attach(&mut self, policy: &str, target: &str) {
        self.organization.attach(policy, target);
    }

    pub(super) fn enable(&mut self, kind: &str) {
        let types = &mut self.organization.root.policy_types;
        types.insert(kind.to_owned(), TypeStatus::Enabled);
    }

    pub(super) fn trust(&mut self, service: &str) {
        self.organization.services.insert(service.to_owned(), self.planted);
    }

    pub(super) fn delegate(&mut self, service: &str, account: &str) {
        let accounts = self.organization.delegations.entry(service.to_owned()).or_default();
        accounts.insert(account.to_owned(), self.planted);
    }

    pub(super) fn tag(&mut self, id: &str, tags: &[(&str, &str)]) {
        let tags = tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        self.organization.seed_tags(id, tags.collect());
    }

    /// A further role in an account, which trusts the management account.
    pub(super) fn role(&mut self, account: &str, name: &str) {
        let role = Role::of_management(name, &self.organization.management_account, self.planted);
        let identities = self.services.iam.at_mut(&Place::account(account));
        identities.roles.insert(name.to_owned(), role);
    }
}
