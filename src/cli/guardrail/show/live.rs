//! The levels as AWS has them.

use serde_json::json;

use super::declared;
use super::kinds::{besides, word};
use super::levels::{Attached, Chain, Holder, Kind, Level, Target, Text};
use crate::areas::baseline::Baseline;
use crate::areas::kit::purpose::Purpose;
use crate::areas::organizations::policies::attached::{self, attached};
use crate::areas::organizations::{LivePolicy, World};
use crate::aws::{Door, ErrorKind};
use crate::cli::context::Context;
use crate::cli::stop::Stop;
use crate::cli::survey;
use crate::engine::owner::Owner;
use crate::exit::Exit;
use crate::facts::policy_types::is_full_access;
use crate::guardrails::{Document, Language, language_of};
use crate::organization::{MANAGEMENT, Place, PlaceId, ROOT};

/// The levels down to a place, with what is attached there.
///
/// # Errors
/// If there is no such place, or the Organization cannot be read.
pub(super) async fn chain(
    context: &Context,
    door: &Door,
    baseline: Baseline,
    target: &Target,
    types: &[String],
) -> Result<Chain, Stop> {
    let mut stop_signals = context.stop_signals();
    let progress = context.ui.progress();
    let inventory = survey::read(door, baseline, Purpose::Compare, &progress, &mut stop_signals).await?;
    let world = &inventory.world;
    let place = find(world, target)?;
    let mut chain = Chain {
        live: true,
        levels: Vec::new(),
        management: place.as_str() == world.live().management_account,
        answer: None,
        remarks: Vec::new(),
        unread: Vec::new(),
    };
    let enabled = world.live().policy_types.as_ref();
    let off = |name: &&String| enabled.is_some_and(|enabled| !enabled.contains_key(*name));
    for name in types.iter().filter(off) {
        chain.remarks.push(format!(
            "policies of type `{}` are not enabled in the Organization: none is in force",
            word(name)
        ));
    }
    if !world.knows_tree() {
        let missed = world.unread().iter();
        chain
            .unread
            .extend(missed.map(|missed| format!("{}: {}", missed.what, missed.why)));
    }
    let reader = door.reader();
    let way = world.live().chain(&place);
    let on_way = |policy: &&LivePolicy| policy.targets.iter().flatten().any(|target| way.contains(target));
    let there = world.policies().all().filter(on_way).map(|policy| &policy.policy_type);
    chain.remarks.extend(besides(there, types));
    for id in &way {
        let mut level = level(world, id);
        for name in types.iter().filter(|name| !off(name)) {
            match attached(&reader, id, name).await {
                Ok(found) => level
                    .policies
                    .extend(found.into_iter().map(|found| policy(world, found, &mut chain.unread))),
                Err(error) => chain.unread.push(format!(
                    "policies of type `{}` at {}: {error}",
                    word(name),
                    level.short()
                )),
            }
        }
        chain.levels.push(level);
    }
    if let [name] = types
        && language_of(name) == Language::Inheriting
        && place.is_account()
        && !off(&name)
    {
        match attached::effective(&reader, &place, name).await {
            Ok(answer) => chain.answer = Some(answer.unwrap_or_else(|| json!({}))),
            Err(error) if error.kind == ErrorKind::Unsupported => {
                chain.remarks.push(
                    "the endpoint does not merge policies itself, so that there is no answer to compare with"
                        .to_owned(),
                );
            }
            Err(error) => chain.unread.push(format!("AWS's own effective policy: {error}")),
        }
    }
    Ok(chain)
}

/// The id of what is asked for: by key if the baseline has it, else by id, else by path.
fn find(world: &World, target: &Target) -> Result<PlaceId, Stop> {
    let live = world.live();
    let organization = &world.baseline().organization;
    let missing = |what: &str, word: &str| {
        let message = format!("{what} `{word}` is in the baseline, and not in the Organization");
        Stop::new(Exit::Error, message).help(Some("without `--live` it is shown as the baseline has it".to_owned()))
    };
    match target {
        Target::Account(word) => {
            let id = PlaceId(word.clone());
            if live
                .accounts
                .as_ref()
                .is_some_and(|accounts| accounts.contains_key(&id))
            {
                return Ok(id);
            }
            let key = declared::account(organization, word)?;
            if key == MANAGEMENT {
                return Ok(PlaceId(live.management_account.clone()));
            }
            world
                .binding()
                .accounts
                .get(&key)
                .cloned()
                .ok_or_else(|| missing("account", word))
        }
        Target::Unit(word) => {
            let units = live.units.iter().flatten();
            let named =
                |id: &PlaceId| id.as_str() == word || (!live.unit_path(id).is_empty() && live.unit_path(id) == *word);
            let found = units.map(|(id, _)| id).find(|id| named(id));
            if let Some(id) = found.filter(|_| !organization.units.contains_key(word)) {
                return Ok(id.clone());
            }
            let key = declared::unit(organization, word)?;
            let place = if key == ROOT {
                live.root.as_ref()
            } else {
                world.binding().units.get(&key)
            };
            place.cloned().ok_or_else(|| missing("unit", word))
        }
    }
}

fn level(world: &World, id: &PlaceId) -> Level {
    let live = world.live();
    let account = live.accounts.as_ref().and_then(|accounts| accounts.get(id));
    let is_root = live.root.as_ref() == Some(id);
    let (kind, name) = match account {
        _ if is_root => (Kind::Root, None),
        Some(account) => (Kind::Account, Some(account.name.clone())),
        None if id.is_account() => (Kind::Account, None),
        None => (Kind::Unit, Some(live.unit_path(id))),
    };
    let key = match world.binding().place(id) {
        Some(Place::Unit(key) | Place::Account(key)) => Some(key),
        Some(Place::Root) | None => None,
    };
    let own = || (id.as_str() == live.management_account).then(|| MANAGEMENT.to_owned());
    Level {
        kind,
        key: key.or_else(own),
        name,
        id: Some(id.as_str().to_owned()),
        policies: Vec::new(),
    }
}

fn policy(world: &World, found: attached::Attached, unread: &mut Vec<String>) -> Attached {
    let policy = found.policy;
    let holder = match world.policy_binding().owners.get(&policy.id) {
        _ if found.of_aws => Holder::Aws,
        Some(Owner::Ours(address)) => Holder::Ours(address.clone()),
        Some(owner) => match world.policy_binding().address(&policy.id) {
            Some(address) => Holder::Other(format!("to be adopted as {address}")),
            None => Holder::Other(owner.describe()),
        },
        None => Holder::Other("owner unknown".to_owned()),
    };
    let text = match found.unread {
        Some(missed) => {
            unread.push(format!("{}: {}", missed.what, missed.why));
            Text::Unknown(missed.why)
        }
        None if found.of_aws && is_full_access(&policy.id) => Text::FullAccess,
        None => match Document::parse(&policy.text) {
            // AWS counts what it was sent.
            Ok(document) => Text::Document(document, policy.text.chars().count()),
            Err(error) => Text::Unknown(error.to_string()),
        },
    };
    Attached {
        name: policy.name,
        policy_type: policy.policy_type,
        id: Some(policy.id),
        holder,
        text,
    }
}
