//! What has to be done to accounts.

use serde_json::{Value, json};

use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::tags::{self, TagDiff};
use crate::areas::organizations::shared::{addresses, planned, states};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase};
use crate::engine::owner::Owner;
use crate::engine::plan::{Foreign, LeftOut, Pending};
use crate::facts::account_states::AccountAction;
use crate::organization::{
    Creation, Declared, DeclaredAccount, LiveAccount, MANAGEMENT, Move, Node, Place, PlaceId, ROOT, State, Undeclared,
};

use super::operations;

/// The area's name.
pub const AREA: &str = "accounts";
/// The service whose trusted access lets the management account name others.
const ACCOUNT_SERVICE: &str = "account.amazonaws.com";
/// How long AWS may take to make an account before it counts as failed, in hours.
const CREATION_HOURS: i64 = 24;

/// Adds every change of an account.
pub fn plan(world: &World, draft: &mut Draft) {
    let declared = &world.baseline.organization;
    if world.creates() {
        for (key, account) in &declared.accounts {
            plan_missing(world, key, account, draft);
        }
        return;
    }
    let (Some(live), Some(_)) = (&world.live.accounts, &world.live.tags) else {
        return;
    };
    for (key, account) in &declared.accounts {
        let address = Address::new("account", key);
        if world.binding.is_mismatched(&address) {
            continue;
        }
        match world.binding.accounts.get(key).and_then(|id| live.get(id)) {
            Some(found) if found.state.is_closing() => draft.leave_out(&address, closed(world, key, found)),
            Some(found) => update(world, key, account, found, draft),
            None => plan_missing(world, key, account, draft),
        }
    }
    for step in world.moves() {
        draft.changes.push(move_live(world, &step));
    }
    undeclared(world, draft);
}

/// What to do about a declared account that is closed: nothing here can open it again, and its e-mail is taken for good.
fn closed(world: &World, key: &str, found: &LiveAccount) -> String {
    let place = Place::Account(key.to_owned());
    let attached = world.baseline.policies.iter();
    let attached = attached.filter(|(_, policy)| policy.attach.contains(&place));
    let attached = attached.map(|(address, _)| format!("`attach` of {address}"));
    let elsewhere = world.baseline.elsewhere.naming.get(key).into_iter().flatten().cloned();
    let naming: Vec<String> = attached.chain(elsewhere).collect();
    let naming = if naming.is_empty() {
        String::new()
    } else {
        format!(", and what names it: {}", naming.join(", "))
    };
    format!(
        "account {} is {}; nothing is done to it: remove its table `[accounts.{key}]` from the baseline{naming}",
        found.id,
        found.state.explained()
    )
}

fn plan_missing(world: &World, key: &str, account: &DeclaredAccount, draft: &mut Draft) {
    let address = Address::new("account", key);
    let Some(email) = &account.email else {
        if key == MANAGEMENT && world.live.id.is_none() {
            // Its tags can be set once the Organization is there.
            let mut change = Change::new(AREA, Phase::Accounts, Action::Adopt, address.clone());
            let tags = tags::wanted(world, &address, &account.tags);
            change.reason = "exists and is taken over".to_owned();
            change.after = Some(json!({ "tags": tags }));
            change.id = Some(world.baseline.organization.management_account.clone());
            change.calls.push(planned::once(&tags::TAG));
            change
                .needs
                .insert(Label::new(&addresses::organization(world), Facet::Exists));
            draft.changes.push(change);
        }
        return;
    };
    let unit = account.unit.as_deref().filter(|unit| *unit != ROOT);
    // AWS may be making it already; and it would stand in the root until somebody can say that its unit is as it should be.
    let is_known = world.live.creations.is_some() && (unit.is_none() || world.knows_what_binds());
    if !world.creates() && !is_known {
        return;
    }
    let name = name(key, account);
    let mut change = Change::new(AREA, Phase::Accounts, Action::Create, address.clone());
    let tags = tags::wanted(world, &address, &account.tags);
    change.after = Some(json!({ "name": name, "email": email, "tags": tags }));
    change.needs.extend(addresses::made_organization(world));
    change.provides.insert(Label::new(&address, Facet::Exists));
    match in_flight(world, key, name) {
        Some(InFlight { creation, is_sure }) => {
            let what = if is_sure {
                "it"
            } else {
                "an account of this name, whose e-mail is not known yet,"
            };
            change.reason = format!("{} has been making {what} since {}", creation.id, creation.since);
            draft.pending.push(pending(&address, creation));
        }
        None => {
            change.reason = "no account has this e-mail".to_owned();
            change.calls.push(planned::once(&operations::CREATE));
        }
    }
    draft.changes.push(change);
    if let Some(unit) = unit {
        draft.changes.push(move_new(world, &address, unit));
    }
}

/// The name that a new account gets.
pub fn name<'a>(key: &'a str, account: &'a DeclaredAccount) -> &'a str {
    account.name.as_deref().unwrap_or(key)
}

/// A creation that AWS has not finished.
struct InFlight<'a> {
    creation: &'a Creation,
    /// Whether it can be no other account's of the baseline.
    is_sure: bool,
}

/// A creation by the name of an account that AWS has not finished. AWS gives no e-mail, so the name must do until it ends: of accounts and
/// creations of one name each account has one creation of its own, as long as there are enough.
fn in_flight<'a>(world: &'a World, key: &str, name: &str) -> Option<InFlight<'a>> {
    let creations = world.live.creations.iter().flatten();
    let mut creations: Vec<&Creation> = creations.filter(|creation| creation.name == name).collect();
    creations.sort_by_key(|creation| (&creation.since, &creation.id));
    let declared = world.baseline.organization.accounts.iter();
    let namesakes = declared.filter(|(key, account)| {
        let is_live = world.binding.accounts.contains_key(*key);
        account.email.is_some() && !is_live && self::name(key, account) == name
    });
    let namesakes: Vec<&String> = namesakes.map(|(key, _)| key).collect();
    let place = namesakes.iter().position(|namesake| *namesake == key)?;
    let creation = creations.get(place).copied()?;
    let is_sure = namesakes.len() == 1 && creations.len() == 1;
    Some(InFlight { creation, is_sure })
}

/// What AWS is working on, as plans list it.
pub fn pending(address: &Address, creation: &Creation) -> Pending {
    let until = creation.since.parse::<jiff::Timestamp>().ok().and_then(|since| {
        let hours = jiff::SignedDuration::from_hours(CREATION_HOURS);
        since.checked_add(hours).ok()
    });
    Pending {
        what: format!("creation of {address} ({})", creation.id),
        since: creation.since.clone(),
        until: until.map_or_else(String::new, |until| until.to_string()),
    }
}

fn update(world: &World, key: &str, account: &DeclaredAccount, live: &LiveAccount, draft: &mut Draft) {
    let address = Address::new("account", key);
    if live.state != State::Active {
        draft.left_out.push(LeftOut {
            address: address.clone(),
            why: format!("account {} is {}", live.id, live.state.explained()),
            drift: false,
        });
    }
    if let Some(unit) = account
        .unit
        .as_deref()
        .filter(|_| !live.state.allows(AccountAction::Move))
        && live.parent.as_ref() != world.binding.id(&Declared::unit_place(unit))
    {
        states::leave_out(&address, live, "it stands elsewhere and cannot be moved", false, draft);
    }
    let mut tags = tags::diff(world, &address, live.id.as_str(), &account.tags);
    if !tags.is_empty() && !live.state.allows(AccountAction::Tag) {
        states::leave_out(&address, live, "its tags differ and cannot be set", false, draft);
        tags = TagDiff::default();
    }
    let renamed = key != MANAGEMENT && account.name.as_ref().is_some_and(|name| *name != live.name);
    if let Some(email) = account
        .email
        .as_ref()
        .filter(|email| **email != live.email.to_lowercase())
    {
        let why = format!(
            "its e-mail is {} and should be {email}: change it by hand, AWS asks the new address for a code",
            live.email
        );
        draft.leave_out(&address, why);
    }
    let renamed = if renamed && !live.state.allows(AccountAction::Rename) {
        let what = format!("its name is `{}` and cannot be changed", live.name);
        states::leave_out(&address, live, &what, false, draft);
        false
    } else {
        renamed
    };
    let can_rename = can_rename(world);
    if renamed && !can_rename && world.live.trusted_services.is_some() {
        let why = format!(
            "its name is `{}`: to rename accounts, add `{ACCOUNT_SERVICE}` to `trusted-access.services`",
            live.name
        );
        draft.leave_out(&address, why);
    }
    let renamed = renamed && can_rename;
    if !renamed && tags.is_empty() {
        return;
    }
    let adopted = !matches!(world.binding.owners.get(&live.id), Some(Owner::Ours(_)));
    let action = if adopted { Action::Adopt } else { Action::Update };
    let mut change = Change::new(AREA, Phase::Accounts, action, address.clone());
    change.reason = tags::why(adopted, renamed, &tags);
    change.id = Some(live.id.0.clone());
    change.before = Some(fields(renamed.then_some(&live.name), json!(tags.before)));
    change.after = Some(fields(account.name.as_ref().filter(|_| renamed), json!(tags.after)));
    if renamed {
        change.calls.push(planned::once(&operations::RENAME));
        change.needs.insert(Label::new(
            &Address::new("trusted-access", ACCOUNT_SERVICE),
            Facet::Enabled,
        ));
    }
    change.calls.extend(tags.calls());
    draft.changes.push(change);
}

fn fields(name: Option<&String>, tags: Value) -> Value {
    match name {
        Some(name) => json!({ "name": name, "tags": tags }),
        None => json!({ "tags": tags }),
    }
}

fn can_rename(world: &World) -> bool {
    let Some(live) = &world.live.trusted_services else {
        return false;
    };
    live.contains(ACCOUNT_SERVICE) || world.baseline.elsewhere.trusted_services.contains(ACCOUNT_SERVICE)
}

fn move_change(world: &World, address: &Address, to: &Place) -> Change {
    let mut change = Change::new(AREA, Phase::Moves, Action::Move, address.clone());
    change.after = Some(json!({ "unit": node_text(&Node::Declared(to.clone())) }));
    change.calls.push(planned::once(&operations::MOVE));
    change.needs.insert(Label::new(address, Facet::Exists));
    // Every level above the new place must be as the plan puts it before anybody comes under it.
    let above: Vec<Place> = match to {
        Place::Unit(key) => {
            let chain = world.baseline.organization.unit_chain(key);
            chain.into_iter().map(|key| Place::Unit(key.to_owned())).collect()
        }
        _ => Vec::new(),
    };
    for place in &above {
        if let Some(unit) = place.address() {
            change.needs.insert(Label::new(&unit, Facet::Exists));
            change.needs.insert(Label::new(&unit, Facet::Guarded));
        }
    }
    change.provides.insert(Label::new(address, Facet::Placed));
    change
}

fn move_new(world: &World, address: &Address, unit: &str) -> Change {
    let mut change = move_change(world, address, &Declared::unit_place(unit));
    change.reason = "new accounts start in the root".to_owned();
    change.before = Some(json!({ "unit": "root" }));
    change
}

fn move_live(world: &World, step: &Move) -> Change {
    let address = Address::new("account", &step.key);
    let mut change = move_change(world, &address, &step.to);
    change.id = Some(step.account.0.clone());
    change.before = Some(json!({ "unit": place_text(world, &step.from) }));
    change.reason = "stands elsewhere".to_owned();
    change
}

/// How a live place is shown: its address if the baseline declares it, else its path and id.
fn place_text(world: &World, id: &PlaceId) -> String {
    match Node::of(id, &world.binding) {
        node @ Node::Declared(_) => node_text(&node),
        Node::Undeclared(id) => format!("{} ({id})", world.live.unit_path(&id)),
    }
}

fn node_text(node: &Node) -> String {
    match node {
        Node::Declared(Place::Unit(key)) => addresses::parent_text(key),
        other => other.to_string(),
    }
}

fn undeclared(world: &World, draft: &mut Draft) {
    let policy = world.baseline.organization.undeclared;
    let mut unknown = Vec::new();
    for account in world.live.accounts.iter().flatten().map(|(_, account)| account) {
        let is_management = account.id.as_str() == world.live.management_account;
        let is_disputed = world.binding.disputed.contains(&account.id);
        if world.binding.place(&account.id).is_some() || is_management || is_disputed || is_mismatched(world, account) {
            continue;
        }
        let owner = world.binding.owners.get(&account.id).cloned().unwrap_or(Owner::Nobody);
        if let Owner::Ours(address) = &owner
            && is_of_accounts(address)
        {
            if policy != Undeclared::Ignore && account.state.is_closing() {
                states::leave_out(address, account, "no longer in the baseline", true, draft);
            } else if policy != Undeclared::Ignore {
                let why = format!(
                    "account {} is no longer in the baseline; accounts are closed only by name, never from here",
                    account.id
                );
                draft.leave_out(address, why);
            }
        } else if policy != Undeclared::Ignore {
            draft.foreign.push(Foreign {
                kind: "account".to_owned(),
                id: account.id.0.clone(),
                name: account.name.clone(),
                owner: match &account.state {
                    State::Active => owner.describe_where(is_of_accounts),
                    State::Other(word) => format!("{}, {word}", owner.describe_where(is_of_accounts)),
                },
            });
        }
        if !account.state.is_closing() && !matches!(owner, Owner::OtherBaseline(_)) {
            unknown.push(account.listed());
        }
    }
    if policy == Undeclared::Fail && !unknown.is_empty() {
        draft.refuse(
            &addresses::organization(world),
            format!("accounts that the baseline does not declare: {}", unknown.join(", ")),
            "declare them, or set `undeclared-accounts = \"report\"`",
        );
    }
}

/// Whether an ownership tag can be that of an account: on an account any other was set by mistake.
fn is_of_accounts(address: &Address) -> bool {
    address.kind == "account" && address.part.is_none()
}

/// Whether a declared account names it but could not be tied to it.
fn is_mismatched(world: &World, account: &LiveAccount) -> bool {
    let accounts = &world.baseline.organization.accounts;
    let mismatches = world.binding.mismatches.iter();
    let mut untied = mismatches
        .filter(|mismatch| mismatch.address.kind == "account" && mismatch.address.part.is_none())
        .filter_map(|mismatch| accounts.get(&mismatch.address.key));
    untied.any(|declared| {
        declared.id.as_deref() == Some(account.id.as_str())
            || declared
                .email
                .as_ref()
                .is_some_and(|email| *email == account.email.to_lowercase())
    })
}
