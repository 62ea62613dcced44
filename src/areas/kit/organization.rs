//! The Organization as areas outside of its core see it.

use std::collections::{BTreeMap, BTreeSet};

use super::resource::Removed;
use crate::engine::address::Address;
use crate::engine::late::{ID, Late, Outputs, Value};
use crate::facts::account_states::AccountAction;
use crate::organization::State;

/// What is known of the Organization and its accounts once the core has been read.
#[derive(Debug, Clone, Default)]
pub struct Organization {
    /// The name of the baseline.
    pub baseline: String,
    /// The management account's id.
    pub management_account: String,
    /// The partition that it is in: `aws`.
    pub partition: String,
    /// The Organization's id; absent where the plan makes it.
    pub id: Option<String>,
    /// Declared accounts by key, the management account included.
    pub accounts: BTreeMap<String, Account>,
    /// Whether it is known which account is which.
    pub knows_accounts: bool,
    /// States of all live accounts by id.
    pub states: BTreeMap<String, State>,
    /// Areas of which nothing else may exist.
    pub exclusive: BTreeSet<String>,
    /// Keys that were renamed: kind and old key to new key.
    pub moved: BTreeMap<(String, String), String>,
    /// What is to be taken away.
    pub removed: Vec<Removed>,
    /// The role that is assumed to change accounts.
    pub member_role: String,
    /// The role that is assumed to read them, where there is one.
    pub read_role: Option<String>,
}

/// A declared account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Its id, where it is live.
    pub id: Option<String>,
    /// Whether it cannot be said which account it is.
    pub mismatched: bool,
    /// The role that is assumed in it, where it has one of its own.
    pub role: Option<String>,
}

impl Organization {
    /// The address of the Organization itself.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::new("organization", &self.baseline)
    }

    /// The key of an account, or its id if the baseline does not declare it.
    #[must_use]
    pub fn key_of<'a>(&'a self, id: &'a str) -> &'a str {
        let mut accounts = self.accounts.iter();
        let found = accounts.find(|(_, account)| account.id.as_deref() == Some(id));
        found.map_or(id, |(key, _)| key)
    }

    /// The state of an account that does not allow something.
    #[must_use]
    pub fn shut(&self, id: &str, deed: AccountAction) -> Option<&State> {
        self.states.get(id).filter(|state| !state.allows(deed))
    }

    /// The key that something has now.
    #[must_use]
    pub fn renamed(&self, address: &Address) -> Address {
        let now = self.moved.get(&(address.kind.clone(), address.key.clone()));
        Address {
            key: now.unwrap_or(&address.key).clone(),
            ..address.clone()
        }
    }

    /// Parts of a natural key, with the ids of accounts that are live.
    #[must_use]
    pub fn with_accounts(&self, parts: &[Value]) -> Vec<Value> {
        let account = |part: &Value| match part {
            Value::Late { late } if late.of.kind == "account" && late.output == ID => {
                let account = self.accounts.get(&late.of.key)?;
                account.id.clone().map(Value::Known)
            }
            _ => None,
        };
        let parts = parts.iter();
        parts
            .map(|part| account(part).unwrap_or_else(|| part.clone()))
            .collect()
    }

    /// The ids of what is live.
    #[must_use]
    pub fn outputs(&self) -> Outputs {
        let mut outputs = Outputs::default();
        for (key, account) in &self.accounts {
            if let Some(id) = &account.id {
                outputs.add(Late::id(Address::new("account", key)), id);
            }
        }
        if let Some(id) = &self.id {
            outputs.add(
                Late {
                    of: self.address(),
                    output: ID.to_owned(),
                },
                id,
            );
        }
        outputs
    }
}
