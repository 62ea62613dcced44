//! Changes to the Organization that keep its look-ups in step. They check nothing: the operations do.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::super::clock::Moment;
use super::super::setup::Setup;
use super::agenda::Event;
use super::index::Index;
use super::organization::{Account, AccountState, JoinedMethod, Organization, Policy, Root, Tagged, TypeStatus, Unit};
use crate::facts::policy_types::{self, KNOWN, RCP, SCP};

/// How long the bulk tag read lags behind a tag write.
const TAG_LAG: Duration = Duration::from_secs(30);

impl Organization {
    /// A new Organization: the root and the management account, SCPs enabled as `CreateOrganization` does.
    pub(in crate::sandbox) fn new(setup: &Setup, account_quota: usize, now: Moment) -> Self {
        let root = Self::root_id_for(&setup.organization_id);
        let mut organization = Self {
            id: setup.organization_id.clone(),
            management_account: setup.management_account.clone(),
            feature_set: "ALL".to_owned(),
            finalizing_until: now,
            account_quota,
            root: Root {
                id: root.clone(),
                policy_types: BTreeMap::from([(SCP.to_owned(), TypeStatus::Enabled)]),
            },
            units: BTreeMap::new(),
            accounts: BTreeMap::new(),
            policies: full_access_policies(),
            attachments: BTreeMap::new(),
            tags: BTreeMap::new(),
            creations: BTreeMap::new(),
            services: BTreeMap::new(),
            delegations: BTreeMap::new(),
            resource_policy: None,
            closings: Vec::new(),
            agenda: BTreeSet::new(),
            issued: 0,
            index: Index::default(),
        };
        organization.attach_full_access(&root);
        organization.put_account(
            &setup.management_account,
            Account {
                name: "Management".to_owned(),
                email: setup.management_email.clone(),
                state: AccountState::Active,
                method: JoinedMethod::Invited,
                joined: now,
                parent: root,
                access_role: None,
            },
        );
        organization
    }

    /// A new account, with the full-access policies that AWS attaches.
    pub(in crate::sandbox) fn put_account(&mut self, id: &str, account: Account) {
        self.index.account_put(&account.parent, id);
        self.index.email_put(&account.email, id);
        self.accounts.insert(id.to_owned(), account);
        self.attach_full_access(id);
    }

    /// The account is gone, with all that hung on it.
    pub(in crate::sandbox) fn drop_account(&mut self, id: &str) {
        let Some(account) = self.accounts.remove(id) else {
            return;
        };
        self.index.account_gone(&account.parent, id);
        self.index.email_gone(&account.email);
        self.forget(id);
        for accounts in self.delegations.values_mut() {
            accounts.remove(id);
        }
        self.delegations.retain(|_, accounts| !accounts.is_empty());
    }

    /// The account is in `parent` now.
    pub(in crate::sandbox) fn move_account(&mut self, id: &str, parent: &str) {
        if let Some(account) = self.accounts.get_mut(id) {
            self.index.account_gone(&account.parent, id);
            self.index.account_put(parent, id);
            parent.clone_into(&mut account.parent);
        }
    }

    /// A new unit, with the full-access policies that AWS attaches.
    pub(in crate::sandbox) fn put_unit(&mut self, id: &str, unit: Unit) {
        self.index.unit_put(&unit.parent, id);
        self.units.insert(id.to_owned(), unit);
        self.attach_full_access(id);
    }

    /// The unit is gone, with all that hung on it.
    pub(in crate::sandbox) fn drop_unit(&mut self, id: &str) {
        if let Some(unit) = self.units.remove(id) {
            self.index.unit_gone(&unit.parent, id);
            self.forget(id);
        }
    }

    /// The policy is attached to the target now.
    pub(in crate::sandbox) fn attach(&mut self, policy: &str, target: &str) {
        self.attachments
            .entry(policy.to_owned())
            .or_default()
            .insert(target.to_owned());
        self.index.attached(policy, target);
    }

    /// The policy is not attached to the target any more.
    pub(in crate::sandbox) fn detach(&mut self, policy: &str, target: &str) {
        if let Some(targets) = self.attachments.get_mut(policy) {
            targets.remove(target);
            if targets.is_empty() {
                self.attachments.remove(policy);
            }
        }
        self.index.detached(policy, target);
    }

    /// Changes the tags of a resource; the bulk read sees it later.
    pub(in crate::sandbox) fn retag(
        &mut self,
        id: &str,
        now: Moment,
        change: impl FnOnce(&mut BTreeMap<String, String>),
    ) {
        let tagged = self.tags.entry(id.to_owned()).or_default();
        change(&mut tagged.tags);
        let event = Event::TagsSeen {
            resource: id.to_owned(),
            tags: tagged.tags.clone(),
        };
        self.schedule(now.plus(TAG_LAG), event);
    }

    /// Tags that were there, and seen, before the run began.
    pub(in crate::sandbox) fn seed_tags(&mut self, id: &str, tags: BTreeMap<String, String>) {
        let seen = Some(tags.clone());
        self.tags.insert(id.to_owned(), Tagged { tags, seen });
    }

    /// Removes the tags and attachments of a resource that is gone.
    pub(in crate::sandbox) fn forget(&mut self, id: &str) {
        self.tags.remove(id);
        for policy in self.policies_at(id).clone() {
            self.detach(&policy, id);
        }
    }

    /// Attaches the full-access policy of `kind` to every node, as AWS does when the type is enabled.
    pub(super) fn attach_full_access_everywhere(&mut self, kind: &str) {
        let Some(policy) = policy_types::policy_type(kind).full_access else {
            return;
        };
        let nodes: Vec<String> = std::iter::once(&self.root.id)
            .chain(self.units.keys())
            .chain(self.accounts.keys())
            .cloned()
            .collect();
        for node in nodes {
            self.attach(policy, &node);
        }
    }

    fn attach_full_access(&mut self, target: &str) {
        for kind in KNOWN {
            let enabled = self.root.policy_types.get(kind.name) == Some(&TypeStatus::Enabled);
            if let Some(policy) = kind.full_access.filter(|_| enabled) {
                self.attach(policy, target);
            }
        }
    }
}

fn full_access_policies() -> BTreeMap<String, Policy> {
    let of = |kind: &str, name: &str, description: &str, content: &str| {
        let policy = Policy {
            name: name.to_owned(),
            description: description.to_owned(),
            kind: kind.to_owned(),
            content: content.to_owned(),
            aws_managed: true,
        };
        (format!("p-{name}"), policy)
    };
    BTreeMap::from([
        of(
            SCP,
            "FullAWSAccess",
            "Allows access to every operation",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
        ),
        of(
            RCP,
            "RCPFullAWSAccess",
            "Allows access to every resource",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#,
        ),
    ])
}
