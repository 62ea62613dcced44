//! Reads again what an apply changed, and nothing else: it must be there and be as wanted. The rest of the world is as it was read before.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::stream::{self, StreamExt};

use crate::aws::{Door, Reader};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change};
use crate::engine::event::{Applied, End};
use crate::engine::plan::Plan;
use crate::facts::quotas::{ORGANIZATIONS_PAGE, TAGGING_PAGE};
use crate::organization::{Declared, Node, Place, PlaceId};

use super::model::live::{self, Content};
use super::model::world::World;
use super::policies;
use super::policies::policy_of;
use super::rebind::rebind;
use super::recheck::precondition::preconditions;
use super::recheck::refresh::{Found, Page, read};
use super::shared::read;
use super::survey;

/// Pages that are read at the same time.
const AT_ONCE: usize = 64;
/// So many rounds of reading doubtful tags again are enough, as when the whole Organization is read.
const ROUNDS: usize = 4;

/// What an apply touched, in pages to read.
#[derive(Debug, Default)]
struct Touched {
    pages: BTreeSet<Page>,
    /// Units, accounts and policies whose tags were set.
    tagged: BTreeSet<String>,
    accounts: BTreeSet<PlaceId>,
    /// Whether an account was asked for.
    creates_accounts: bool,
    policies: bool,
}

impl Touched {
    fn of(world: &World, plan: &Plan, applied: &Applied) -> Self {
        let mut made: BTreeMap<&Address, &String> = BTreeMap::new();
        for change in &applied.ends {
            if let End::Done { id: Some(id), .. } = &change.end {
                made.insert(&change.address, id);
            }
        }
        let id = |node: &Node| match node {
            Node::Declared(place) => {
                let known = world.binding.id(place).cloned();
                known.or_else(|| made.get(&place.address()?).map(|id| PlaceId((*id).clone())))
            }
            Node::Undeclared(id) => Some(id.clone()),
        };
        let mut touched = Self::default();
        for (change, ended) in plan.changes.iter().zip(&applied.ends) {
            if matches!(ended.end, End::Skipped { .. }) {
                continue;
            }
            for condition in preconditions(world, &id, change) {
                // Whose an object is, and what an attached policy says, has not changed by what rests on it.
                if condition.expected.is_set() {
                    touched.page(condition.page);
                }
            }
            touched.made(world, &id, change, made.get(&change.address).map(|id| id.as_str()));
        }
        touched
    }

    /// Tags and accounts may be cheaper to read all at once.
    fn page(&mut self, page: Page) {
        match page {
            Page::Tags(id) => {
                self.tagged.insert(id);
            }
            Page::Account(id) => {
                self.accounts.insert(id);
            }
            page => {
                self.pages.insert(page);
            }
        }
    }

    /// What rests on nothing before, because this apply made it.
    fn made(&mut self, world: &World, id: &dyn Fn(&Node) -> Option<PlaceId>, change: &Change, made: Option<&str>) {
        let creates = change.action == Action::Create;
        match change.area.as_str() {
            "units" if creates => {
                let unit = world.baseline.organization.units.get(&change.address.key);
                let parent = unit.and_then(|unit| id(&Node::Declared(Declared::unit_place(&unit.parent))));
                self.pages.extend(parent.map(Page::Units));
                self.tagged.extend(made.map(str::to_owned));
            }
            "accounts" => {
                self.creates_accounts |= creates;
                let key = Place::Account(change.address.key.clone());
                let account = id(&Node::Declared(key)).filter(|_| creates || change.action == Action::Move);
                self.tagged
                    .extend(account.iter().filter(|_| creates).map(|id| id.0.clone()));
                self.accounts.extend(account);
            }
            "policies" => {
                self.policies = true;
                let policy = policy_of(&change.address);
                let declared = world.baseline.policies.get(&policy);
                let bound = change
                    .id
                    .clone()
                    .or_else(|| world.policy_binding.ids.get(&policy).cloned());
                // A policy that was made is known by its own change, which has no id.
                let Some(policy_type) = declared
                    .map(|declared| declared.policy_type.clone())
                    .filter(|_| bound.is_none())
                else {
                    return;
                };
                if let Some(made) = made.filter(|_| creates) {
                    self.tagged.insert(made.to_owned());
                    self.pages.insert(Page::Targets(made.to_owned()));
                    self.pages.insert(Page::Policy {
                        id: made.to_owned(),
                        policy_type,
                    });
                }
            }
            "policy-types" => {
                self.pages.insert(Page::PolicyTypes);
            }
            _ => {}
        }
    }
}

/// The world as it was, with everything in it that the apply touched as it is now. What could not be read again is in `applied`.
pub async fn read_again(door: &Door, world: &World, plan: &Plan, applied: &mut Applied) -> World {
    let reader = &door.reader();
    let mut again = world.clone();
    let mut touched = Touched::of(world, plan, applied);
    let mut missed = Vec::new();
    accounts(reader, &mut again, &mut touched, &mut missed).await;
    let units = again.live.units.as_ref().map_or(0, BTreeMap::len);
    let taggable = units + again.live.accounts.as_ref().map_or(0, BTreeMap::len) + again.policies.all().count();
    let bulk = touched.tagged.len() > taggable.div_ceil(TAGGING_PAGE);
    if !(bulk && all_tags(reader, &mut again, &touched.tagged).await) {
        touched.pages.extend(touched.tagged.iter().cloned().map(Page::Tags));
    }
    let asked = touched.pages.iter().map(async |page| (page, read(reader, page).await));
    let answers: Vec<_> = stream::iter(asked).buffered(AT_ONCE).collect().await;
    // Texts of policies come before what they are attached to.
    for (page, found) in answers {
        match found {
            Ok(found) => put(&mut again, page, found),
            Err(error) => {
                missed.push(error.to_string());
                forget(&mut again, page);
            }
        }
    }
    drop_orphans(&mut again);
    rebind(&mut again);
    confirm(reader, &mut again, &touched).await;
    if touched.policies {
        again.policies.full_access.clear();
        again.policies.full_access_unread.clear();
        let unread = policies::full_access::read(reader, &mut again).await;
        missed.extend(
            unread
                .into_iter()
                .map(|unread| format!("{}: {}", unread.what, unread.why)),
        );
    }
    missed.sort();
    missed.dedup();
    applied.unverified.extend(missed);
    again
}

/// Accounts one by one, or all if that takes fewer calls; and what AWS is still making.
async fn accounts(reader: &Reader, again: &mut World, touched: &mut Touched, missed: &mut Vec<String>) {
    if touched.creates_accounts {
        // Creations first: one that ends meanwhile is then among the accounts.
        match read::creations(reader).await {
            Ok(creations) => again.live.creations = Some(creations),
            Err(error) => {
                missed.push(error.to_string());
                again.live.creations = None;
            }
        }
    }
    let known = again.live.accounts.as_ref().map_or(0, BTreeMap::len);
    let all = known.max(touched.accounts.len()).div_ceil(ORGANIZATIONS_PAGE);
    if touched.accounts.len() <= all {
        let accounts = std::mem::take(&mut touched.accounts);
        touched.pages.extend(accounts.into_iter().map(Page::Account));
        return;
    }
    match read::accounts(reader, &again.live.management_account).await {
        // Older endpoints do not say where accounts stand.
        Ok(accounts) if accounts.iter().all(|account| account.parent.is_some()) => {
            let accounts = accounts.into_iter();
            again.live.accounts = Some(accounts.map(|account| (account.id.clone(), account)).collect());
        }
        Ok(_) => touched
            .pages
            .extend(touched.accounts.iter().cloned().map(Page::Account)),
        Err(error) => {
            missed.push(error.to_string());
            again.live.accounts = None;
        }
    }
}

/// Takes the tags of these from the bulk read. False if there is none. What it has not seen yet is read one by one later.
async fn all_tags(reader: &Reader, again: &mut World, ids: &BTreeSet<String>) -> bool {
    let Ok(Some(mut bulk)) = read::tags_in_bulk(reader).await else {
        return false;
    };
    if bulk.is_empty() {
        return false;
    }
    if let Some(tags) = again.live.tags.as_mut() {
        for id in ids {
            tags.insert(id.clone(), bulk.remove(id).unwrap_or_default());
        }
    }
    true
}

/// Reads the tags of what was touched one by one where they would lead to a change: the bulk read is late.
async fn confirm(reader: &Reader, again: &mut World, touched: &Touched) {
    let mut asked: BTreeSet<String> = touched
        .pages
        .iter()
        .filter_map(|page| {
            if let Page::Tags(id) = page {
                Some(id.clone())
            } else {
                None
            }
        })
        .collect();
    for _ in 0..ROUNDS {
        let places = again.binding.doubtful.iter().map(|id| id.0.clone());
        let doubtful = places.chain(again.policy_binding.doubtful.iter().cloned());
        let doubtful: BTreeSet<String> = doubtful
            .filter(|id| touched.tagged.contains(id) && !asked.contains(id))
            .collect();
        if doubtful.is_empty() {
            return;
        }
        asked.extend(doubtful.iter().cloned());
        survey::ask(reader, again, doubtful).await;
        rebind(again);
    }
}

/// Puts what was read into the world.
fn put(again: &mut World, page: &Page, found: Found) {
    let live = &mut again.live;
    match (page, found) {
        (Page::Tags(id), found) => {
            let tags = if let Found::Tags(tags) = found {
                tags
            } else {
                BTreeMap::new()
            };
            live.tags.get_or_insert_default().insert(id.clone(), tags);
        }
        (Page::Account(id), Found::Account(account)) => {
            live.accounts.get_or_insert_default().insert(id.clone(), *account);
        }
        (Page::Account(id), _) => {
            live.accounts.get_or_insert_default().remove(id);
        }
        (Page::Units(parent), found) => {
            let now = if let Found::Units(units) = found {
                units
            } else {
                BTreeMap::new()
            };
            let units = live.units.get_or_insert_default();
            units.retain(|id, unit| unit.parent != *parent || now.contains_key(id));
            units.extend(now);
        }
        (Page::PolicyTypes, Found::Types(types)) => live.policy_types = Some(types),
        (Page::Policy { id, policy_type }, found) => {
            let of_type = again.policies.by_type.entry(policy_type.clone()).or_default();
            let before = of_type.remove(id);
            if let Found::Policy(mut policy) = found {
                policy.targets = before.map_or_else(|| Some(BTreeSet::new()), |before| before.targets);
                of_type.insert(id.clone(), *policy);
            }
        }
        (Page::Targets(id), found) => {
            if let Some(policy) = policy(again, id) {
                let targets = if let Found::Listed(targets) = found {
                    targets
                } else {
                    BTreeSet::new()
                };
                policy.targets = Some(targets.into_iter().map(PlaceId).collect());
            }
        }
        (Page::PolicyTypes, _) => forget(again, page),
    }
}

/// What was in a unit that is gone, or on it or on an account that is gone, is gone with it. Only when everything is in: a unit may have been read before the one above it.
fn drop_orphans(again: &mut World) {
    let root = again.live.root.clone();
    let Some(units) = again.live.units.as_mut() else { return };
    loop {
        let ids: BTreeSet<PlaceId> = units.keys().cloned().collect();
        units.retain(|_, unit| Some(&unit.parent) == root.as_ref() || ids.contains(&unit.parent));
        if units.len() == ids.len() {
            break;
        }
    }
    let accounts = again.live.accounts.as_ref();
    let is_gone = |id: &PlaceId| match id.as_str() {
        unit if unit.starts_with("ou-") => !units.contains_key(id),
        root if root.starts_with("r-") => false,
        _ => accounts.is_some_and(|accounts| !accounts.contains_key(id)),
    };
    for policy in again.policies.by_type.values_mut().flat_map(BTreeMap::values_mut) {
        if let Some(targets) = &mut policy.targets {
            targets.retain(|target| !is_gone(target));
        }
    }
}

/// Takes out of the world what could not be read: nothing is said of it then.
fn forget(again: &mut World, page: &Page) {
    let live = &mut again.live;
    match page {
        Page::Tags(_) => live.tags = None,
        Page::Account(_) => live.accounts = None,
        Page::Units(_) => live.units = None,
        Page::PolicyTypes => live.policy_types = None,
        Page::Policy { id, policy_type } => match policy(again, id) {
            Some(policy) => policy.content = Content::Unread,
            None => {
                again.policies.by_type.remove(policy_type);
            }
        },
        Page::Targets(id) => {
            if let Some(policy) = policy(again, id) {
                policy.targets = None;
            }
        }
    }
}

fn policy<'a>(again: &'a mut World, id: &str) -> Option<&'a mut live::LivePolicy> {
    let mut of_types = again.policies.by_type.values_mut();
    of_types.find_map(|of_type| of_type.get_mut(id))
}
