//! Who asks for something, as far as that is known, for one account.

use std::collections::BTreeMap;

use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::stand_in;
use crate::facts::partitions::COMMERCIAL;
use crate::guardrails::actions::ActionTable;
use crate::guardrails::effects::{Effects, GuardId, Subject};
use crate::guardrails::evaluate::{Context, Value};
use crate::organization::PlaceId;

use super::alike::names_account;

/// Keys that only requests of AWS's own services have.
const OF_SERVICES: &[&str] = &[
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
];

/// So many combinations of values of `roles.context` are tried; keys beyond are taken for unknown.
const COMBINATIONS: usize = 64;

/// What is known of the account that is asked for something.
pub(super) struct Place<'a> {
    world: &'a World,
    /// Its id.
    pub id: &'a PlaceId,
}

impl<'a> Place<'a> {
    /// An account of the Organization.
    pub fn new(world: &'a World, id: &'a PlaceId) -> Self {
        Self { world, id }
    }

    /// `aws`, `aws-us-gov`, `aws-cn`: as in the account's own ARN; an account that is to be made has its caller's.
    fn partition(&self) -> &str {
        let accounts = self.world.live.accounts.as_ref();
        let account = accounts.and_then(|accounts| accounts.get(self.id));
        let arns = account
            .map(|account| &account.arn)
            .into_iter()
            .chain([&self.world.caller]);
        let mut partitions = arns.filter_map(|arn| arn.split(':').nth(1));
        partitions.find(|partition| !partition.is_empty()).unwrap_or("aws")
    }

    /// The ARN of a role of the account.
    pub fn role(&self, name: &str) -> String {
        format!("arn:{}:iam::{}:role/{name}", self.partition(), self.id)
    }

    /// A role that fits a pattern of ARNs.
    pub fn role_like(&self, pattern: &str, home: Option<&str>) -> String {
        let name = pattern.splitn(6, ':').nth(5).unwrap_or(pattern);
        // Roles of Identity Center stand under its Region, but for us-east-1 alone (IAM Identity Center User Guide, "Referencing permission
        // sets"): in GovCloud the path has `us-gov-west-1`, though that is where the partition's services without Regions are.
        let region = home
            .filter(|home| *home != COMMERCIAL.home)
            .map(|home| format!("/{home}"));
        let name = name.replacen(
            "sso.amazonaws.com*",
            &format!("sso.amazonaws.com{}", region.unwrap_or_default()),
            1,
        );
        let name = name.replace(['*', '?'], "x");
        format!("arn:{}:iam::{}:{name}", self.partition(), self.id)
    }

    fn resource(&self, context: Context) -> Context {
        self.in_organization(
            context.with("aws:ResourceAccount", self.id.as_str()),
            "aws:ResourceOrgID",
        )
    }

    fn in_organization(&self, context: Context, key: &str) -> Context {
        let id = self.world.live.id.as_deref();
        match id.or_else(|| self.world.creates().then_some(stand_in::ORGANIZATION)) {
            Some(id) => context.with(key, id),
            None => context,
        }
    }

    /// A role of some account of the Organization, about what this one holds.
    pub fn principal(&self, arn: &str, account: &str) -> Context {
        let context = Context::open()
            .with("aws:PrincipalArn", arn)
            .with("aws:PrincipalAccount", account)
            .with("aws:PrincipalType", "AssumedRole")
            .with("aws:PrincipalIsAWSService", "false")
            .without("aws:AssumedRoot");
        let context = OF_SERVICES.iter().fold(context, |context, key| context.without(key));
        self.resource(self.in_organization(context, "aws:PrincipalOrgID"))
    }

    /// A role that no policy names.
    pub fn ordinary(&self) -> Subject {
        Subject::new(self.principal(&self.role("groundline-an-ordinary-role"), self.id.as_str()))
    }

    /// A role of an account outside the Organization.
    pub fn outsider(&self) -> Subject {
        let arn = format!(
            "arn:{}:iam::000000000000:role/groundline-an-ordinary-role",
            self.partition()
        );
        let context = self.principal(&arn, "000000000000");
        Subject::new(context.with("aws:PrincipalOrgID", "o-0000000000"))
    }

    /// A service of AWS that works for this account.
    pub fn service(&self, name: &str) -> Subject {
        let context = Context::open()
            .with("aws:PrincipalIsAWSService", "true")
            .with("aws:PrincipalServiceName", name)
            .with("aws:SecureTransport", "true")
            .with("aws:SourceAccount", self.id.as_str())
            .without("aws:PrincipalAccount")
            .without("aws:PrincipalOrgID")
            .without("aws:PrincipalOrgPaths");
        Subject::new(self.resource(self.in_organization(context, "aws:SourceOrgID")))
    }

    /// What else is known of requests of our roles: over TLS, by themselves, and as `roles.context` says. One context for every combination.
    pub fn of_ours(&self, context: Context) -> Vec<Context> {
        let context = context
            .with("aws:SecureTransport", "true")
            .with("aws:ViaAWSService", "false")
            .without("aws:CalledVia")
            .without("aws:CalledViaFirst")
            .without("aws:CalledViaLast");
        let mut contexts = vec![context];
        for (key, values) in &self.world.baseline.roles.context {
            let many = ActionTable::embedded()
                .condition_key(key)
                .is_some_and(|facts| facts.many);
            if many {
                contexts
                    .iter_mut()
                    .for_each(|context| context.set(key, Value::Many(values.clone())));
            } else if contexts.len() * values.len() <= COMBINATIONS {
                let with = |context: &Context| {
                    let context = context.clone();
                    values
                        .iter()
                        .map(move |value| context.clone().with(key, value.as_str()))
                        .collect::<Vec<_>>()
                };
                contexts = contexts.iter().flat_map(with).collect();
            }
        }
        contexts
    }
}

/// What is left of guards for the same kind of asker in every account, and of which guards that differs from account to account.
#[derive(Default)]
pub(super) struct Common {
    known: BTreeMap<GuardId, Option<GuardId>>,
}

impl Common {
    /// What is left of these guards for an asker in one account.
    pub fn resolve(
        &mut self,
        effects: &mut Effects<'_>,
        guards: impl IntoIterator<Item = GuardId>,
        subject: &Subject,
    ) -> BTreeMap<GuardId, Option<GuardId>> {
        let mut resolved = BTreeMap::new();
        for guard in guards {
            let left = match self.known.get(&guard) {
                Some(left) => *left,
                None => {
                    let left = effects.resolve(guard, subject);
                    if !names_account(&effects.guard(guard)) {
                        self.known.insert(guard, left);
                    }
                    left
                }
            };
            resolved.insert(guard, left);
        }
        resolved
    }
}
