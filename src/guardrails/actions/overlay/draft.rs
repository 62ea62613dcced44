//! A table that is being added to: actions stand with their service, and are numbered at the end.

use std::sync::Arc;

use toml::Spanned;

use super::read::{NewAction, NewKey, NewResource, NewService, wrong};
use crate::guardrails::actions::key::compare;
use crate::guardrails::actions::table::count;
use crate::guardrails::actions::{Action, ActionTable, KeyFacts, KeyId, ResourceType, ResourceUse, Service, presence};
use crate::guardrails::document::ParseError;

type Done = Result<(), ParseError>;

/// A table that is being added to.
pub(super) struct Draft {
    /// Keys, version and date; its services and actions are those below.
    table: ActionTable,
    groups: Vec<Group>,
}

struct Group {
    service: Service,
    actions: Vec<Action>,
}

impl Draft {
    pub(super) fn of(mut table: ActionTable) -> Self {
        let mut actions = std::mem::take(&mut table.actions).into_iter();
        let services = std::mem::take(&mut table.services).into_iter();
        let groups = services.map(|service| Group {
            actions: actions.by_ref().take(service.len()).collect(),
            service,
        });
        Self {
            groups: groups.collect(),
            table,
        }
    }

    /// The table with its actions numbered.
    pub(super) fn table(mut self) -> ActionTable {
        self.groups
            .sort_by(|one, other| compare(&one.service.prefix, &other.service.prefix));
        for mut group in self.groups {
            let first = count(&self.table.actions);
            self.table.actions.append(&mut group.actions);
            group.service.actions = first..count(&self.table.actions);
            self.table.services.push(group.service);
        }
        self.table
    }

    pub(super) fn add_service(&mut self, new: &NewService) -> Done {
        let prefix = new.prefix.get_ref();
        if !is_name(prefix) || prefix.bytes().any(|letter| letter.is_ascii_uppercase()) {
            return Err(wrong(
                &new.prefix,
                "is no prefix: use lower-case letters, digits and `-`",
            ));
        }
        match self.groups.iter_mut().find(|group| group.service.prefix == *prefix) {
            Some(known) => known.service.rcp |= new.rcp,
            None => self.groups.push(Group {
                service: Service {
                    prefix: prefix.clone(),
                    rcp: new.rcp,
                    resources: Vec::new(),
                    keys: Arc::new([]),
                    actions: 0..0,
                },
                actions: Vec::new(),
            }),
        }
        Ok(())
    }

    pub(super) fn add_keys(&mut self, new: &[NewKey]) -> Done {
        let mut keys = std::mem::take(&mut self.table.keys);
        for new in new {
            let facts = facts(new)?;
            match keys.iter_mut().find(|key| key.name.eq_ignore_ascii_case(&facts.name)) {
                Some(known) => *known = facts,
                None => keys.push(facts),
            }
        }
        self.table = std::mem::take(&mut self.table).with_keys(keys);
        Ok(())
    }

    pub(super) fn add_resource_type(&mut self, new: &NewResource) -> Done {
        let keys = self.keys(&new.condition_keys)?;
        if !is_name(new.name.get_ref()) {
            return Err(wrong(&new.name, "is no resource type: use letters, digits and `-`"));
        }
        let arn = new.arn.get_ref();
        if !arn.starts_with("arn:") || arn.matches(':').count() < 5 || arn.chars().any(char::is_control) {
            return Err(wrong(
                &new.arn,
                "is no ARN: write `arn:${Partition}:service:${Region}:${Account}:…`",
            ));
        }
        let group = self.group(&new.service, new.service.get_ref())?;
        let resource = ResourceType {
            name: new.name.get_ref().as_str().into(),
            arn: arn.clone(),
            keys: keys.into(),
        };
        let resources = &mut group.service.resources;
        resources.retain(|known| compare(&known.name, &resource.name).is_ne());
        resources.push(resource);
        resources.sort_by(|one, other| compare(&one.name, &other.name));
        Ok(())
    }

    pub(super) fn add_action(&mut self, new: &NewAction) -> Done {
        let access = new.access()?;
        let name = new.name.get_ref();
        let (prefix, short) = name
            .split_once(':')
            .filter(|(_, short)| is_name(short))
            .ok_or_else(|| wrong(&new.name, "is no action: write `prefix:Name`"))?;
        let keys = self.keys(&new.condition_keys)?;
        let group = self.group(&new.name, prefix)?;
        let mut uses = group.uses(&new.resource_types, true)?;
        uses.extend(group.uses(&new.optional_resource_types, false)?);
        group.service.keys = merged(&group.service.keys, keys.iter().copied());
        match group
            .actions
            .iter_mut()
            .find(|known| compare(known.short(), short).is_eq())
        {
            Some(known) => {
                known.access = access;
                known.keys = merged(&known.keys, keys);
                let kept = known
                    .resources
                    .iter()
                    .filter(|known| uses.iter().all(|new| new.name != known.name));
                known.resources = kept.cloned().chain(uses.iter().cloned()).collect();
            }
            None => {
                group.actions.push(Action {
                    name: [&group.service.prefix, ":", short].concat(),
                    access,
                    resources: uses.into(),
                    keys: merged(&[], keys),
                });
                group.actions.sort_by(|one, other| compare(one.short(), other.short()));
            }
        }
        Ok(())
    }

    fn group(&mut self, place: &Spanned<String>, prefix: &str) -> Result<&mut Group, ParseError> {
        let group = self
            .groups
            .iter_mut()
            .find(|group| group.service.prefix.eq_ignore_ascii_case(prefix));
        group.ok_or_else(|| wrong(place, "is of no known service: add a `[[service]]` with its prefix"))
    }

    fn keys(&self, names: &[Spanned<String>]) -> Result<Vec<KeyId>, ParseError> {
        let id = |name: &Spanned<String>| {
            let id = self.table.key_id(name.get_ref());
            id.ok_or_else(|| {
                wrong(
                    name,
                    "is no known condition key: add a `[[condition-key]]` with its type",
                )
            })
        };
        names.iter().map(id).collect()
    }
}

impl Group {
    fn uses(&self, names: &[Spanned<String>], required: bool) -> Result<Vec<ResourceUse>, ParseError> {
        let used = |name: &Spanned<String>| {
            let known = self
                .service
                .resources
                .iter()
                .find(|known| compare(&known.name, name.get_ref()).is_eq());
            let known = known.ok_or_else(|| {
                wrong(
                    name,
                    "is no resource type of the service: add a `[[resource-type]]` with its ARN",
                )
            })?;
            Ok(ResourceUse {
                name: Arc::clone(&known.name),
                required,
                keys: Arc::clone(&known.keys),
            })
        };
        names.iter().map(used).collect()
    }
}

fn facts(new: &NewKey) -> Result<KeyFacts, ParseError> {
    let name = new.name.get_ref();
    let parts = name
        .split_once(':')
        .filter(|(prefix, rest)| !prefix.is_empty() && !rest.is_empty());
    let closed = name.matches("${").count() == name.matches('}').count();
    if parts.is_none() || !closed || !name.bytes().all(|letter| letter.is_ascii_graphic()) {
        return Err(wrong(
            &new.name,
            "is no condition key: write `prefix:Name`, and what varies as `${Name}`",
        ));
    }
    let (kind, many) = new.kind()?;
    Ok(presence::key(name, kind, many, new.global))
}

fn merged(known: &[KeyId], new: impl IntoIterator<Item = KeyId>) -> Arc<[KeyId]> {
    let mut keys: Vec<KeyId> = known.iter().copied().chain(new).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into()
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == b'-')
}
