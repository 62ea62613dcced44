//! An action, and what it acts on.

use std::ops::Range;
use std::sync::Arc;

use super::key::KeyId;

/// An action of one table: its number there. Tables number their own actions; ids of two tables must not be mixed.
/// The order is that of prefixes, then of names without regard to case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ActionId(pub(super) u32);

/// What an action does, by AWS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccessLevel {
    /// Names what there is.
    List,
    /// Reads contents.
    Read,
    /// Creates, changes, deletes.
    Write,
    /// Changes only tags.
    Tagging,
    /// Changes who may do what.
    PermissionsManagement,
}

/// An action that IAM knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Prefix and name as AWS spells them: `s3:GetObject`.
    pub name: String,
    /// What it does.
    pub access: AccessLevel,
    /// What it acts on; empty if it takes only the resource `*`.
    pub resources: Arc<[ResourceUse]>,
    /// Condition keys that it offers whatever it acts on. Those of one resource type stand there.
    pub keys: Arc<[KeyId]>,
}

/// A resource type that an action acts on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceUse {
    /// The resource type's name within the action's service: `bucket`.
    pub name: Arc<str>,
    /// Whether each call names one. A call is authorised once for each resource.
    pub required: bool,
    /// Condition keys that the action offers for this resource.
    pub keys: Arc<[KeyId]>,
}

/// A prefix of actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The prefix: `s3`. Lower case.
    pub prefix: String,
    /// Whether RCPs reach it.
    ///
    /// Source: AWS Organizations User Guide, "Resource control policies: services that support RCPs".
    pub rcp: bool,
    /// What its actions act on, sorted by name without regard to case.
    pub resources: Vec<ResourceType>,
    /// Condition keys that its actions offer.
    pub keys: Arc<[KeyId]>,
    pub(super) actions: Range<u32>,
}

/// Something that a service's actions act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceType {
    /// Its name: `bucket`.
    pub name: Arc<str>,
    /// The form of its ARNs: `arn:${Partition}:s3:::${BucketName}`.
    pub arn: String,
    /// Condition keys about it.
    pub keys: Arc<[KeyId]>,
}

impl Action {
    /// The prefix, as AWS spells it: `s3`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.name.split_once(':').map_or("", |(prefix, _)| prefix)
    }

    /// The name without the prefix: `GetObject`.
    #[must_use]
    pub fn short(&self) -> &str {
        self.name.split_once(':').map_or("", |(_, short)| short)
    }

    /// Whether it acts on nothing that has an ARN: it is evaluated with the resource `*`.
    #[must_use]
    pub fn only_on_all(&self) -> bool {
        self.resources.is_empty()
    }
}

impl Service {
    /// Its actions, in the order of their names.
    pub fn actions(&self) -> impl ExactSizeIterator<Item = ActionId> + use<> {
        Ids(self.actions.clone())
    }

    /// How many actions it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.actions.len()
    }

    /// Whether it has no action.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }
}

impl ResourceType {
    /// Its ARNs as a pattern: `arn:*:s3:::*`.
    #[must_use]
    pub fn pattern(&self) -> String {
        let mut pattern = String::new();
        let mut rest = self.arn.as_str();
        while let Some((before, variable)) = rest.split_once("${") {
            pattern.push_str(before);
            pattern.push('*');
            rest = variable.split_once('}').map_or("", |(_, after)| after);
        }
        pattern.push_str(rest);
        pattern
    }
}

struct Ids(Range<u32>);

impl Iterator for Ids {
    type Item = ActionId;

    fn next(&mut self) -> Option<ActionId> {
        self.0.next().map(ActionId)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Ids {}
