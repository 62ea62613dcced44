//! What boto3 must see once a baseline is in force: worked out from the TOML files alone, with none of groundline's
//! code but for what guardrails of the library say.

use std::collections::BTreeMap;

use groundline::engine::address::Address;
use serde_json::{Value, json};
use toml::Table;

use super::desk::Desk;
use crate::support::valid;

/// Tables of policies: the kind in the ownership tag, and AWS's type.
const POLICIES: [(&str, &str, &str); 3] = [
    ("scps", "scp", "SERVICE_CONTROL_POLICY"),
    ("rcps", "rcp", "RESOURCE_CONTROL_POLICY"),
    ("tag-policies", "tag-policy", "TAG_POLICY"),
];
/// As in the AWS Organizations User Guide: nothing below the root may opt in again.
const OPT_OUT: &str = r#"{"services":{"@@operators_allowed_for_child_policies":["@@none"],"default":
    {"@@operators_allowed_for_child_policies":["@@none"],"opt_out_policy":
    {"@@operators_allowed_for_child_policies":["@@none"],"@@assign":"optOut"}}}}"#;

/// A baseline as it is written, with its included accounts.
pub struct Written {
    name: String,
    baseline: Table,
    /// Texts by kind and key.
    policies: BTreeMap<(&'static str, String), Value>,
}

impl Written {
    /// Reads `baseline.toml`, `accounts/*.toml` and the policy files of a desk.
    pub fn on(desk: &Desk) -> Self {
        let mut baseline: Table = desk.read("baseline.toml").parse().unwrap();
        let mut accounts = table(&baseline, "accounts");
        for entry in std::fs::read_dir(desk.path("accounts")).unwrap() {
            let included: Table = std::fs::read_to_string(entry.unwrap().path()).unwrap().parse().unwrap();
            accounts.extend(table(&included, "accounts"));
        }
        baseline.insert("accounts".to_owned(), accounts.into());
        let mut policies = BTreeMap::new();
        let declared = valid(&desk.path("baseline.toml"));
        for (name, kind, _) in POLICIES {
            for (key, policy) in table(&baseline, name) {
                let document = match text(&policy, "file") {
                    Some(file) => Some(desk.read(&file)),
                    // Of the library. Where it names accounts, their ids are AWS's to say.
                    None => {
                        let declared = &declared.core.policies[&Address::new(kind, &key)];
                        declared.late.is_none().then(|| declared.document.minified())
                    }
                };
                if let Some(document) = document {
                    policies.insert((kind, key), serde_json::from_str(&document).unwrap());
                }
            }
        }
        Self {
            name: text(&baseline["organization"], "baseline").unwrap(),
            baseline,
            policies,
        }
    }

    /// The whole expectation; administrators are those of `delegated` services alone, where they are given by principal.
    pub fn expectation(&self) -> Value {
        json!({
            "management": [self.management()],
            "units": self.units(),
            "accounts": self.accounts(),
            "policies": self.policies(),
            "trusted": self.baseline["trusted-access"]["services"].clone(),
            "delegated": self.delegated(),
        })
    }

    fn owned(&self, kind: &str, key: &str, tags: Option<&toml::Value>) -> Value {
        let mut all = json!({ "groundline": format!("{}/{kind}/{key}", self.name) });
        for (name, value) in tags.and_then(toml::Value::as_table).into_iter().flatten() {
            all[name] = json!(value.as_str().unwrap());
        }
        all
    }

    fn management(&self) -> Value {
        let entry = &self.baseline["accounts"]["management"];
        let id = text(&self.baseline["organization"], "management-account").unwrap();
        json!({ "id": id, "tags": self.owned("account", "management", entry.get("tags")) })
    }

    fn path(&self, unit: &str) -> String {
        let entry = &self.baseline["units"][unit];
        let name = text(entry, "name").unwrap();
        match text(entry, "parent") {
            Some(parent) => format!("{}/{name}", self.path(&parent)),
            None => name,
        }
    }

    fn units(&self) -> Vec<Value> {
        let units = table(&self.baseline, "units");
        let each = units.iter();
        each.map(|(key, unit)| json!({ "path": self.path(key), "tags": self.owned("unit", key, unit.get("tags")) }))
            .collect()
    }

    fn accounts(&self) -> Vec<Value> {
        let accounts = table(&self.baseline, "accounts");
        let members = accounts.iter().filter(|(key, _)| *key != "management");
        members
            .map(|(key, account)| {
                let unit = text(account, "unit").unwrap();
                let mut tags = self.owned("account", key, account.get("tags"));
                if let Some(owner) = text(account, "owner") {
                    tags["owner"] = json!(self.filled(&owner));
                }
                json!({
                    "name": text(account, "name"),
                    "email": text(account, "email"),
                    "unit": if unit == "root" { String::new() } else { self.path(&unit) },
                    "tags": tags,
                })
            })
            .collect()
    }

    /// `${values.KEY}` replaced by the value.
    fn filled(&self, written: &str) -> String {
        match written
            .strip_prefix("${values.")
            .and_then(|rest| rest.strip_suffix('}'))
        {
            Some(key) => text(&self.baseline["values"], key).unwrap(),
            None => written.to_owned(),
        }
    }

    fn policies(&self) -> Vec<Value> {
        let mut all = vec![json!({
            "name": "ai-services-opt-out",
            "type": "AISERVICES_OPT_OUT_POLICY",
            "document": serde_json::from_str::<Value>(OPT_OUT).unwrap(),
            "targets": ["root"],
            "tags": self.owned("ai-services", "opt-out", None),
        })];
        for (name, kind, policy_type) in POLICIES {
            for (key, policy) in table(&self.baseline, name) {
                let attach = policy["attach"].as_array().unwrap();
                let targets: Vec<String> = attach
                    .iter()
                    .map(|place| self.target(place.as_str().unwrap()))
                    .collect();
                let mut one = json!({
                    "name": text(&policy, "name").unwrap_or(key.clone()),
                    "type": policy_type,
                    "targets": targets,
                    "tags": self.owned(kind, &key, policy.get("tags")),
                });
                if let Some(document) = self.policies.get(&(kind, key)) {
                    one["document"] = document.clone();
                }
                all.push(one);
            }
        }
        all
    }

    /// As the judges name a target: `root`, a unit's path, or `account:NAME`.
    fn target(&self, place: &str) -> String {
        match place.strip_prefix("account:") {
            Some(account) => format!("account:{}", self.account(account)),
            None if place == "root" => place.to_owned(),
            None => self.path(place),
        }
    }

    fn account(&self, key: &str) -> String {
        text(&self.baseline["accounts"][key], "name").unwrap()
    }

    fn delegated(&self) -> Vec<Value> {
        let mut all = Vec::new();
        for (service, accounts) in table(&self.baseline, "delegated-admins") {
            let principals = match service.as_str() {
                "config" => vec![
                    "config.amazonaws.com".to_owned(),
                    "config-multiaccountsetup.amazonaws.com".to_owned(),
                ],
                principal if principal.contains('.') => vec![principal.to_owned()],
                key => vec![format!("{key}.amazonaws.com")],
            };
            let accounts = accounts.as_array().cloned().unwrap_or_else(|| vec![accounts.clone()]);
            for (principal, account) in principals
                .iter()
                .flat_map(|one| accounts.iter().map(move |account| (one, account)))
            {
                all.push(json!({ "service": principal, "account": self.account(account.as_str().unwrap()) }));
            }
        }
        all
    }
}

fn table(of: &Table, name: &str) -> Table {
    of.get(name)
        .and_then(toml::Value::as_table)
        .cloned()
        .unwrap_or_default()
}

fn text(of: &toml::Value, name: &str) -> Option<String> {
    of.get(name)?.as_str().map(str::to_owned)
}
