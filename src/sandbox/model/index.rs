//! Look-ups that follow from what the Organization holds, so that no call looks at everything.

use std::collections::{BTreeMap, BTreeSet};

use super::organization::Organization;

/// Look-ups that follow from the rest of the Organization, and say nothing of their own: two of them are always equal.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// Units by the id of what they are in.
    units: BTreeMap<String, BTreeSet<String>>,
    /// Accounts by the id of what they are in.
    accounts: BTreeMap<String, BTreeSet<String>>,
    /// Policies by the id of what they are attached to.
    attached: BTreeMap<String, BTreeSet<String>>,
    /// Accounts by e-mail in lower case.
    emails: BTreeMap<String, String>,
}

impl PartialEq for Index {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

type Sets = BTreeMap<String, BTreeSet<String>>;

fn put(sets: &mut Sets, key: &str, member: &str) {
    sets.entry(key.to_owned()).or_default().insert(member.to_owned());
}

fn drop_from(sets: &mut Sets, key: &str, member: &str) {
    if let Some(set) = sets.get_mut(key) {
        set.remove(member);
        if set.is_empty() {
            sets.remove(key);
        }
    }
}

static NONE: BTreeSet<String> = BTreeSet::new();

impl Index {
    pub(super) fn unit_put(&mut self, parent: &str, unit: &str) {
        put(&mut self.units, parent, unit);
    }

    pub(super) fn unit_gone(&mut self, parent: &str, unit: &str) {
        drop_from(&mut self.units, parent, unit);
    }

    pub(super) fn account_put(&mut self, parent: &str, account: &str) {
        put(&mut self.accounts, parent, account);
    }

    pub(super) fn account_gone(&mut self, parent: &str, account: &str) {
        drop_from(&mut self.accounts, parent, account);
    }

    pub(super) fn attached(&mut self, policy: &str, target: &str) {
        put(&mut self.attached, target, policy);
    }

    pub(super) fn detached(&mut self, policy: &str, target: &str) {
        drop_from(&mut self.attached, target, policy);
    }

    pub(super) fn email_put(&mut self, email: &str, account: &str) {
        self.emails.insert(email.to_lowercase(), account.to_owned());
    }

    pub(super) fn email_gone(&mut self, email: &str) {
        self.emails.remove(&email.to_lowercase());
    }
}

impl Organization {
    /// Makes the look-ups anew; needed after reading an Organization from a file.
    pub(super) fn reindex(&mut self) {
        let mut index = Index::default();
        for (id, unit) in &self.units {
            index.unit_put(&unit.parent, id);
        }
        for (id, account) in &self.accounts {
            index.account_put(&account.parent, id);
            index.email_put(&account.email, id);
        }
        for (policy, targets) in &self.attachments {
            for target in targets {
                index.attached(policy, target);
            }
        }
        self.index = index;
    }

    /// The units directly in a unit or root.
    #[must_use]
    pub fn units_in(&self, parent: &str) -> &BTreeSet<String> {
        self.index.units.get(parent).unwrap_or(&NONE)
    }

    /// The accounts directly in a unit or root.
    #[must_use]
    pub fn accounts_in(&self, parent: &str) -> &BTreeSet<String> {
        self.index.accounts.get(parent).unwrap_or(&NONE)
    }

    /// The policies attached directly to a root, unit or account.
    #[must_use]
    pub fn policies_at(&self, target: &str) -> &BTreeSet<String> {
        self.index.attached.get(target).unwrap_or(&NONE)
    }

    /// The account that has an e-mail address, in whatever case.
    #[must_use]
    pub fn account_by_email(&self, email: &str) -> Option<&str> {
        self.index.emails.get(&email.to_lowercase()).map(String::as_str)
    }
}
