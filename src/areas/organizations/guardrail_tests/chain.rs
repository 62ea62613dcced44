//! The policies of the baseline above an account, ready to be asked.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::areas::organizations::model::checked::Baseline;
use crate::areas::organizations::shared::stand_in;
use crate::facts::policy_types::{RCP, SCP};
use crate::guardrails::evaluate::{Attached, Chain, Level, LevelKind, Prepared};
use crate::guardrails::policy::Policy;
use crate::organization::{MANAGEMENT, Place};

/// What AWS attaches to every root, unit and account until somebody takes it away (AWS Organizations User Guide, "SCP evaluation").
const FULL_ACCESS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
const FULL_ACCESS_NAME: &str = "FullAWSAccess";

/// Every SCP and RCP of the baseline, compiled once.
pub struct Policies<'a> {
    baseline: &'a Baseline,
    full_access: Option<Attached>,
    /// By place and type, in the order of addresses.
    attached: BTreeMap<(&'a Place, &'a str), Vec<Attached>>,
    /// What stands in for the ids of accounts.
    stand_ins: OnceCell<BTreeMap<String, String>>,
}

impl<'a> Policies<'a> {
    /// Compiles the policies of a baseline. Its check has found every one readable; one that is not would deny nothing here.
    #[must_use]
    pub fn new(baseline: &'a Baseline) -> Self {
        let attached = |name: &str, policy: &Policy| Attached {
            name: name.to_owned(),
            policy: Arc::new(Prepared::new(policy)),
        };
        let mut at: BTreeMap<(&Place, &str), Vec<Attached>> = BTreeMap::new();
        for (address, declared) in &baseline.policies {
            let policy_type = declared.policy_type.as_str();
            let is_read = matches!(policy_type, SCP | RCP).then(|| Policy::read(&declared.document).ok());
            let Some(policy) = is_read.flatten() else { continue };
            let policy = attached(&address.to_string(), &policy);
            for place in &declared.attach {
                at.entry((place, policy_type)).or_default().push(policy.clone());
            }
        }
        Self {
            baseline,
            full_access: Policy::parse(FULL_ACCESS)
                .ok()
                .map(|policy| attached(FULL_ACCESS_NAME, &policy)),
            attached: at,
            stand_ins: OnceCell::new(),
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
        let own = self.attached.get(&(place, policy_type)).into_iter().flatten();
        let is_off = self.baseline.organization.full_access(place) == Some(false);
        let allowing = self.full_access.iter().filter(|_| policy_type == SCP && !is_off);
        Level {
            kind: match place {
                Place::Root => LevelKind::Root,
                Place::Unit(_) => LevelKind::Unit,
                Place::Account(_) => LevelKind::Account,
            },
            id: place.to_string(),
            policies: own.chain(allowing).cloned().collect(),
        }
    }

    /// The id of an account, if the baseline has it.
    #[must_use]
    pub fn account_id(&self, key: &str) -> Option<String> {
        let organization = &self.baseline.organization;
        if key == MANAGEMENT {
            return Some(organization.management_account.clone());
        }
        let pinned = organization.accounts.get(key)?.id.clone();
        let stand_ins = || stand_in::accounts(organization.accounts.keys());
        pinned.or_else(|| self.stand_ins.get_or_init(stand_ins).get(key).cloned())
    }
}
