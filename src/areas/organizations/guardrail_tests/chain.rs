//! The policies of the baseline above an account, ready to be asked.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::areas::organizations::model::checked::Baseline;
use crate::areas::organizations::shared::stand_in;
use crate::engine::address::Address;
use crate::facts::policy_types::{RCP, SCP};
use crate::guardrails::evaluate::{Attached, Chain, Level, LevelKind, Prepared};
use crate::guardrails::policy::Policy;
use crate::organization::{Declared, MANAGEMENT, Place};

/// What AWS attaches to every root, unit and account until somebody takes it away (AWS Organizations User Guide, "SCP evaluation").
const FULL_ACCESS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
const FULL_ACCESS_NAME: &str = "FullAWSAccess";

/// Every SCP and RCP of the baseline, compiled once.
pub struct Policies<'a> {
    baseline: &'a Baseline,
    full_access: Option<Attached>,
    compiled: BTreeMap<&'a Address, Attached>,
}

impl<'a> Policies<'a> {
    /// Compiles the policies of a baseline. Its check has found every one readable; one that is not would deny nothing here.
    #[must_use]
    pub fn new(baseline: &'a Baseline) -> Self {
        let attached = |name: &str, policy: &Policy| Attached {
            name: name.to_owned(),
            policy: Arc::new(Prepared::new(policy)),
        };
        let compiled = baseline
            .policies
            .iter()
            .filter(|(_, declared)| matches!(declared.policy_type.as_str(), SCP | RCP))
            .filter_map(|(address, declared)| {
                let policy = Policy::read(&declared.document).ok()?;
                Some((address, attached(&address.to_string(), &policy)))
            });
        Self {
            baseline,
            full_access: Policy::parse(FULL_ACCESS)
                .ok()
                .map(|policy| attached(FULL_ACCESS_NAME, &policy)),
            compiled: compiled.collect(),
        }
    }

    /// What is on the way from the root to a place. A unit stands for any account directly under it.
    #[must_use]
    pub fn above(&self, place: &Place) -> Chain {
        let places = self.baseline.organization.way_to(place);
        Chain {
            scps: places.iter().map(|place| self.level(place, SCP)).collect(),
            rcps: places.iter().map(|place| self.level(place, RCP)).collect(),
        }
    }

    fn level(&self, place: &Place, policy_type: &str) -> Level {
        let on = |address: &Address| {
            let declared = self.baseline.policies.get(address);
            declared.is_some_and(|policy| policy.policy_type == policy_type && policy.attach.contains(place))
        };
        let own = self.compiled.iter().filter(|(address, _)| on(address));
        let is_off = self.baseline.organization.full_access(place) == Some(false);
        let allowing = self.full_access.iter().filter(|_| policy_type == SCP && !is_off);
        Level {
            kind: match place {
                Place::Root => LevelKind::Root,
                Place::Unit(_) => LevelKind::Unit,
                Place::Account(_) => LevelKind::Account,
            },
            id: place.to_string(),
            policies: own.map(|(_, attached)| attached).chain(allowing).cloned().collect(),
        }
    }
}

/// The id of an account, if the baseline has it.
#[must_use]
pub fn account_id(organization: &Declared, key: &str) -> Option<String> {
    if key == MANAGEMENT {
        return Some(organization.management_account.clone());
    }
    let account = organization.accounts.get(key)?;
    Some(
        account
            .id
            .clone()
            .unwrap_or_else(|| stand_in::account(organization.accounts.keys(), key)),
    )
}
