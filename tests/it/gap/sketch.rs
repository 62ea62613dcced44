//! A baseline in few words: units, accounts, policies of named statements.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use groundline::areas::baseline::Baseline;
use serde_json::{Value, json};

use crate::support::valid;

/// A baseline in few words.
#[derive(Debug, Clone, Default)]
pub struct Sketch {
    /// Key, name and parent.
    units: BTreeMap<String, (String, String)>,
    /// Key and unit.
    accounts: BTreeMap<String, String>,
    policies: BTreeMap<String, Policy>,
    moved: Vec<(String, String)>,
    /// By place as in `attach`.
    full_access: BTreeMap<String, bool>,
}

#[derive(Debug, Clone)]
struct Policy {
    table: &'static str,
    name: String,
    statements: Vec<String>,
    attach: Vec<String>,
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

impl Sketch {
    pub fn unit(self, key: &str, parent: &str) -> Self {
        self.unit_named(key, key, parent)
    }

    pub fn unit_named(mut self, key: &str, name: &str, parent: &str) -> Self {
        self.units.insert(key.to_owned(), (name.to_owned(), parent.to_owned()));
        self
    }

    pub fn account(mut self, key: &str, unit: &str) -> Self {
        self.accounts.insert(key.to_owned(), unit.to_owned());
        self
    }

    /// An SCP of these statements at these places, both as words.
    pub fn scp(self, key: &str, statements: &str, attach: &str) -> Self {
        self.named("scps", key, key, statements, attach)
    }

    pub fn rcp(self, key: &str, statements: &str, attach: &str) -> Self {
        self.named("rcps", key, key, statements, attach)
    }

    pub fn named(mut self, table: &'static str, key: &str, name: &str, statements: &str, attach: &str) -> Self {
        let policy = Policy {
            table,
            name: name.to_owned(),
            statements: words(statements),
            attach: words(attach),
        };
        self.policies.insert(key.to_owned(), policy);
        self
    }

    /// The same without one policy.
    pub fn without(mut self, key: &str) -> Self {
        self.policies.remove(key).unwrap();
        self
    }

    /// `scp.a` was renamed to `scp.b`.
    pub fn moved(mut self, from: &str, to: &str) -> Self {
        self.moved.push((from.to_owned(), to.to_owned()));
        self
    }

    /// Whether AWS's policy that allows everything is on a place.
    pub fn full_access(mut self, place: &str, is_on: bool) -> Self {
        self.full_access.insert(place.to_owned(), is_on);
        self
    }

    /// Another name than its key for a unit.
    pub fn called(mut self, unit: &str, name: &str) -> Self {
        if let Some((known, _)) = self.units.get_mut(unit) {
            name.clone_into(known);
        }
        self
    }

    /// As a baseline that was read from files.
    pub fn baseline(&self) -> Baseline {
        let folder = tempfile::tempdir().unwrap();
        let mut text = String::from(
            "format = 1\n[organization]\nbaseline = \"gap\"\nmanagement-account = \"123456789012\"\nid = \"o-a1b2c3d4e5\"\n",
        );
        let full_access = |place: &str| match self.full_access.get(place) {
            Some(is_on) => format!("full-access = {is_on}\n"),
            None => String::new(),
        };
        text.push_str(&full_access("root"));
        for (from, to) in &self.moved {
            writeln!(text, "[[moved]]\nfrom = \"{from}\"\nto = \"{to}\"").unwrap();
        }
        for (key, (name, parent)) in &self.units {
            writeln!(text, "[units.{key}]\nname = \"{name}\"").unwrap();
            text.push_str(&full_access(key));
            if parent != "root" {
                writeln!(text, "parent = \"{parent}\"").unwrap();
            }
        }
        for (key, unit) in &self.accounts {
            writeln!(
                text,
                "[accounts.{key}]\nname = \"{key}\"\nemail = \"aws+{key}@example.com\"\nunit = \"{unit}\""
            )
            .unwrap();
            text.push_str(&full_access(&format!("account:{key}")));
        }
        for (key, policy) in &self.policies {
            let Policy {
                table, name, attach, ..
            } = policy;
            writeln!(
                text,
                "[{table}.{key}]\nname = \"{name}\"\nfile = \"{key}.json\"\nattach = {attach:?}\nlint-allow = [\"action-unknown\"]"
            )
            .unwrap();
            let statements: Vec<Value> = policy.statements.iter().map(|sid| statement(table, sid)).collect();
            let document = json!({ "Version": "2012-10-17", "Statement": statements });
            std::fs::write(folder.path().join(format!("{key}.json")), document.to_string()).unwrap();
        }
        let path = folder.path().join("baseline.toml");
        std::fs::write(&path, text).unwrap();
        valid(&path)
    }
}

/// What a list allows in any case: what nobody may be locked out of.
const LISTED: &[&str] = &["account:*", "cloudformation:*", "ec2:*", "iam:*", "sts:*"];

/// A statement by its `Sid`: `Allow…` allows everything, `List…` some services and the one that it names, `No…` denies the service that it names, and
/// `Big…` is so long that no two fit into one policy.
fn statement(table: &str, sid: &str) -> Value {
    let service = if table == "rcps" { "s3" } else { "ec2" };
    let mut statement = if sid.starts_with("Allow") {
        json!({ "Sid": sid, "Effect": "Allow", "Action": "*", "Resource": "*" })
    } else if let Some(named) = sid.strip_prefix("List") {
        let mut actions: Vec<String> = LISTED.iter().map(|action| (*action).to_owned()).collect();
        actions.extend((!named.is_empty()).then(|| format!("{}:*", named.to_lowercase())));
        json!({ "Sid": sid, "Effect": "Allow", "Action": actions, "Resource": "*" })
    } else if let Some(named) = sid.strip_prefix("No") {
        json!({ "Sid": sid, "Effect": "Deny", "Action": format!("{}:*", named.to_lowercase()), "Resource": "*" })
    } else if sid.starts_with("Big") {
        let actions: Vec<String> = (0..250).map(|n| format!("ec2:{sid}Action{n:012}")).collect();
        json!({ "Sid": sid, "Effect": "Deny", "Action": actions, "Resource": "*" })
    } else {
        json!({ "Sid": sid, "Effect": "Deny", "Action": format!("{service}:{sid}"), "Resource": "*" })
    };
    if table == "rcps"
        && let Some(elements) = statement.as_object_mut()
    {
        elements.insert("Principal".to_owned(), json!("*"));
    }
    statement
}
