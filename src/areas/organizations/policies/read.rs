//! Reads policies: every one of the types that matter, the text only of those that are ours or named.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use aws_sdk_organizations::types::{PolicySummary, PolicyType};
use futures_util::future::{join, join_all};

use crate::areas::organizations::model::checked::Baseline;
use crate::areas::organizations::model::live::{Content, LivePolicies, LivePolicy};
use crate::areas::organizations::shared::read::PAGE;
use crate::aws::{AwsError, ErrorKind, Reader, missing, pages};
use crate::engine::owner::{OWNER_TAG, OwnerTag};
use crate::engine::plan::Unread;
use crate::engine::session::Session;
use crate::facts::op::Op;
use crate::guardrails::{Document, language_of};
use crate::organization::{PlaceId, Tags};

use super::bind::leaves;
use super::operations::{DESCRIBE, LIST, TARGETS};

/// What was read, and what could not be.
#[derive(Debug, Default)]
pub struct Read {
    /// Policies.
    pub policies: LivePolicies,
    /// What could not be read.
    pub unread: Vec<Unread>,
}

/// Reads the policies of `types`. `tags` is awaited only where it decides which texts are wanted.
pub async fn read(
    reader: &Reader,
    baseline: &Baseline,
    types: &BTreeSet<String>,
    tags: impl AsyncFn() -> Option<Rc<BTreeMap<String, Tags>>>,
) -> Read {
    let tags = &tags;
    let each = types
        .iter()
        .map(async |name| (name, read_type(reader, baseline, name, tags).await));
    let mut read = Read::default();
    for (name, found) in join_all(each).await {
        match found {
            Ok((policies, unread)) => {
                read.policies.by_type.insert(name.clone(), policies);
                read.unread.extend(unread);
            }
            Err(error) => read.unread.push(Unread {
                what: format!("policies of type {name}"),
                session: Session::management(),
                why: error.to_string(),
            }),
        }
    }
    read
}

async fn read_type(
    reader: &Reader,
    baseline: &Baseline,
    policy_type: &str,
    tags: &impl AsyncFn() -> Option<Rc<BTreeMap<String, Tags>>>,
) -> Result<(BTreeMap<String, LivePolicy>, Vec<Unread>), AwsError> {
    let listed = list(reader, policy_type).await?;
    let each = listed.into_iter().map(async |mut policy| {
        let (content, targets) = join(content(reader, baseline, &policy, tags), targets(reader, &policy.id)).await;
        let mut unread = Vec::new();
        (policy.content, policy.text) = content.unwrap_or_else(|error| {
            unread.push(unread_text(&policy, &error));
            (Content::Unread, String::new())
        });
        policy.targets = targets
            .map_err(|error| {
                unread.push(Unread {
                    what: format!("targets of policy {} ({})", policy.id, policy.name),
                    session: Session::management(),
                    why: error.to_string(),
                });
            })
            .ok();
        (policy, unread)
    });
    let mut policies = BTreeMap::new();
    let mut unread = Vec::new();
    for (policy, missed) in join_all(each).await {
        policies.insert(policy.id.clone(), policy);
        unread.extend(missed);
    }
    Ok((policies, unread))
}

/// The policies that customers made; AWS's own are known.
pub async fn list(reader: &Reader, policy_type: &str) -> Result<Vec<LivePolicy>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    pages(reader, &LIST, async |token| {
        let send = || {
            let request = client
                .list_policies()
                .filter(PolicyType::from(policy_type))
                .max_results(PAGE);
            request.set_next_token(token.clone()).send()
        };
        let answer = reader.call(&LIST, send).await?;
        let policies = answer
            .policies
            .unwrap_or_default()
            .into_iter()
            .filter(|policy| !policy.aws_managed);
        let policies = policies.map(|summary| live(summary, policy_type));
        Ok((policies.collect::<Result<Vec<_>, AwsError>>()?, answer.next_token))
    })
    .await
}

pub(super) fn live(summary: PolicySummary, policy_type: &str) -> Result<LivePolicy, AwsError> {
    Ok(LivePolicy {
        id: summary
            .id
            .filter(|id| !id.is_empty())
            .ok_or_else(|| missing(&LIST, "Id"))?,
        arn: summary.arn.unwrap_or_default(),
        name: summary.name.ok_or_else(|| missing(&LIST, "Name"))?,
        description: summary.description.unwrap_or_default(),
        policy_type: policy_type.to_owned(),
        content: Content::NotAsked,
        text: String::new(),
        targets: None,
    })
}

async fn content(
    reader: &Reader,
    baseline: &Baseline,
    policy: &LivePolicy,
    tags: &impl AsyncFn() -> Option<Rc<BTreeMap<String, Tags>>>,
) -> Result<(Content, String), AwsError> {
    let named = baseline
        .policies
        .values()
        .any(|declared| declared.policy_type == policy.policy_type && declared.name == policy.name);
    if !named {
        let tags = tags().await;
        if !is_ours(baseline, policy, tags.as_ref().and_then(|tags| tags.get(&policy.id))) {
            return Ok((Content::NotAsked, String::new()));
        }
    }
    describe(reader, policy).await
}

/// The document, and its text as it stands.
async fn describe(reader: &Reader, policy: &LivePolicy) -> Result<(Content, String), AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let answer = reader
        .call(&DESCRIBE, || client.describe_policy().policy_id(&policy.id).send())
        .await?;
    let described = answer.policy.ok_or_else(|| missing(&DESCRIBE, "Policy"))?;
    let summary = described.policy_summary.as_ref();
    let same = summary.is_some_and(|summary| {
        let named = summary.id.as_ref() == Some(&policy.id) && summary.name.as_ref() == Some(&policy.name);
        named && summary.description.as_deref().unwrap_or_default() == policy.description
    });
    if !same {
        let message = "it is not the policy that was listed, or was changed meanwhile";
        return Err(AwsError::new(ErrorKind::Malformed, &DESCRIBE, message));
    }
    let text = described.content.ok_or_else(|| missing(&DESCRIBE, "Policy.Content"))?;
    let content = match Document::parse(&text) {
        Ok(document) => Content::Document(document.canonical(language_of(&policy.policy_type))),
        Err(_) => Content::Unparsable(text.clone()),
    };
    Ok((content, text))
}

/// Reads the text of a policy that was not asked for at first; says what could not be read.
pub async fn text(reader: &Reader, policy: &mut LivePolicy) -> Option<Unread> {
    match describe(reader, policy).await {
        Ok((content, text)) => {
            (policy.content, policy.text) = (content, text);
            None
        }
        Err(error) => {
            policy.content = Content::Unread;
            Some(unread_text(policy, &error))
        }
    }
}

fn unread_text(policy: &LivePolicy, error: &AwsError) -> Unread {
    Unread {
        what: format!("text of policy {} ({})", policy.id, policy.name),
        session: Session::management(),
        why: error.to_string(),
    }
}

fn is_ours(baseline: &Baseline, policy: &LivePolicy, tags: Option<&Tags>) -> bool {
    let tag = tags
        .and_then(|tags| tags.get(OWNER_TAG))
        .and_then(|value| OwnerTag::parse(value));
    let nobody = crate::engine::owner::Owner::Nobody;
    match tag {
        Some(tag) => tag.baseline == baseline.organization.baseline,
        None => leaves(baseline, policy, Some(&nobody)).is_some(),
    }
}

async fn targets(reader: &Reader, policy: &str) -> Result<BTreeSet<PlaceId>, AwsError> {
    targets_by(reader, &TARGETS, policy).await
}

/// What a policy is attached to, by an operation that says what a policy that is not found means.
///
/// # Errors
/// What AWS says; a missing field too.
pub(super) async fn targets_by(reader: &Reader, op: &'static Op, policy: &str) -> Result<BTreeSet<PlaceId>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let targets = pages(reader, op, async |token| {
        let send = || {
            let request = client.list_targets_for_policy().policy_id(policy).max_results(PAGE);
            request.set_next_token(token.clone()).send()
        };
        let answer = reader.call(op, send).await?;
        let ids = answer.targets.unwrap_or_default().into_iter().map(|target| {
            let id = target.target_id.ok_or_else(|| missing(op, "TargetId"))?;
            Ok(PlaceId(id))
        });
        Ok((ids.collect::<Result<Vec<_>, AwsError>>()?, answer.next_token))
    })
    .await?;
    Ok(targets.into_iter().collect())
}
