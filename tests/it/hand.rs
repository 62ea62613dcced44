//! Somebody works in the Organization by hand, beside groundline: the sandbox file of a desk is changed between two commands.

use std::collections::{BTreeMap, BTreeSet};

use groundline::exit::Exit;
use groundline::sandbox::{
    Account, AccountState, JoinedMethod, Moment, Organization, Policy, Setup, State, Tagged, Unit, file,
};
use serde_json::Value;

use crate::cli::Desk;

/// Where a desk keeps its sandbox.
const SANDBOX: &str = ".groundline/sandbox.json";
/// AWS's policy that is on everything.
pub const FULL_ACCESS: &str = "p-FullAWSAccess";
pub const SCP: &str = "SERVICE_CONTROL_POLICY";

/// Whatever the sandbox of `desk` remembers.
pub fn state(desk: &Desk) -> State {
    let opened = file::open(&desk.path(SANDBOX), &Setup::default()).unwrap();
    opened.sandbox().state()
}

/// Has the sandbox of `desk` go on from `state`.
pub fn put(desk: &Desk, state: &State) {
    std::fs::create_dir_all(desk.path(".groundline")).unwrap();
    desk.write(
        SANDBOX,
        &serde_json::json!({ "format": file::FORMAT, "state": state }).to_string(),
    );
}

/// Changes something in the Organization of `desk`.
pub fn by_hand<T>(desk: &Desk, change: impl FnOnce(&mut Organization) -> T) -> T {
    let mut state = state(desk);
    let result = change(state.organization.as_mut().unwrap());
    put(desk, &state);
    result
}

/// The Organization of `desk`.
pub fn organization(desk: &Desk) -> Organization {
    state(desk).organization.unwrap()
}

/// The id of the unit with this path of names; the root's for none.
#[track_caller]
pub fn unit(organization: &Organization, path: &str) -> String {
    let names = path.split('/').filter(|name| !name.is_empty());
    names.fold(organization.root.id.clone(), |parent, name| {
        let mut units = organization.units.iter();
        let found = units.find(|(_, unit)| unit.parent == parent && unit.name == name);
        found
            .unwrap_or_else(|| panic!("there is no unit `{name}` of `{path}`"))
            .0
            .clone()
    })
}

/// The id of the account with this e-mail.
#[track_caller]
pub fn account(organization: &Organization, email: &str) -> String {
    let mut accounts = organization.accounts.iter();
    let found = accounts.find(|(_, account)| account.email.eq_ignore_ascii_case(email));
    found
        .unwrap_or_else(|| panic!("there is no account `{email}`"))
        .0
        .clone()
}

/// The id of the policy with this name.
#[track_caller]
pub fn policy(organization: &Organization, name: &str) -> String {
    let mut policies = organization.policies.iter();
    let found = policies.find(|(_, policy)| policy.name == name);
    found.unwrap_or_else(|| panic!("there is no policy `{name}`")).0.clone()
}

pub fn attach(organization: &mut Organization, policy: &str, target: &str) {
    let targets = organization.attachments.entry(policy.to_owned()).or_default();
    targets.insert(target.to_owned());
}

pub fn detach(organization: &mut Organization, policy: &str, target: &str) {
    let targets = organization.attachments.get_mut(policy).unwrap();
    assert!(targets.remove(target), "{policy} is not on {target}");
    organization.attachments.retain(|_, targets| !targets.is_empty());
}

/// Sets one tag, which every read sees at once.
pub fn tag(organization: &mut Organization, id: &str, key: &str, value: &str) {
    let mut tags = organization
        .tags
        .get(id)
        .map(|tagged| tagged.tags.clone())
        .unwrap_or_default();
    tags.insert(key.to_owned(), value.to_owned());
    retag(organization, id, tags);
}

/// Removes one tag.
pub fn untag(organization: &mut Organization, id: &str, key: &str) {
    let mut tags = organization.tags[id].tags.clone();
    tags.remove(key);
    retag(organization, id, tags);
}

fn retag(organization: &mut Organization, id: &str, tags: BTreeMap<String, String>) {
    let seen = Some(tags.clone());
    organization.tags.insert(id.to_owned(), Tagged { tags, seen });
}

/// Makes a unit and gives its id.
pub fn make_unit(organization: &mut Organization, parent: &str, name: &str) -> String {
    let number = organization.units.len();
    let id = format!("ou-{}-hand{number:04}", organization.root.id.trim_start_matches("r-"));
    let unit = Unit {
        name: name.to_owned(),
        parent: parent.to_owned(),
    };
    organization.units.insert(id.clone(), unit);
    attach(organization, FULL_ACCESS, &id);
    id
}

/// Makes an account and gives its id.
pub fn make_account(organization: &mut Organization, parent: &str, email: &str) -> String {
    let id = format!("9{:011}", organization.accounts.len());
    let account = Account {
        name: format!("made by hand {id}"),
        email: email.to_owned(),
        state: AccountState::Active,
        method: JoinedMethod::Created,
        joined: Moment::EPOCH,
        parent: parent.to_owned(),
        access_role: Some("OrganizationAccountAccessRole".to_owned()),
    };
    organization.accounts.insert(id.clone(), account);
    attach(organization, FULL_ACCESS, &id);
    id
}

/// Makes an SCP that denies one action and gives its id.
pub fn make_scp(organization: &mut Organization, name: &str, action: &str) -> String {
    let id = format!("p-hand{:04}", organization.policies.len());
    let policy = Policy {
        name: name.to_owned(),
        description: String::new(),
        kind: SCP.to_owned(),
        content: deny(action),
        aws_managed: false,
    };
    organization.policies.insert(id.clone(), policy);
    id
}

/// The text of a policy that denies one action.
pub fn deny(action: &str) -> String {
    serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{ "Sid": "No", "Effect": "Deny", "Action": action, "Resource": "*" }],
    })
    .to_string()
}

/// The Organization without what differs from run to run: ids, times, and what is only remembered.
pub fn shape(organization: &Organization) -> BTreeSet<String> {
    let path = |id: &str| place(organization, id);
    let tags = |id: &str| {
        organization
            .tags
            .get(id)
            .map(|tagged| tagged.tags.clone())
            .unwrap_or_default()
    };
    let mut shape = BTreeSet::new();
    for id in organization.units.keys() {
        shape.insert(format!("unit {} {:?}", path(id), tags(id)));
    }
    for (id, account) in &organization.accounts {
        let (name, parent) = (&account.name, path(&account.parent));
        shape.insert(format!(
            "account {} {name} in {parent} {:?} {:?}",
            account.email,
            account.state,
            tags(id)
        ));
    }
    for (id, policy) in &organization.policies {
        let text: Value = serde_json::from_str(&policy.content).unwrap();
        shape.insert(format!(
            "{} {} {} {text} {:?}",
            policy.kind,
            policy.name,
            policy.description,
            tags(id)
        ));
        for target in organization.attachments.get(id).into_iter().flatten() {
            shape.insert(format!("{} {} on {}", policy.kind, policy.name, path(target)));
        }
    }
    for service in organization.services.keys() {
        shape.insert(format!("service {service}"));
    }
    for (service, accounts) in &organization.delegations {
        for account in accounts.keys() {
            shape.insert(format!("{} administers {service}", path(account)));
        }
    }
    for kind in organization.root.policy_types.keys() {
        shape.insert(format!("type {kind}"));
    }
    if let Some(policy) = &organization.resource_policy {
        let document: Value = serde_json::from_str(&policy.content).unwrap();
        shape.insert(format!("delegation policy {document}"));
    }
    shape
}

/// Names from the root down; an account's e-mail.
fn place(organization: &Organization, id: &str) -> String {
    if let Some(account) = organization.accounts.get(id) {
        return account.email.clone();
    }
    match organization.units.get(id) {
        Some(unit) => format!("{}/{}", place(organization, &unit.parent), unit.name),
        None => "root".to_owned(),
    }
}

/// Every address that a plan document has in its changes, with what is done: `move account.shop`.
pub fn titles(document: &Value) -> Vec<String> {
    let changes = document["changes"].as_array().unwrap().iter();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    changes
        .map(|change| format!("{} {}", word(&change["action"]), word(&change["address"])))
        .collect()
}

/// The calls that changed something, by operation, of a ledger that `--calls` wrote.
pub fn writes(desk: &Desk, ledger: &str) -> BTreeMap<String, u64> {
    let ledger: Value = serde_json::from_str(&desk.read(ledger)).unwrap();
    let mut writes = BTreeMap::new();
    for line in ledger["calls"].as_array().unwrap() {
        if line["access"] == "write" {
            let operation = line["operation"].as_str().unwrap().to_owned();
            *writes.entry(operation).or_default() += line["count"].as_u64().unwrap();
        }
    }
    writes
}

/// Fails unless the Organization is as the baseline says.
#[track_caller]
pub fn in_sync(desk: &Desk) {
    desk.types("plan --sandbox --detailed-exitcode").expect(Exit::Done);
}

/// What a plan lists as somebody else's, as `kind name owner`.
pub fn foreign(document: &Value) -> Vec<String> {
    let list = document["foreign"].as_array().unwrap().iter();
    let word = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    list.map(|one| format!("{} {} ({})", word(one, "kind"), word(one, "name"), word(one, "owner")))
        .collect()
}

/// What a plan refuses, as `address: why | help`.
pub fn refusals(document: &Value) -> Vec<String> {
    let list = document["refused"].as_array().unwrap().iter();
    let word = |one: &Value, field: &str| one[field].as_str().unwrap_or_default().to_owned();
    list.map(|one| format!("{}: {} | {}", word(one, "address"), word(one, "why"), word(one, "help")))
        .collect()
}

/// The document that a command prints.
#[track_caller]
pub fn json(desk: &Desk, words: &str) -> Value {
    let ran = desk.types(&format!("{words} --format json"));
    assert!(!ran.stdout.is_empty(), "{}", ran.stderr);
    ran.json()
}
