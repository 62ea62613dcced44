//! What is about to be made although something undeclared looks like it: a slip in a name or an e-mail must not end in an account that nobody
//! asked for, as accounts cannot be undone.

use crate::engine::address::Address;
use crate::engine::change::{Action, Change};
use crate::engine::owner::Owner;
use crate::engine::plan::Warning;
use crate::engine::risk::{Risk, RiskNote};
use crate::organization::{Alike, Declared, DeclaredUnit, Likeness, LiveAccount, LiveUnit, Place, PlaceId, ROOT};

use super::accounts;
use super::model::world::World;

/// So many are named; one of them is likely to be the one that is meant.
const NAMED: usize = 3;

/// Has every account that is to be made wait for the risk `irreversible`, and warns of every unit, where something undeclared looks like it.
pub(super) fn warn(world: &World, changes: &mut [Change], warnings: &mut Vec<Warning>) {
    let creates = |change: &Change, kind: &str| change.action == Action::Create && change.address.kind == kind;
    if changes.iter().any(|change| creates(change, "account")) {
        let strangers = strange_accounts(world);
        for change in changes.iter_mut().filter(|change| creates(change, "account")) {
            // One that AWS is making already cannot be held back.
            if !change.calls.is_empty() {
                account(world, &strangers, change, warnings);
            }
        }
    }
    if changes.iter().any(|change| creates(change, "unit")) {
        let strangers = strange_units(world);
        for change in changes.iter().filter(|change| creates(change, "unit")) {
            unit(world, &strangers, change, warnings);
        }
    }
}

/// A live account that no key declares.
struct StrangeAccount<'a> {
    live: &'a LiveAccount,
    name: Alike,
    email: Alike,
}

/// The management account is declared by `organization.management-account`.
fn strange_accounts(world: &World) -> Vec<StrangeAccount<'_>> {
    let live = world.live.accounts.iter().flatten().map(|(_, account)| account);
    live.filter(|account| world.binding.place(&account.id).is_none())
        .filter(|account| account.id.as_str() != world.live.management_account)
        .map(|live| StrangeAccount {
            live,
            name: Alike::name(&live.name),
            email: Alike::email(&live.email),
        })
        .collect()
}

fn account(world: &World, strangers: &[StrangeAccount<'_>], change: &mut Change, warnings: &mut Vec<Warning>) {
    let key = &change.address.key;
    let declared = &world.baseline.organization.accounts;
    let Some((declared, written)) = declared
        .get(key)
        .and_then(|account| Some((account, account.email.as_ref()?)))
    else {
        return;
    };
    let (name, email) = (Alike::name(accounts::name(key, declared)), Alike::email(written));
    let mut found = Vec::new();
    for stranger in strangers {
        let (by_name, by_email) = (name.to(&stranger.name), email.to(&stranger.email));
        if stranger.live.state.is_closing() {
            // Its name is free, and a new account may well have it. An e-mail stays taken.
            warnings.extend(by_email.map(|_| closing(&change.address, stranger.live)));
            continue;
        }
        let what = match (by_name, by_email) {
            (None, None) => continue,
            (Some(Likeness::Same), _) => "has the same name",
            (_, Some(Likeness::Same)) => "has the same e-mail",
            (Some(Likeness::Near), None) => "has a name like it",
            (None, Some(Likeness::Near)) => "has an e-mail like it",
            (Some(Likeness::Near), Some(Likeness::Near)) => "has a name and an e-mail like it",
        };
        found.push((by_email.is_none(), by_name, &stranger.live.id, stranger.live, what));
    }
    let told_making = making(world, key, &name);
    if found.is_empty() && told_making.is_empty() {
        return;
    }
    // One whose e-mail is alike is more likely to be meant than one with a common name.
    found.sort_by(|one, other| (one.0, one.1.is_none(), one.2).cmp(&(other.0, other.1.is_none(), other.2)));
    let told = found.iter().take(NAMED);
    let told: Vec<String> = told
        .map(|(.., live, what)| {
            let words = account_words(world, key, live);
            let (id, name, email) = (&live.id, &live.name, &live.email);
            format!("the undeclared account {id} (`{name}`, {email}) {what}; {words}")
        })
        .chain(told_making)
        .collect();
    let more = match found.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("; and {more} more look like it"),
    };
    change.risks.add(RiskNote {
        risk: Risk::Irreversible,
        why: format!("accounts cannot be undone, and {}{more}", told.join("; ")),
        allowed: false,
    });
}

/// What AWS is making for no declared account, and by a name like this one. Its e-mail is not known yet.
fn making(world: &World, key: &str, name: &Alike) -> Vec<String> {
    let declared = &world.baseline.organization.accounts;
    let creations = world.live.creations.iter().flatten();
    let strange = creations.filter(|creation| {
        let mut names = declared.iter().map(|(key, account)| accounts::name(key, account));
        name.to(&Alike::name(&creation.name)).is_some() && names.all(|declared| declared != creation.name)
    });
    let told = strange.take(NAMED).map(|creation| {
        let (id, made) = (&creation.id, &creation.name);
        format!(
            "AWS is making an account with a name like it, which no table has (`{made}`, {id}); if it is the one that is meant, write \
             `name = {}` in `[accounts.{key}]`, else plan again when it is there",
            text(made)
        )
    });
    told.collect()
}

fn closing(address: &Address, live: &LiveAccount) -> Warning {
    Warning {
        address: address.clone(),
        why: format!(
            "account {} (`{}`, {}) has an e-mail like it, and is {}",
            live.id,
            live.name,
            live.email,
            live.state.word()
        ),
        help: "check `email`: a closed account keeps its own for ever".to_owned(),
    }
}

/// What to write if the live account is the one that is meant.
fn account_words(world: &World, key: &str, live: &LiveAccount) -> String {
    let lines = format!(
        "`email = {}`, or `id = {}` in its place, in `[accounts.{key}]`",
        text(&live.email.to_lowercase()),
        text(live.id.as_str())
    );
    match world.binding.owners.get(&live.id) {
        Some(Owner::Ours(old)) if old.kind == "account" => format!(
            "if its key was renamed, write `[[moved]]` with `from = {}` and `to = {}`, and {lines}",
            text(&old.to_string()),
            text(&Address::new("account", key).to_string())
        ),
        Some(Owner::Nobody) | None => format!("if it is the one that is meant, write {lines}"),
        Some(owner) => format!(
            "it is owned by {}: if it is the one that is meant, remove `[accounts.{key}]`",
            owner.describe()
        ),
    }
}

/// A live unit that no key declares.
struct StrangeUnit<'a> {
    live: &'a LiveUnit,
    name: Alike,
}

fn strange_units(world: &World) -> Vec<StrangeUnit<'_>> {
    let live = world.live.units.iter().flatten().map(|(_, unit)| unit);
    live.filter(|unit| world.binding.place(&unit.id).is_none() && world.binding.replaced_key(&unit.id).is_none())
        .map(|live| StrangeUnit {
            live,
            name: Alike::name(&live.name),
        })
        .collect()
}

fn unit(world: &World, strangers: &[StrangeUnit<'_>], change: &Change, warnings: &mut Vec<Warning>) {
    let key = &change.address.key;
    let Some(declared) = world.baseline.organization.units.get(key) else {
        return;
    };
    // The one that it takes the place of is known.
    if world.binding.replaced.contains_key(key) {
        return;
    }
    let name = Alike::name(&declared.name);
    let parent = world.binding.id(&Declared::unit_place(&declared.parent));
    let mut found: Vec<(bool, Likeness, &PlaceId, &LiveUnit)> = strangers
        .iter()
        .filter_map(|stranger| {
            let likeness = name.to(&stranger.name)?;
            let elsewhere = parent != Some(&stranger.live.parent);
            Some((elsewhere, likeness, &stranger.live.id, stranger.live))
        })
        .collect();
    found.sort_by(|one, other| (one.0, one.1, one.2).cmp(&(other.0, other.1, other.2)));
    for (elsewhere, likeness, id, live) in found.into_iter().take(NAMED) {
        let what = match likeness {
            Likeness::Same => "has the same name",
            Likeness::Near => "has a name like it",
        };
        let place = if elsewhere { " and stands elsewhere" } else { "" };
        warnings.push(Warning {
            address: change.address.clone(),
            why: format!(
                "the undeclared unit {id} (`{}`) {what}{place}",
                world.live.unit_path(&live.id)
            ),
            help: unit_words(world, key, declared, live, elsewhere),
        });
    }
}

/// What to write if the live unit is the one that is meant.
fn unit_words(world: &World, key: &str, declared: &DeclaredUnit, live: &LiveUnit, elsewhere: bool) -> String {
    let mut lines = vec![format!("`id = {}`", text(live.id.as_str()))];
    if live.name != declared.name {
        lines.push(format!("`name = {}`", text(&live.name)));
    }
    if elsewhere {
        match world.binding.place(&live.parent) {
            Some(Place::Unit(parent)) => lines.push(format!("`parent = {}`", text(&parent))),
            Some(_) => lines.push(format!("`parent = {}`", text(ROOT))),
            None => lines.push(format!(
                "`parent` as the key of the unit above it, {}, which has to be declared too",
                live.parent
            )),
        }
    }
    let lines = format!("{} in `[units.{key}]`", lines.join(" and "));
    match world.binding.owners.get(&live.id) {
        Some(Owner::Ours(old)) if old.kind == "unit" => format!(
            "if its key was renamed, write `[[moved]]` with `from = {}` and `to = {}`",
            text(&Address::new("unit", &old.key).to_string()),
            text(&Address::new("unit", key).to_string())
        ),
        Some(Owner::Nobody) | None => format!("if it is the one that is meant, write {lines}"),
        Some(owner) => format!(
            "it is owned by {}: if it is the one that is meant, remove `[units.{key}]`",
            owner.describe()
        ),
    }
}

/// A text as TOML writes it: JSON's escapes are among those of a basic string.
fn text(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}
