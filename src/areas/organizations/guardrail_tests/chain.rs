//! The policies of the baseline above an account, ready to be asked.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::areas::organizations::model::checked::Baseline;
use crate::areas::organizations::model::policy::DeclaredPolicy;
use crate::areas::organizations::shared::stand_in;
use crate::engine::address::Address;
use crate::facts::policy_types::{RCP, SCP};
use crate::guardrails::evaluate::{Attached, Chain, Level, LevelKind, Prepared};
use crate::guardrails::policy::Policy;
use crate::organization::{MANAGEMENT, Place};

/// What AWS attaches to every root, unit and account until somebody takes it away (AWS Organizations User Guide, "SCP evaluation").
const FULL_ACCESS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
const FULL_ACCESS_NAME: &str = "FullAWSAccess";

/// Every SCP and RCP of the baseline, compiled once, when it is first asked for.
pub struct Policies<'a> {
    baseline: &'a Baseline,
    full_access: Option<Attached>,
    /// By place and type, in the order of addresses.
    attached: BTreeMap<(&'a Place, &'a str), Vec<&'a DeclaredPolicy>>,
    compiled: RefCell<BTreeMap<&'a Address, Option<Attached>>>,
    /// What stands in for the ids of accounts.
    stand_ins: OnceCell<BTreeMap<String, String>>,
}

impl<'a> Policies<'a> {
    /// The policies of a baseline. Its check has found every one readable; one that is not would deny nothing here.
    #[must_use]
    pub fn new(baseline: &'a Baseline) -> Self {
        let mut at: BTreeMap<(&Place, &str), Vec<&DeclaredPolicy>> = BTreeMap::new();
        for declared in baseline.policies.values() {
            let policy_type = declared.policy_type.as_str();
            if matches!(policy_type, SCP | RCP) {
                for place in &declared.attach {
                    at.entry((place, policy_type)).or_default().push(declared);
                }
            }
        }
        Self {
            baseline,
            full_access: Policy::parse(FULL_ACCESS)
                .ok()
                .map(|policy| attached(FULL_ACCESS_NAME.to_owned(), &policy)),
            attached: at,
            compiled: RefCell::default(),
            stand_ins: OnceCell::new(),
        }
    }

    /// A policy, compiled.
    fn compiled(&self, declared: &'a DeclaredPolicy) -> Option<Attached> {
        let mut compiled = self.compiled.borrow_mut();
        let known = compiled.entry(&declared.address).or_insert_with(|| {
            let policy = Policy::read(&declared.document).ok()?;
            Some(attached(declared.address.to_string(), &policy))
        });
        known.clone()
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
            policies: own
                .filter_map(|declared| self.compiled(declared))
                .chain(allowing.cloned())
                .collect(),
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

fn attached(name: String, policy: &Policy) -> Attached {
    Attached {
        name,
        policy: Arc::new(Prepared::new(policy)),
    }
}
