//! What a baseline comes to, field by field.

use groundline::areas::{baseline::Baseline, kit::resource::Removed};
use groundline::engine::address::Address;
use groundline::organization::{Place, Tags, Undeclared};

use crate::support::valid;

const EVERYTHING: &str = r#"
format = 1
allow-unknown = ["new-service.amazonaws.com"]
[organization]
baseline = "acme"
management-account = "111111111111"
id = "o-a1b2c3d4e5"
undeclared-accounts = "fail"
account-email-domains = ["Example.com"]
[regions]
home = "eu-west-1"
approved = ["eu-west-1", "us-east-1"]
[roles]
member = "Admin"
[ownership]
exclusive = ["scps", "tags"]
[values]
team = "platform"
[units.workloads]
tags = { home = "${regions.home}", org = "${organization.id}" }
[units.production]
name = "Production"
parent = "workloads"
[accounts.management]
owner = "finance"
[accounts.audit]
id = "222222222222"
member-role = "Auditor"
[accounts.dev]
email = "DEV@Example.com"
unit = "production"
owner = "${values.team}@example.com"
tags = { payer = "${account.management.id}", audit = "${account.audit.id}" }
[scps.deny]
file = "deny.json"
attach = ["root", "production", "account:dev"]
[policies.chat]
type = "CHATBOT_POLICY"
file = "chat.json"
name = "Chat"
description = "For ${values.team}, not $${values.team}"
adopt = "exact"
[ai-services]
opt-out = true
[trusted-access]
services = ["ram.amazonaws.com"]
[delegated-admins]
config = ["audit", "dev"]
"new-service.amazonaws.com" = "audit"
[delegation-policy]
file = "delegation.json"
[[moved]]
from = "scp.older"
to = "scp.old"
[[moved]]
from = "scp.old"
to = "scp.deny"
[[removed]]
type = "scp"
name = "by hand"
destroy = true
"#;

fn everything() -> Baseline {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("baseline.toml", EVERYTHING);
    write(
        "deny.json",
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#,
    );
    write("chat.json", r#"{"chatbot":{}}"#);
    write(
        "delegation.json",
        r#"{"Version":"2012-10-17","Statement":{"Sid":"Read","Effect":"Allow","Principal":"*","Action":"organizations:List*","Resource":"*"}}"#,
    );
    valid(&folder.path().join("baseline.toml"))
}

#[test]
fn units_and_accounts_become_what_was_written() {
    let organization = everything().core.organization;
    assert_eq!(
        (organization.baseline.as_str(), organization.id.as_deref()),
        ("acme", Some("o-a1b2c3d4e5"))
    );
    assert_eq!(organization.undeclared, Undeclared::Fail);
    assert_eq!(organization.email_domains, ["example.com"]);
    assert_eq!(organization.exclusive, ["scps", "tags"].map(str::to_owned).into());
    let tag = |tags: &Tags, key: &str| tags.get(key).cloned().unwrap();
    let workloads = &organization.units["workloads"];
    assert_eq!(
        (workloads.name.as_str(), workloads.parent.as_str()),
        ("workloads", "root")
    );
    assert_eq!(tag(&workloads.tags, "home"), "eu-west-1");
    assert_eq!(tag(&workloads.tags, "org"), "o-a1b2c3d4e5");
    assert_eq!(organization.unit_chain("production"), ["workloads", "production"]);
    let dev = &organization.accounts["dev"];
    assert_eq!(dev.email.as_deref(), Some("dev@example.com"));
    assert_eq!((dev.name.as_deref(), dev.role.as_deref()), (None, Some("Admin")));
    assert_eq!(tag(&dev.tags, "owner"), "platform@example.com");
    assert_eq!(tag(&dev.tags, "payer"), "111111111111");
    assert_eq!(tag(&dev.tags, "audit"), "222222222222");
    assert_eq!(organization.accounts["audit"].role.as_deref(), Some("Auditor"));
    assert_eq!(tag(&organization.accounts["management"].tags, "owner"), "finance");
    assert_eq!(organization.renamed("scp", "older"), "deny");
}

#[test]
fn policies_and_switches_become_what_was_written() {
    let baseline = everything();
    let policy = |kind: &str, key: &str| baseline.core.policies[&Address::new(kind, key)].clone();
    let deny = policy("scp", "deny");
    assert_eq!(
        (deny.name.as_str(), deny.policy_type.as_str()),
        ("deny", "SERVICE_CONTROL_POLICY")
    );
    assert_eq!(deny.description, "Managed by groundline, baseline acme");
    let (unit, account) = (Place::Unit("production".to_owned()), Place::Account("dev".to_owned()));
    assert_eq!(deny.attach, [Place::Root, unit, account].into());
    let chat = policy("policy", "chat");
    assert_eq!(
        (chat.name.as_str(), chat.description.as_str()),
        ("Chat", "For platform, not ${values.team}")
    );
    assert!(chat.adopt_exact && !deny.adopt_exact);
    let opt_out = policy("ai-services", "opt-out");
    assert_eq!(
        (opt_out.name.as_str(), opt_out.attach),
        ("ai-services-opt-out", [Place::Root].into())
    );
    assert!(opt_out.document.minified().contains("\"@@assign\":\"optOut\""));
    assert_eq!(baseline.core.policies.len(), 3);

    let services = &baseline.core.elsewhere.trusted_services;
    assert!(services.contains("ram.amazonaws.com") && baseline.wants.declared.contains("trusted-access"));
    let services: Vec<&str> = baseline.wants.administrators.keys().map(String::as_str).collect();
    let config = ["config-multiaccountsetup.amazonaws.com", "config.amazonaws.com"];
    assert_eq!(services, [config[0], config[1], "new-service.amazonaws.com"]);
    for principal in config {
        let mut wanted = baseline.wants.desired().values();
        let of_it: Vec<_> = wanted
            .by_ref()
            .filter(|wanted| wanted.address.key == principal)
            .collect();
        let administrators = of_it.iter().filter(|wanted| wanted.address.kind == "delegated-admin");
        assert!(administrators.clone().all(|wanted| wanted.most == Some(3)));
        assert_eq!(administrators.count(), 2);
    }
    let delegation = baseline.core.elsewhere.delegation_policy.unwrap().value();
    assert_eq!(delegation["Statement"]["Sid"], "Read");
    let by_hand = Removed::Named {
        kind: "scp".to_owned(),
        name: "by hand".to_owned(),
    };
    assert_eq!(baseline.core.removed, [by_hand]);
}
