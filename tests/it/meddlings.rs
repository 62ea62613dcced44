//! What somebody else does to the Organization of the crash fixtures by other ways, one deed for each kind of change and each of its fields.

use groundline::sandbox::{AccountState, Moment, Organization, TypeStatus};

use crate::hand::{account, attach, deny, detach, make_unit, policy, tag, unit, untag};

pub type Act = Box<dyn Fn(&mut Organization)>;

/// What somebody does, and what comes of it.
pub struct Meddling {
    pub what: &'static str,
    /// Finds what it is about in the Organization as it was read.
    pub by_hand: fn(&Organization) -> Act,
    /// The changes that are skipped by name, each with a part of what was found.
    pub skipped: &'static [(&'static str, &'static str)],
    /// The changes that are done already, and take no write.
    pub done: &'static [&'static str],
}

impl Meddling {
    const fn new(what: &'static str, by_hand: fn(&Organization) -> Act) -> Self {
        Self {
            what,
            by_hand,
            skipped: &[],
            done: &[],
        }
    }

    const fn skips(mut self, skipped: &'static [(&'static str, &'static str)]) -> Self {
        self.skipped = skipped;
        self
    }

    const fn finds_done(mut self, done: &'static [&'static str]) -> Self {
        self.done = done;
        self
    }
}

pub const OWNER: &str = "groundline";
pub const THEIRS: &str = "other/unit/theirs";
pub const OTHERS: &str = "it is owned by baseline other";

fn edit_policy(it: &Organization, name: &str, edit: fn(&mut groundline::sandbox::Policy)) -> Act {
    let id = policy(it, name);
    Box::new(move |it| edit(it.policies.get_mut(&id).unwrap()))
}

fn tag_policy(it: &Organization, name: &str, key: &'static str, value: &'static str) -> Act {
    let id = policy(it, name);
    Box::new(move |it| tag(it, &id, key, value))
}

fn tag_unit(it: &Organization, path: &str, key: &'static str, value: &'static str) -> Act {
    let id = unit(it, path);
    Box::new(move |it| tag(it, &id, key, value))
}

fn rename_unit(it: &Organization, path: &str, name: &'static str) -> Act {
    let id = unit(it, path);
    Box::new(move |it| it.units.get_mut(&id).unwrap().name = name.to_owned())
}

fn edit_account(it: &Organization, email: &str, edit: fn(&mut groundline::sandbox::Account)) -> Act {
    let id = account(it, email);
    Box::new(move |it| edit(it.accounts.get_mut(&id).unwrap()))
}

fn tag_account(it: &Organization, email: &str, key: &'static str, value: &'static str) -> Act {
    let id = account(it, email);
    Box::new(move |it| tag(it, &id, key, value))
}

/// Somebody at each kind of change, and at each of its fields.
pub fn meddlings() -> Vec<Meddling> {
    let mut all = policies();
    all.extend(attachments());
    all.extend(units());
    all.extend(accounts());
    all.extend(services());
    all
}

fn policies() -> Vec<Meddling> {
    vec![
        Meddling::new("the text of a policy that changes", |it| {
            edit_policy(it, "leaving", |policy| policy.content = deny("s3:*"))
        })
        .skips(&[("update scp.leaving", "its text is another one")]),
        Meddling::new("the name of a policy that changes", |it| {
            edit_policy(it, "leaving", |policy| policy.name = "mine".to_owned())
        })
        .skips(&[("update scp.leaving", "its name is `mine`")]),
        Meddling::new("the description of a policy that changes", |it| {
            edit_policy(it, "credentials", |policy| policy.description = "mine".to_owned())
        })
        .skips(&[("update scp.credentials", "its description is `mine`")]),
        Meddling::new("the name of a policy that is renamed", |it| {
            edit_policy(it, "credentials", |policy| policy.name = "mine".to_owned())
        })
        .skips(&[("update scp.credentials", "its name is `mine`")]),
        Meddling::new("a policy that changes gets another baseline's tag", |it| {
            tag_policy(it, "leaving", OWNER, THEIRS)
        })
        .skips(&[("update scp.leaving", OTHERS)]),
        Meddling::new("a policy that changes is CloudFormation's", |it| {
            let id = policy(it, "leaving");
            Box::new(move |it| {
                untag(it, &id, OWNER);
                tag(it, &id, "aws:cloudformation:stack-name", "theirs");
            })
        })
        .skips(&[("update scp.leaving", "it is owned by CloudFormation")]),
        Meddling::new("a policy that changes lost its tag", |it| {
            let id = policy(it, "leaving");
            Box::new(move |it| untag(it, &id, OWNER))
        })
        .skips(&[("update scp.leaving", "it is owned by nobody")]),
        Meddling::new("a policy that is taken over gets another baseline's tag", |it| {
            tag_policy(it, "by-hand", OWNER, THEIRS)
        })
        .skips(&[("adopt scp.by-hand", OTHERS)]),
        Meddling::new("the text of a policy that is taken over", |it| {
            edit_policy(it, "by-hand", |policy| policy.content = deny("s3:*"))
        })
        .skips(&[("adopt scp.by-hand", "its text is another one")]),
        Meddling::new("the description of a policy that is taken over", |it| {
            edit_policy(it, "by-hand", |policy| policy.description = "mine".to_owned())
        })
        .skips(&[("adopt scp.by-hand", "its description is `mine`")]),
        Meddling::new("the name of a policy that is taken over", |it| {
            edit_policy(it, "by-hand", |policy| policy.name = "mine".to_owned())
        })
        .skips(&[("adopt scp.by-hand", "its name is `mine`")]),
        Meddling::new("the text of a policy with another key", |it| {
            edit_policy(it, "old-key", |policy| policy.content = deny("s3:*"))
        })
        .skips(&[("update scp.new-key", "its text is another one")]),
        Meddling::new("a policy with another key gets another baseline's tag", |it| {
            tag_policy(it, "old-key", OWNER, THEIRS)
        })
        .skips(&[("update scp.new-key", OTHERS)]),
        Meddling::new("the text of a policy that is deleted", |it| {
            edit_policy(it, "A name to take", |policy| policy.content = deny("s3:*"))
        })
        .skips(&[("delete scp.retired", "its text is another one")]),
        Meddling::new("a policy that is deleted is another baseline's", |it| {
            tag_policy(it, "A name to take", OWNER, THEIRS)
        })
        .skips(&[("detach scp-attachment.retired[\"account:shop\"]", OTHERS)]),
        Meddling::new("a policy is made as it is to be", |it| {
            edit_policy(it, "leaving", |policy| {
                let path = crate::support::repository("tests/fixtures/crash/after/policies/leaving.json");
                policy.content = std::fs::read_to_string(path).unwrap();
            })
        })
        .finds_done(&["update scp.leaving"]),
        Meddling::new("a policy that is deleted is deleted", |it| {
            let id = policy(it, "A name to take");
            Box::new(move |it| {
                it.policies.remove(&id);
                it.attachments.remove(&id);
                it.tags.remove(&id);
            })
        })
        // It steps aside before it goes, so that its name is free.
        .skips(&[("update scp.retired", "it is not there any more")])
        .finds_done(&["detach scp-attachment.retired[\"account:shop\"]"]),
    ]
}

fn attachments() -> Vec<Meddling> {
    vec![
        Meddling::new("a policy that is attached and detached is another baseline's", |it| {
            tag_policy(it, "workloads", OWNER, THEIRS)
        })
        .skips(&[("attach scp-attachment.workloads[\"staging\"]", OTHERS)]),
        Meddling::new("the text of a policy that is only attached", |it| {
            edit_policy(it, "workloads", |policy| policy.content = deny("s3:*"))
        })
        .skips(&[(
            "attach scp-attachment.workloads[\"staging\"]",
            "its text is another one",
        )]),
        Meddling::new("a policy is attached as it is to be", |it| {
            let (id, at) = (policy(it, "credentials"), unit(it, "Workloads"));
            Box::new(move |it| attach(it, &id, &at))
        })
        .finds_done(&["attach scp-attachment.credentials[\"workloads\"]"]),
        Meddling::new("a policy is detached as it is to be", |it| {
            let (id, at) = (policy(it, "credentials"), unit(it, "Workloads/Production"));
            Box::new(move |it| {
                if it.attachments[&id].contains(&at) {
                    detach(it, &id, &at);
                }
            })
        })
        .finds_done(&["detach scp-attachment.credentials[\"production\"]"]),
    ]
}

fn units() -> Vec<Meddling> {
    vec![
        Meddling::new("the name of a unit that is renamed", |it| {
            rename_unit(it, "Workloads", "Mine")
        })
        .skips(&[("update unit.workloads", "its name is `Mine`")]),
        Meddling::new("a unit is renamed as it is to be", |it| {
            rename_unit(it, "Workloads", "Products")
        })
        .finds_done(&["update unit.workloads"]),
        Meddling::new("a unit that is renamed is another baseline's", |it| {
            tag_unit(it, "Workloads", OWNER, THEIRS)
        })
        .skips(&[("update unit.workloads", OTHERS)]),
        Meddling::new("the tag of a unit that is tagged", |it| {
            tag_unit(it, "Workloads/Production", "tier", "mine")
        })
        .skips(&[("update unit.production", "its tag `tier` is `mine`")]),
        Meddling::new("a unit is tagged as it is to be", |it| {
            tag_unit(it, "Workloads/Production", "tier", "gold")
        })
        .finds_done(&["update unit.production"]),
        Meddling::new("the name of a unit that is taken over", |it| {
            rename_unit(it, "Found", "Mine")
        })
        .skips(&[("adopt unit.found", "its name is `Mine`")]),
        Meddling::new("a unit that is taken over is another baseline's", |it| {
            tag_unit(it, "Found", OWNER, THEIRS)
        })
        .skips(&[("adopt unit.found", OTHERS)]),
        Meddling::new("a unit that is replaced is another baseline's", |it| {
            tag_unit(it, "Workloads/Staging", OWNER, THEIRS)
        })
        .skips(&[("update unit.staging[\"replaced\"]", OTHERS)]),
        Meddling::new("a unit that is deleted is another baseline's", |it| {
            tag_unit(it, "Lab", OWNER, THEIRS)
        })
        .skips(&[("delete unit.lab", OTHERS)]),
        Meddling::new("a unit that is deleted lost its tag", |it| {
            let id = unit(it, "Lab/Inner");
            Box::new(move |it| untag(it, &id, OWNER))
        })
        .skips(&[("delete unit.lab-inner", "it is owned by nobody")]),
        Meddling::new("an account is put into a unit that is deleted", |it| {
            let (id, to) = (account(it, "aws+tools@example.com"), unit(it, "Lab/Inner"));
            Box::new(move |it| it.accounts.get_mut(&id).unwrap().parent = to.clone())
        })
        .skips(&[("delete unit.lab-inner", "was put into it")]),
        Meddling::new("a unit is made in a unit that is deleted", |it| {
            let lab = unit(it, "Lab");
            Box::new(move |it| {
                if !it.units.values().any(|unit| unit.name == "Mine") {
                    make_unit(it, &lab, "Mine");
                }
            })
        })
        .skips(&[("delete unit.lab", "was put into it")]),
        Meddling::new("a unit that is deleted is renamed", |it| rename_unit(it, "Lab", "Mine"))
            .skips(&[("delete unit.lab", "its name is `Mine`")]),
    ]
}

fn accounts() -> Vec<Meddling> {
    vec![
        Meddling::new("the name of an account that is renamed", |it| {
            edit_account(it, "aws+tools@example.com", |account| account.name = "Mine".to_owned())
        })
        .skips(&[("update account.tools", "its name is `Mine`")]),
        Meddling::new("an account is renamed as it is to be", |it| {
            edit_account(it, "aws+tools@example.com", |account| {
                account.name = "Toolbox".to_owned()
            })
        })
        .finds_done(&["update account.tools"]),
        Meddling::new("an account that is renamed is suspended", |it| {
            edit_account(it, "aws+tools@example.com", |account| {
                account.state = AccountState::Suspended
            })
        })
        .skips(&[
            ("update account.tools", "the account is SUSPENDED"),
            (
                "detach scp-attachment.credentials[\"account:tools\"]",
                "the account is SUSPENDED",
            ),
        ]),
        Meddling::new("an account that is tagged is another baseline's", |it| {
            tag_account(it, "aws+shop@example.com", OWNER, THEIRS)
        })
        .skips(&[("update account.shop", OTHERS)]),
        Meddling::new("the tag of an account that is tagged", |it| {
            tag_account(it, "aws+shop@example.com", "cost-center", "mine")
        })
        .skips(&[("update account.shop", "its tag `cost-center` is `mine`")]),
        Meddling::new("an account that is taken over is another baseline's", |it| {
            tag_account(it, "aws+found@example.com", OWNER, THEIRS)
        })
        .skips(&[("adopt account.taken", OTHERS), ("move account.taken", OTHERS)]),
        Meddling::new("an account that moves is moved elsewhere", |it| {
            let (id, to) = (account(it, "aws+guest@example.com"), unit(it, "Keys"));
            Box::new(move |it| it.accounts.get_mut(&id).unwrap().parent = to.clone())
        })
        .skips(&[("move account.guest", "it stands in ou-")]),
        Meddling::new("an account that moves is moved as it is to be", |it| {
            let (id, to) = (account(it, "aws+guest@example.com"), unit(it, "Workloads/Production"));
            Box::new(move |it| it.accounts.get_mut(&id).unwrap().parent = to.clone())
        })
        .finds_done(&["move account.guest"]),
        Meddling::new("an account that moves is suspended", |it| {
            edit_account(it, "aws+guest@example.com", |account| {
                account.state = AccountState::Suspended
            })
        })
        .skips(&[("move account.guest", "the account is SUSPENDED")]),
        Meddling::new("an account that moves is another baseline's", |it| {
            tag_account(it, "aws+guest@example.com", OWNER, THEIRS)
        })
        .skips(&[("move account.guest", OTHERS)]),
        Meddling::new("an account that moves has left", |it| {
            let id = account(it, "aws+guest@example.com");
            Box::new(move |it| {
                it.accounts.remove(&id);
                it.tags.remove(&id);
            })
        })
        .skips(&[("move account.guest", "it is not there any more")]),
    ]
}

fn services() -> Vec<Meddling> {
    vec![
        Meddling::new("trusted access is given as it is to be", |_| {
            Box::new(|it| {
                it.services.insert("macie.amazonaws.com".to_owned(), Moment::EPOCH);
            })
        })
        .finds_done(&["enable trusted-access.macie.amazonaws.com"]),
        Meddling::new("trusted access is taken away as it is to be", |_| {
            Box::new(|it| {
                it.services.remove("health.amazonaws.com");
            })
        })
        .finds_done(&["disable trusted-access.health.amazonaws.com"]),
        Meddling::new("a policy type is enabled as it is to be", |_| {
            Box::new(|it| {
                it.root.policy_types.insert("S3_POLICY".to_owned(), TypeStatus::Enabled);
            })
        })
        .finds_done(&["enable policy-type.S3_POLICY"]),
        Meddling::new("an administrator ends as it is to be", |it| {
            let shop = account(it, "aws+shop@example.com");
            Box::new(move |it| {
                if let Some(accounts) = it.delegations.get_mut("guardduty.amazonaws.com") {
                    accounts.remove(&shop);
                }
            })
        })
        .finds_done(&["deregister delegated-admin.guardduty.amazonaws.com[\"shop\"]"]),
        Meddling::new("the delegation policy", |_| {
            Box::new(|it| it.resource_policy.as_mut().unwrap().content = deny("organizations:ListRoots"))
        })
        .skips(&[("update delegation-policy.organization", "its text is another one")]),
    ]
}
