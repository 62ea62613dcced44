//! The Organization's resource policy. It is shared: each baseline owns the statements whose `Sid` begins with its mark.

mod document;
pub mod table;

use async_trait::async_trait;
use serde_json::{Value, json};

use crate::aws::already_so;
use crate::aws::{AwsError, ErrorKind, Reader};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase, PlannedCall};
use crate::facts::op::{Meaning, Op, Service};
use crate::facts::quotas;
use crate::guardrails::{Document, Language, minify};

use super::area::{Applying, Area, Draft, Failure, Outcome};
use super::shared::addresses;
use super::world::World;

/// Reads it.
static DESCRIBE: Op = Op::read(
    Service::Organizations,
    "DescribeResourcePolicy",
    &[("ResourcePolicyNotFoundException", Meaning::Absent)],
);
/// Writes it whole.
static PUT: Op = Op::write(Service::Organizations, "PutResourcePolicy", &[]);
/// Deletes it.
static DELETE: Op = Op::write(
    Service::Organizations,
    "DeleteResourcePolicy",
    &[("ResourcePolicyNotFoundException", Meaning::AlreadySo)],
);

/// The area's name, and the kind in addresses.
const AREA: &str = "delegation-policy";

/// The area.
pub struct DelegationPolicy;

/// What AWS has.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LiveDelegationPolicy {
    /// Its document, canonical; absent if there is none.
    pub document: Option<Value>,
}

/// Reads the policy. An endpoint that lacks the operation has none, unless the baseline `wants` one.
///
/// # Errors
/// What AWS says; a document that cannot be parsed too.
pub async fn read(reader: &Reader, wants: bool) -> Result<LiveDelegationPolicy, AwsError> {
    let client = reader.organizations();
    let answer = match reader
        .call(&DESCRIBE, || client.describe_resource_policy().send())
        .await
    {
        Ok(answer) => answer,
        Err(error) if error.kind == ErrorKind::Absent => return Ok(LiveDelegationPolicy::default()),
        Err(error) if error.kind == ErrorKind::Unsupported && !wants => return Ok(LiveDelegationPolicy::default()),
        Err(error) => return Err(error),
    };
    let Some(text) = answer.resource_policy.and_then(|policy| policy.content) else {
        return Err(crate::aws::missing(&DESCRIBE, "ResourcePolicy.Content"));
    };
    let document = Document::parse(&text).map_err(|error| {
        let message = format!("the delegation policy is not a document: {}", error.message);
        AwsError::new(ErrorKind::Malformed, &DESCRIBE, message)
    })?;
    Ok(LiveDelegationPolicy {
        document: Some(document.canonical(Language::Statements)),
    })
}

#[async_trait(?Send)]
impl Area for DelegationPolicy {
    fn name(&self) -> &'static str {
        AREA
    }

    fn operations(&self) -> &'static [&'static Op] {
        static ALL: &[&Op] = &[&DESCRIBE, &PUT, &DELETE];
        ALL
    }

    fn plan(&self, world: &World, draft: &mut Draft) {
        let none = LiveDelegationPolicy::default();
        let live = match &world.delegation_policy {
            Some(live) => live,
            None if world.creates() => &none,
            None => return,
        };
        let address = Address::new(AREA, "organization");
        let wanted = wanted(world, live.document.as_ref());
        if wanted == live.document {
            return;
        }
        let (action, op) = match (&live.document, &wanted) {
            (None, _) => (Action::Create, &PUT),
            (_, Some(_)) => (Action::Update, &PUT),
            (_, None) => (Action::Delete, &DELETE),
        };
        if let Some(size) = wanted.as_ref().map(|value| minify(value).chars().count())
            && size > quotas::DELEGATION_POLICY
        {
            let most = quotas::DELEGATION_POLICY;
            let why = format!("with the statements of others it has {size} characters, and AWS takes {most}");
            draft.refuse(&address, why, "shorten the statements");
            return;
        }
        let mut change = Change::new(AREA, Phase::Delegation, action, address);
        change.reason = match action {
            Action::Create => "the Organization has none".to_owned(),
            Action::Delete => "none of its statements is left".to_owned(),
            _ => "statements differ; those of others are kept".to_owned(),
        };
        change.before = live.document.as_ref().map(|document| json!({ "document": document }));
        change.after = wanted.map(|document| json!({ "document": document }));
        change.calls.push(PlannedCall::once(op.to_string()));
        if world.live.id.is_none() {
            change
                .needs
                .insert(Label::new(&addresses::organization(world), Facet::Exists));
        }
        draft.changes.push(change);
    }

    async fn apply(&self, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
        // Others write it too: it is read again just before it is written.
        let live = read(&applying.reader(), true).await?;
        let before = change.before.as_ref().and_then(|value| value.get("document"));
        let wanted = wanted(applying.world, live.document.as_ref());
        if wanted == live.document {
            return Ok(Outcome::DONE);
        }
        if live.document.as_ref() != before {
            return Err(Failure::new("the delegation policy has changed since the plan").help("plan again"));
        }
        let writer = applying.writer(self);
        let client = writer.organizations();
        match wanted {
            Some(document) => {
                let text = minify(&document);
                writer
                    .call(&PUT, || client.put_resource_policy().content(&text).send())
                    .await?;
            }
            None => {
                already_so(writer.call(&DELETE, || client.delete_resource_policy().send()).await)?;
            }
        }
        Ok(Outcome::DONE)
    }
}

fn wanted(world: &World, live: Option<&Value>) -> Option<Value> {
    let baseline = &world.baseline.organization.baseline;
    let statements = world.baseline.delegation_policy.as_deref().unwrap_or_default();
    document::merged(baseline, live, statements)
}
