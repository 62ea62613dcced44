//! Reads the Organization once, everything at the same time, as far as the pacer lets it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use futures_util::future::join;
use futures_util::stream::{self, StreamExt};
use tokio::sync::OnceCell;

use crate::aws::{AwsError, Door, ErrorKind, Reader};
use crate::engine::owner::OWNER_TAG;
use crate::engine::plan::Unread;
use crate::engine::session::Session;
use crate::exit::Exit;
use crate::organization::{Live, LiveAccount, PlaceId, Tags};

use super::model::checked::Baseline;
use super::model::live;
use super::model::world::World;
use super::organization::{Described, describe};
use super::policies::bind::leaves;
use super::rebind::rebind;
use super::shared::read;
use super::shared::roots::{self, Root};
use super::{consistency, policies, units};

/// Why nothing at all can be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyError {
    /// How the command ends.
    pub exit: Exit,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// So many rounds of reading doubtful tags again are enough: each can only raise doubts about what it tied anew.
const ROUNDS: usize = 4;
/// So many resources tell whether the bulk read of tags is right when it says that there are none.
const FEW: usize = 8;
/// Requests of one kind that wait for their rate at the same time: enough for every burst, and few enough for the memory of large Organizations.
const AT_ONCE: usize = 64;

/// An Organization of which it is known that it is the one that the baseline is for.
pub struct Opened {
    world: World,
    found: Option<Described>,
}

impl Opened {
    /// Whether there is an Organization: if not, it is yet to be made.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.found.is_some()
    }
}

/// Asks who calls, and in which Organization.
///
/// # Errors
/// When it is another Organization, there are no credentials, or it cannot be known which Organization it is: then nothing can be compared.
pub async fn open(door: &Door, baseline: Baseline) -> Result<Opened, SurveyError> {
    let mut world = World {
        baseline,
        ..World::default()
    };
    check_caller(door, &mut world).await?;
    let found = check_organization(door, &mut world).await?;
    Ok(Opened { world, found })
}

/// Reads everything that the baseline is about. What cannot be read is `unread` in the world.
pub async fn read(door: &Door, opened: Opened) -> World {
    let Opened { mut world, found } = opened;
    if let Some(found) = found {
        // The futures of many requests at once are large: on the heap they cannot overflow a small stack.
        Box::pin(read_all(door, found, &mut world)).await;
        rebind(&mut world);
        Box::pin(confirm(door, &mut world)).await;
    }
    rebind(&mut world);
    world.unread.sort();
    world.unread.dedup();
    world
}

/// The caller must be in the management account that the baseline names.
async fn check_caller(door: &Door, world: &mut World) -> Result<(), SurveyError> {
    let identity = match door.identity().await {
        Ok(identity) => identity,
        Err(error) if matches!(error.kind, ErrorKind::Credentials | ErrorKind::Unreachable) => {
            return Err(failed(&error));
        }
        Err(error) => return Err(nothing("who is calling", &error)),
    };
    let declared = &world.baseline.organization.management_account;
    if identity.account != *declared {
        return Err(SurveyError {
            exit: Exit::Refused,
            message: format!(
                "the credentials are of account {}, and the baseline is for management account {declared}",
                identity.account
            ),
            help: Some(
                "use credentials of the management account, or correct `organization.management-account`".to_owned(),
            ),
        });
    }
    world.caller = identity.arn;
    world.live.management_account = identity.account;
    Ok(())
}

fn failed(error: &AwsError) -> SurveyError {
    SurveyError {
        exit: Exit::Error,
        message: error.to_string(),
        help: error.help(),
    }
}

/// What was read cannot be told from a new Organization, or from another one.
fn nothing(what: &str, error: &AwsError) -> SurveyError {
    SurveyError {
        message: format!("nothing was compared, for {what} could not be read: {error}"),
        ..failed(error)
    }
}

/// The Organization must be the one that the baseline names, or there must be none and leave to make it.
async fn check_organization(door: &Door, world: &mut World) -> Result<Option<Described>, SurveyError> {
    let declared = &world.baseline.organization;
    let refused = |message: String, help: &str| SurveyError {
        exit: Exit::Refused,
        message,
        help: Some(help.to_owned()),
    };
    match describe(&door.reader()).await {
        Ok(Some(found)) => {
            if let Some(id) = declared.id.as_ref().filter(|id| **id != found.id) {
                let message = format!(
                    "the account is in Organization {}, and the baseline is for {id}",
                    found.id
                );
                return Err(refused(message, "use other credentials, or correct `organization.id`"));
            }
            if found.management_account != declared.management_account {
                let message = format!(
                    "account {} manages the Organization, and the baseline says {}",
                    found.management_account, declared.management_account
                );
                return Err(refused(message, "use credentials of the management account"));
            }
            Ok(Some(found))
        }
        Ok(None) => match &declared.id {
            // A new Organization would have another id.
            Some(id) => {
                let message = format!(
                    "account {} is in no Organization, and the baseline is for {id}",
                    declared.management_account
                );
                let help = "use other credentials; to have a new Organization made, \
                            write `organization.create = true` in place of `organization.id`";
                Err(refused(message, help))
            }
            None if declared.create => Ok(None),
            None => {
                let message = format!("account {} is in no Organization", declared.management_account);
                Err(refused(message, "to have one made, set `organization.create = true`"))
            }
        },
        Err(error) if error.kind == ErrorKind::Credentials => Err(failed(&error)),
        Err(error) => Err(nothing("the Organization", &error)),
    }
}

fn unread(what: &str, error: &AwsError) -> Unread {
    Unread {
        what: what.to_owned(),
        session: Session::management(),
        why: error.to_string(),
    }
}

type BulkTags = Result<Option<Rc<BTreeMap<String, Tags>>>, AwsError>;

async fn read_all(door: &Door, found: Described, world: &mut World) {
    let reader = door.reader();
    world.live.id = Some(found.id);
    world.live.management_account.clone_from(&found.management_account);
    let management = &found.management_account;
    world.live.all_features = found.all_features;
    let bulk: OnceCell<BulkTags> = OnceCell::new();
    let tags = async || {
        let read = bulk
            .get_or_init(async || read::tags_in_bulk(&reader).await.map(|tags| tags.map(Rc::new)))
            .await;
        read.clone()
    };
    let root: OnceCell<Result<Root, AwsError>> = OnceCell::new();
    let root = async || root.get_or_init(async || roots::read(&reader).await).await.clone();
    let baseline = &world.baseline;
    let tree = async {
        // Creations first: one that ends meanwhile is then among the accounts.
        let creations = read::creations(&reader);
        let accounts = async {
            let creations = creations.await;
            (creations, read::accounts(&reader, management).await)
        };
        let units = async {
            match root().await {
                Ok(root) => units::read::walk(&reader, root.id).await,
                Err(error) => Err(error),
            }
        };
        join(accounts, units).await
    };
    let policies = async {
        let types = match root().await {
            Ok(root) => types(baseline, &root),
            Err(_) => BTreeSet::new(),
        };
        policies::read::read(&reader, baseline, &types, async || tags().await.ok().flatten()).await
    };
    let rest = tags();
    let ((((creations, accounts), units), policies), tags) =
        join(join(Box::pin(tree), Box::pin(policies)), Box::pin(rest)).await;
    let root = root().await;

    let mut missed = policies.unread;
    let mut keep = |what: &str, error: AwsError| missed.push(unread(what, &error));
    match root {
        Ok(root) => {
            world.live.root = Some(root.id);
            world.live.policy_types = Some(root.types);
        }
        Err(error) => keep("the root", error),
    }
    world.policies = policies.policies;
    world.live.units = units.map_err(|error| keep("units", error)).ok();
    world.live.accounts = accounts.map_err(|error| keep("accounts", error)).ok().map(|accounts| {
        accounts
            .into_iter()
            .map(|account| (account.id.clone(), account))
            .collect()
    });
    world.live.creations = creations.map_err(|error| keep("accounts being created", error)).ok();
    let bulk_works = matches!(&tags, Ok(Some(tags)) if !tags.is_empty());
    let tags_read = tags.is_ok();
    match tags {
        Ok(tags) => world.live.tags = Some(tags.map(|tags| tags.as_ref().clone()).unwrap_or_default()),
        Err(error) => keep("tags of the Organization", error),
    }
    world.unread.extend(missed);
    place_accounts(&reader, world).await;
    consistency::check(world);
    if tags_read && !bulk_works {
        ask_one_by_one(&reader, world, door.endpoint().is_none()).await;
    }
}

/// The types whose policies matter: those declared, and those that are on and may hold something of ours.
fn types(baseline: &Baseline, root: &Root) -> BTreeSet<String> {
    let declared = baseline.policies.values().map(|policy| policy.policy_type.clone());
    declared.chain(root.types.keys().cloned()).collect()
}

/// Older endpoints do not say where accounts stand: then every parent is asked.
async fn place_accounts(reader: &Reader, world: &mut World) {
    let Live {
        units: Some(units),
        accounts: Some(accounts),
        root: Some(root),
        ..
    } = &mut world.live
    else {
        return;
    };
    if accounts.values().all(|account: &LiveAccount| account.parent.is_some()) {
        return;
    }
    let parents: Vec<PlaceId> = units.keys().cloned().chain([root.clone()]).collect();
    let asked = parents.into_iter().map(async |parent| {
        let ids = read::account_ids_under(reader, &parent).await?;
        Ok::<_, AwsError>((parent, ids))
    });
    let mut answers = stream::iter(asked).buffered(AT_ONCE);
    while let Some(answer) = answers.next().await {
        match answer {
            Ok((parent, ids)) => {
                for id in ids {
                    if let Some(account) = accounts.get_mut(&id) {
                        account.parent = Some(parent.clone());
                    }
                }
            }
            Err(error) => world.unread.push(unread("where accounts stand", &error)),
        }
    }
}

/// The bulk read may be lacking, or answer "nothing": what could be ours under another name is asked itself. What is tied by
/// its name seems to lack our tag, and is therefore confirmed later.
///
/// AWS does have Organizations without a tag: there a few are asked, and all of them only if one of the few has a tag.
async fn ask_one_by_one(reader: &Reader, world: &mut World, of_aws: bool) {
    rebind(world);
    let tied = &world.policy_binding.ids;
    let tied: BTreeSet<&String> = tied.values().collect();
    let units = world.live.units.iter().flat_map(BTreeMap::keys);
    let units = units.filter(|id| !world.binding.places.contains_key(*id));
    let policies = world.policies.all().map(|policy| &policy.id);
    let policies = policies.filter(|id| !tied.contains(id));
    let mut ids: BTreeSet<String> = units.map(|id| id.0.clone()).chain(policies.cloned()).collect();
    if of_aws {
        let few: BTreeSet<String> = ids.iter().take(FEW).cloned().collect();
        ids.retain(|id| !few.contains(id));
        ask(reader, world, few.clone()).await;
        let tags = world.live.tags.as_ref();
        let is_tagged = |id| tags.and_then(|tags| tags.get(id)).is_some_and(|tags| !tags.is_empty());
        if !few.iter().any(is_tagged) {
            return;
        }
    }
    ask(reader, world, ids).await;
}

/// Reads tags again wherever they alone would lead to a change: the bulk read may be late.
async fn confirm(door: &Door, world: &mut World) {
    let reader = door.reader();
    let mut asked = BTreeSet::new();
    let mut bare = bare(world);
    for _ in 0..ROUNDS {
        let units = world.binding.doubtful.iter().map(|id| id.0.clone());
        let policies = world.policy_binding.doubtful.iter().cloned();
        let doubtful = units.chain(policies).chain(std::mem::take(&mut bare));
        let doubtful: BTreeSet<String> = doubtful.filter(|id| !asked.contains(id)).collect();
        if doubtful.is_empty() {
            break;
        }
        asked.extend(doubtful.iter().cloned());
        ask(&reader, world, doubtful).await;
        rebind(world);
    }
    read_missed_texts(&reader, world).await;
    let unread = policies::full_access::read(&reader, world).await;
    world.unread.extend(unread);
}

/// What the bulk read names without a tag, or with an ownership tag that says nothing: it had some once, or lost them on the way here.
fn bare(world: &World) -> Vec<String> {
    let units = world.live.units.iter().flatten().map(|(id, _)| &id.0);
    let policies = world.policies.all().map(|policy| &policy.id);
    let tags = world.live.tags.as_ref();
    let is_bare = |id: &&String| {
        let of_it = tags.and_then(|tags| tags.get(*id));
        of_it.is_some_and(|tags| tags.is_empty() || tags.get(OWNER_TAG).is_some_and(String::is_empty))
    };
    units.chain(policies).filter(is_bare).cloned().collect()
}

/// Reads the tags of these one by one. If that fails, no tags are known.
pub(super) async fn ask(reader: &Reader, world: &mut World, ids: BTreeSet<String>) {
    let asked = ids.into_iter().map(async |id| {
        let tags = read::tags_of(reader, &id).await;
        (id, tags)
    });
    let mut answers = stream::iter(asked).buffered(AT_ONCE);
    while let Some((id, tags)) = answers.next().await {
        match tags {
            Ok(tags) => {
                if let Some(all) = world.live.tags.as_mut() {
                    all.insert(id, tags);
                }
            }
            Err(error) => {
                world.unread.push(unread(&format!("tags of {id}"), &error));
                // Whose it is cannot be said, so nothing that depends on tags is planned.
                world.live.tags = None;
                return;
            }
        }
    }
}

/// A policy that turned out to be ours only by its confirmed tags has not been read yet.
async fn read_missed_texts(reader: &Reader, world: &mut World) {
    let is_wanted = |policy: &&live::LivePolicy| {
        let owner = world.policy_binding.owners.get(&policy.id);
        let ours =
            world.policy_binding.address(&policy.id).is_some() || leaves(&world.baseline, policy, owner).is_some();
        ours && policy.content == live::Content::NotAsked
    };
    let missed: Vec<_> = world.policies.all().filter(is_wanted).cloned().collect();
    for mut policy in missed {
        if let Some(missed) = policies::read::text(reader, &mut policy).await {
            world.unread.push(missed);
        }
        if let Some(of_type) = world.policies.by_type.get_mut(&policy.policy_type) {
            of_type.insert(policy.id.clone(), policy);
        }
    }
}
