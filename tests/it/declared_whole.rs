//! Baselines for an Organization of the sandbox: one that declares all of it, and one that declares little.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use groundline::sandbox::{Organization, State};

const TAG_POLICY: &str = "TAG_POLICY";

/// Writes a baseline that declares every unit, account and policy, with all attachments. The names in the Organization are the keys.
pub fn whole(state: &State, folder: &Path) -> PathBuf {
    let organization = state.organization.as_ref().unwrap();
    let mut text = head(organization, "include = [\"accounts/*.toml\"]\n");
    for unit in organization.units.values() {
        let parent = place(organization, &unit.parent);
        writeln!(text, "[units.{0}]\nname = \"{0}\"\nparent = \"{parent}\"", unit.name).unwrap();
    }
    accounts(organization, &folder.join("accounts"));
    for (id, policy) in organization.policies.iter().filter(|(_, policy)| !policy.aws_managed) {
        let table = if policy.kind == TAG_POLICY {
            "tag-policies"
        } else {
            "scps"
        };
        let targets = organization.attachments.get(id).into_iter().flatten();
        let attach: Vec<String> = targets
            .map(|target| format!("\"{}\"", place(organization, target)))
            .collect();
        let name = &policy.name;
        writeln!(
            text,
            "[{table}.{name}]\nfile = \"{name}.json\"\nattach = [{}]",
            attach.join(", ")
        )
        .unwrap();
        fs::write(folder.join(format!("{name}.json")), &policy.content).unwrap();
    }
    write(folder, "whole.toml", &text)
}

/// Accounts in files of a thousand, as large Organizations have to keep them.
fn accounts(organization: &Organization, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let members = organization.accounts.iter();
    let members: Vec<_> = members
        .filter(|(id, _)| **id != organization.management_account)
        .collect();
    for (number, accounts) in members.chunks(1_000).enumerate() {
        let mut text = String::new();
        for (_, account) in accounts {
            let unit = place(organization, &account.parent);
            let (name, email) = (&account.name, &account.email);
            writeln!(
                text,
                "[accounts.{name}]\nname = \"{name}\"\nemail = \"{email}\"\nunit = \"{unit}\""
            )
            .unwrap();
        }
        write(folder, &format!("{number:03}.toml"), &text);
    }
}

/// Writes a baseline that declares one unit and one policy on it.
pub fn little(state: &State, folder: &Path) -> PathBuf {
    let organization = state.organization.as_ref().unwrap();
    let in_root = |unit: &&groundline::sandbox::Unit| unit.parent == organization.root.id;
    let unit = &organization.units.values().find(in_root).unwrap().name;
    let mut text = head(organization, "");
    writeln!(text, "[units.{unit}]\nname = \"{unit}\"").unwrap();
    writeln!(
        text,
        "[scps.deny-leave]\nfile = \"deny-leave.json\"\nattach = [\"{unit}\"]"
    )
    .unwrap();
    let deny = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*"}}"#;
    fs::write(folder.join("deny-leave.json"), deny).unwrap();
    write(folder, "little.toml", &text)
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

fn head(organization: &Organization, include: &str) -> String {
    format!(
        "format = 1\n{include}[organization]\nbaseline = \"whole\"\nmanagement-account = \"{}\"\nid = \"{}\"\n",
        organization.management_account, organization.id
    )
}

/// As it is written in `parent`, `unit` and `attach`.
fn place(organization: &Organization, id: &str) -> String {
    if let Some(unit) = organization.units.get(id) {
        return unit.name.clone();
    }
    match organization.accounts.get(id) {
        Some(account) => format!("account:{}", account.name),
        None => "root".to_owned(),
    }
}

/// Gives everything its ownership tag and every policy its description, as an apply of [`whole`] leaves them.
pub fn adopt(state: &mut State) {
    let organization = state.organization.as_mut().unwrap();
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for (id, unit) in &organization.units {
        owners.insert(id.clone(), format!("whole/unit/{}", unit.name));
    }
    for (id, account) in &organization.accounts {
        if *id != organization.management_account {
            owners.insert(id.clone(), format!("whole/account/{}", account.name));
        }
    }
    for (id, policy) in organization
        .policies
        .iter_mut()
        .filter(|(_, policy)| !policy.aws_managed)
    {
        let kind = if policy.kind == TAG_POLICY { "tag-policy" } else { "scp" };
        owners.insert(id.clone(), format!("whole/{kind}/{}", policy.name));
        policy.description = "Managed by groundline, baseline whole".to_owned();
    }
    for (id, owner) in owners {
        let tagged = organization.tags.entry(id).or_default();
        tagged.tags.insert("groundline".to_owned(), owner);
        tagged.seen = Some(tagged.tags.clone());
    }
}
