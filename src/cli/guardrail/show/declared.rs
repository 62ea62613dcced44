//! The levels as the baseline has them.

use super::kinds::besides;
use super::levels::{Attached, Chain, Holder, Kind, Level, Target, Text};
use crate::areas::organizations::Baseline;
use crate::baseline::closest;
use crate::cli::stop::Stop;
use crate::exit::Exit;
use crate::facts::policy_types::{SCP, policy_type};
use crate::organization::{Declared, MANAGEMENT, Place, ROOT};

/// The levels down to a place, with what the baseline attaches there.
///
/// # Errors
/// If the baseline has no such place.
pub(super) fn chain(baseline: &Baseline, target: &Target, types: &[String]) -> Result<Chain, Stop> {
    let organization = &baseline.organization;
    let mut remarks = Vec::new();
    let place = match target {
        Target::Unit(word) => Declared::unit_place(&unit(organization, word)?),
        Target::Account(word) => Place::Account(account(organization, word)?),
    };
    if let Place::Account(key) = &place
        && organization
            .accounts
            .get(key)
            .is_none_or(|account| account.unit.is_none())
    {
        remarks.push(format!(
            "the baseline does not say in which unit `{key}` stands: what is attached to units is not shown, and `--live` shows it"
        ));
    }
    remarks.push("only what the baseline attaches: `--live` shows what others have attached besides".to_owned());
    let places = organization.way_to(&place);
    let there = baseline.policies.values();
    let there = there.filter(|policy| places.iter().any(|place| policy.attach.contains(place)));
    remarks.extend(besides(there.map(|policy| &policy.policy_type), types));
    Ok(Chain {
        live: false,
        levels: places.iter().map(|place| level(baseline, place, types)).collect(),
        management: place == Place::Account(MANAGEMENT.to_owned()),
        answer: None,
        remarks,
        unread: Vec::new(),
    })
}

/// The key of the account that a word names: its key, or its id.
pub(super) fn account(organization: &Declared, word: &str) -> Result<String, Stop> {
    let accounts = &organization.accounts;
    if word == MANAGEMENT || word == organization.management_account {
        return Ok(MANAGEMENT.to_owned());
    }
    let by_id = || accounts.iter().find(|(_, account)| account.id.as_deref() == Some(word));
    if accounts.contains_key(word) {
        return Ok(word.to_owned());
    }
    if let Some((key, _)) = by_id() {
        return Ok(key.clone());
    }
    let help = match closest(word, accounts.keys().map(String::as_str)) {
        Some(close) => format!("did you mean `{close}`?"),
        None => "name it by its key under `[accounts]`; `--live` also finds accounts by their id".to_owned(),
    };
    Err(Stop::new(Exit::Usage, format!("the baseline has no account `{word}`")).help(Some(help)))
}

/// The key of the unit that a word names: its key, or the names from the top.
pub(super) fn unit(organization: &Declared, word: &str) -> Result<String, Stop> {
    let units = &organization.units;
    if word == ROOT || units.contains_key(word) {
        return Ok(word.to_owned());
    }
    let by_path = units.keys().find(|key| path(organization, key) == word);
    let by_id = || {
        units
            .iter()
            .find(|(_, unit)| unit.id.as_deref() == Some(word))
            .map(|(key, _)| key)
    };
    if let Some(key) = by_path.or_else(by_id) {
        return Ok(key.clone());
    }
    let help = match closest(word, units.keys().map(String::as_str)) {
        Some(close) => format!("did you mean `{close}`?"),
        None => "name it by its key under `[units]`, or by the names from the top: `Workloads/Production`".to_owned(),
    };
    Err(Stop::new(Exit::Usage, format!("the baseline has no unit `{word}`")).help(Some(help)))
}

/// The names of a unit and those above it.
fn path(organization: &Declared, key: &str) -> String {
    let chain = organization.unit_chain(key).into_iter();
    let names: Vec<&str> = chain
        .filter_map(|key| organization.units.get(key))
        .map(|unit| unit.name.as_str())
        .collect();
    names.join("/")
}

fn level(baseline: &Baseline, place: &Place, types: &[String]) -> Level {
    let organization = &baseline.organization;
    let (kind, key, name, id) = match place {
        Place::Root => (Kind::Root, None, None, None),
        Place::Unit(key) => {
            let id = organization.units.get(key).and_then(|unit| unit.id.clone());
            (Kind::Unit, Some(key.clone()), Some(path(organization, key)), id)
        }
        Place::Account(key) => {
            let declared = organization.accounts.get(key);
            let own = || (key == MANAGEMENT).then(|| organization.management_account.clone());
            let id = declared.and_then(|account| account.id.clone()).or_else(own);
            let name = declared.and_then(|account| account.name.clone());
            (Kind::Account, Some(key.clone()), name, id)
        }
    };
    let declared = baseline
        .policies
        .values()
        .filter(|policy| policy.attach.contains(place));
    let mut policies: Vec<Attached> = declared
        .filter(|policy| types.contains(&policy.policy_type))
        .map(|policy| {
            let size = policy.document.minified().chars().count();
            Attached {
                name: policy.name.clone(),
                policy_type: policy.policy_type.clone(),
                id: None,
                holder: Holder::Ours(policy.address.clone()),
                text: Text::Document(policy.document.clone(), size),
            }
        })
        .collect();
    policies.sort_by(|one, other| one.name.cmp(&other.name));
    let is_off = |name: &String| name == SCP && organization.full_access(place) == Some(false);
    let of_aws = types.iter().filter(|name| !is_off(name));
    policies.extend(of_aws.filter_map(|name| full_access(name)));
    Level {
        kind,
        key,
        name,
        id,
        policies,
    }
}

/// The policy of a type that AWS attaches everywhere.
fn full_access(name: &str) -> Option<Attached> {
    let id = policy_type(name).full_access?;
    Some(Attached {
        name: id.strip_prefix("p-").unwrap_or(id).to_owned(),
        policy_type: name.to_owned(),
        id: Some(id.to_owned()),
        holder: Holder::Aws,
        text: Text::FullAccess,
    })
}
