//! Tags of units, accounts and policies: only the declared ones are ours, with the ownership tag.

use crate::areas::organizations::shared::planned;
use aws_sdk_organizations::types::Tag;
use serde_json::{Value, json};

use crate::engine::address::Address;
use crate::engine::change::PlannedCall;
use crate::engine::owner::{OWNER_TAG, OwnerTag};
use crate::facts::op::{Meaning, Op};
use crate::facts::service::ORGANIZATIONS;
use crate::organization::Tags;

use crate::areas::lifecycle::Failure;
use crate::areas::organizations::area::Sending;
use crate::areas::organizations::model::call::Call;
use crate::areas::organizations::model::world::World;

/// Sets tags of a resource of Organizations.
pub static TAG: Op = Op::write(
    &ORGANIZATIONS,
    "TagResource",
    &[("TargetNotFoundException", Meaning::NotYet)],
);
/// Removes tags.
pub static UNTAG: Op = Op::write(&ORGANIZATIONS, "UntagResource", &[]);

/// The tags that an address should have, ownership included.
#[must_use]
pub fn wanted(world: &World, address: &Address, declared: &Tags) -> Tags {
    let owner = OwnerTag::new(&world.baseline.organization.baseline, address.clone());
    let mut tags = declared.clone();
    tags.insert(OWNER_TAG.to_owned(), owner.to_string());
    tags
}

/// What differs between live tags and wanted ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagDiff {
    /// Live values of the keys that are managed.
    pub before: Tags,
    /// Wanted values.
    pub after: Tags,
    /// Tags to set.
    pub set: Tags,
    /// Keys to remove, which only happens where tags are exclusive.
    pub remove: Vec<String>,
}

impl TagDiff {
    /// Compares. Undeclared tags are left, unless `exclusive`; those of AWS always are.
    #[must_use]
    pub fn new(live: &Tags, wanted: Tags, exclusive: bool) -> Self {
        let is_ours = |key: &String| exclusive && !key.starts_with("aws:");
        let managed = live.iter().filter(|(key, _)| wanted.contains_key(*key) || is_ours(key));
        let before: Tags = managed.map(|(k, v)| (k.clone(), v.clone())).collect();
        let set = wanted.iter().filter(|(key, value)| live.get(*key) != Some(*value));
        Self {
            set: set.map(|(k, v)| (k.clone(), v.clone())).collect(),
            remove: before
                .keys()
                .filter(|key| !wanted.contains_key(*key))
                .cloned()
                .collect(),
            before,
            after: wanted,
        }
    }

    /// Whether nothing has to be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.remove.is_empty()
    }

    /// The writes it takes.
    #[must_use]
    pub fn calls(&self) -> Vec<PlannedCall> {
        let mut calls = Vec::new();
        if !self.set.is_empty() {
            calls.push(planned::once(&TAG));
        }
        if !self.remove.is_empty() {
            calls.push(planned::once(&UNTAG));
        }
        calls
    }
}

/// Sends a call that sets or takes away tags.
///
/// # Errors
/// What AWS says; another call is no call of the area.
pub async fn send(sending: &Sending<'_>, call: Call) -> Result<(), Failure> {
    let writer = sending.writer();
    let client = writer.client::<aws_sdk_organizations::Client>();
    match call {
        Call::Tag { resource, tags } => {
            let (id, tags) = (sending.text(&resource)?, sdk(&tags)?);
            let send = || {
                let request = client.tag_resource().resource_id(&id);
                request.set_tags(Some(tags.clone())).send()
            };
            writer.call(&TAG, send).await?;
        }
        Call::Untag { resource, keys } => {
            let id = sending.text(&resource)?;
            let send = || {
                let request = client.untag_resource().resource_id(&id);
                request.set_tag_keys(Some(keys.clone())).send()
            };
            writer.call(&UNTAG, send).await?;
        }
        other => return Err(other.of_another_area()),
    }
    Ok(())
}

/// Compares the tags of one live resource with those its address should have.
#[must_use]
pub fn diff(world: &World, address: &Address, id: &str, declared: &Tags) -> TagDiff {
    let exclusive = world.baseline.organization.exclusive.contains("tags");
    TagDiff::new(&world.live.tags_of(id), wanted(world, address, declared), exclusive)
}

/// Tags for a request that makes something.
///
/// # Errors
/// Never in practice: the SDK wants a key and a value, and both are there.
pub fn sdk(tags: &Tags) -> Result<Vec<Tag>, Failure> {
    tags.iter()
        .map(|(key, value)| {
            let tag = Tag::builder().key(key).value(value).build();
            tag.map_err(|error| Failure::new(format!("tag `{key}` cannot be sent: {error}")))
        })
        .collect()
}

/// Tags in the canonical form of a resource.
#[must_use]
pub fn value(tags: &Tags) -> Value {
    json!(tags)
}

/// Why something that is there is changed, where its name and its tags are all that can differ.
#[must_use]
pub fn why(adopted: bool, renamed: bool, tags: &TagDiff) -> String {
    let what = match (adopted, renamed, tags.is_empty()) {
        (true, ..) => "exists and is taken over",
        (false, true, true) => "name differs",
        (false, true, false) => "name and tags differ",
        (false, false, _) => "tags differ",
    };
    what.to_owned()
}
