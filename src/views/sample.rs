//! Plans made by hand, with one of everything, for the tests of the views.

use serde_json::json;

use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase, PlannedCall};
use crate::engine::event::{Applied, ChangeEnd, End, Event};
use crate::engine::impact::{ActionImpact, AffectedAccount, Decision, Impact, Requester};
use crate::engine::plan::{
    Bottleneck, Effort, FORMAT_VERSION, Filter, Foreign, LeftOut, Limit, OrganizationName, Pending, Plan, Refusal,
    Summary, Unread, Warning,
};
use crate::engine::risk::{Risk, RiskNote};
use crate::engine::session::Session;

/// Everything that names and texts of others may try, in one string.
pub(super) const HOSTILE: &str = "=cmd()\u{1b}[31m\u{9b}1m\u{202e}\u{200b}<script>alert(1)</script>](http://x)![i](http://y)@octocat```\n|</details>\"'&\u{0}";

/// Nothing differs.
pub(super) fn in_sync() -> Plan {
    Plan {
        format_version: FORMAT_VERSION,
        organization: OrganizationName {
            id: "o-a1b2c3d4e5".to_owned(),
            management_account: "111111111111".to_owned(),
        },
        baseline: "platform".to_owned(),
        changes: Vec::new(),
        impact: Vec::new(),
        refused: Vec::new(),
        unread: Vec::new(),
        pending: Vec::new(),
        foreign: Vec::new(),
        left_out: Vec::new(),
        warnings: Vec::new(),
        effort: Effort {
            read_calls: 14,
            calls: 0,
            check_calls: 0,
            seconds: 0.0,
            bottleneck: None,
        },
        summary: Summary::default(),
        saved: None,
        filter: Filter::default(),
    }
}

/// Nothing is known to differ, since something could not be read.
pub(super) fn unread_only() -> Plan {
    let mut plan = in_sync();
    plan.unread = vec![Unread {
        what: "policies of type TAG_POLICY".to_owned(),
        session: Session::management(),
        why: "access denied: `organizations:ListPolicies` is not allowed for `arn:aws:iam::111111111111:role/Ci`"
            .to_owned(),
    }];
    plan.count();
    plan
}

/// One of everything.
pub(super) fn rich() -> Plan {
    let mut plan = in_sync();
    plan.changes = changes();
    plan.impact = vec![impact("Shop", "scp.p-theirs")];
    plan.refused = vec![
        Refusal {
            address: Address::new("scp-attachment", "deny-root").part("root"),
            risk: Some(Risk::Gap),
            why: "account.dev is without `DenyRoot` until scp.deny-root-2 is attached".to_owned(),
            help: String::new(),
        },
        Refusal {
            address: Address::new("scp", "deny-all"),
            risk: None,
            why: "it would deny `sts:AssumeRole` to OrganizationAccountAccessRole in 12 accounts".to_owned(),
            help: "add the role to `with.exempt-roles`".to_owned(),
        },
    ];
    plan.unread = unread_only().unread;
    plan.pending = vec![Pending {
        what: "creation of account.sandbox".to_owned(),
        since: "2026-03-01T10:00:00Z".to_owned(),
        until: "2026-03-01T12:00:00Z".to_owned(),
    }];
    plan.left_out = vec![
        LeftOut {
            address: Address::new("account", "legacy"),
            why: "declared with id 999999999999, which is not in the Organization: correct the id".to_owned(),
            drift: true,
        },
        LeftOut {
            address: Address::new("account", "closing"),
            why: "is suspended and goes away by itself".to_owned(),
            drift: false,
        },
    ];
    plan.warnings = vec![Warning {
        address: Address::new("unit", "production"),
        why: "the undeclared unit ou-abcd-11111111 has a name like it, `Producton`".to_owned(),
        help: "if it is this one, write `id = \"ou-abcd-11111111\"` in `[units.production]`".to_owned(),
    }];
    plan.foreign = (1..=22)
        .map(|n| Foreign {
            kind: "account".to_owned(),
            id: format!("3333333333{n:02}"),
            name: format!("Team {n}"),
            owner: if n == 1 { "baseline `data`" } else { "nobody" }.to_owned(),
        })
        .collect();
    plan.effort = Effort {
        read_calls: 14,
        calls: 9,
        check_calls: 4,
        seconds: 17.6,
        bottleneck: Some(Bottleneck {
            operation: "organizations:CreateAccount".to_owned(),
            limit: Limit::Duration,
            seconds: 16.1,
        }),
    };
    plan.count();
    plan
}

fn changes() -> Vec<Change> {
    let unit = Address::new("unit", "production");
    let mut create = Change::new("units", Phase::Units, Action::Create, unit.clone());
    create.reason = "not in the Organization".to_owned();
    create.after = Some(json!({ "name": "Production", "parent": "unit.workloads", "tags": { "tier": "production" } }));
    create.calls = vec![PlannedCall::once(
        "organizations:CreateOrganizationalUnit",
        Session::management(),
    )];
    create.provides.insert(Label::new(&unit, Facet::Exists));

    let mut policy = Change::new(
        "policies",
        Phase::Guard,
        Action::Create,
        Address::new("scp", "deny-leave"),
    );
    policy.reason = "not in the Organization".to_owned();
    policy.after = Some(json!({ "name": "deny-leave", "description": null, "document": {
        "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }],
    } }));
    policy.calls = vec![PlannedCall::once("organizations:CreatePolicy", Session::management())];

    let mut document = Change::new(
        "policies",
        Phase::Guard,
        Action::Update,
        Address::new("scp", "deny-root"),
    );
    document.reason = "document differs".to_owned();
    document.id = Some("p-12345678".to_owned());
    document.risks.add(RiskNote {
        risk: Risk::Gap,
        why: "account.dev is without `DenyRoot` for one call".to_owned(),
        allowed: true,
    });
    let statement =
        |sid: &str, action: &str| json!({ "Sid": sid, "Effect": "Deny", "Action": action, "Resource": "*" });
    document.before = Some(
        json!({ "name": "deny-root", "document": { "Statement": [statement("DenyRoot", "iam:*"), statement("Old", "s3:*")] } }),
    );
    document.after = Some(json!({ "name": "deny-root", "document": { "Statement": [statement("DenyRoot", "*")] } }));
    document.calls = vec![PlannedCall::once("organizations:UpdatePolicy", Session::management())];

    let mut account = Change::new(
        "accounts",
        Phase::Accounts,
        Action::Update,
        Address::new("account", "security"),
    );
    account.reason = "name and tags differ".to_owned();
    account.before = Some(json!({ "name": "Sec", "unit": "unit.security", "tags": { "team": "a" } }));
    account.after = Some(json!({ "name": "Security", "unit": "unit.security", "tags": { "team": "a", "owner": "x" } }));
    account.calls = vec![
        PlannedCall::once("account:PutAccountName", Session::management()),
        PlannedCall::once("organizations:TagResource", Session::management()),
    ];

    let mut moved = Change::new("accounts", Phase::Moves, Action::Move, Address::new("account", "dev"));
    moved.before = Some(json!({ "unit": "unit.sandbox" }));
    moved.after = Some(json!({ "unit": "unit.workloads" }));
    moved.needs.insert(Label::new(&unit, Facet::Guarded));
    moved.calls = vec![PlannedCall::once("organizations:MoveAccount", Session::management())];

    let mut services = Change::new(
        "delegation",
        Phase::Delegation,
        Action::Update,
        Address::new("delegated-admin", "config"),
    );
    services.reason = "services differ".to_owned();
    services.spend = Some("AWS Config: every configuration item recorded".to_owned());
    services.risks.add(RiskNote {
        risk: Risk::Spend,
        why: "AWS Config starts in 12 accounts".to_owned(),
        allowed: false,
    });
    services.before = Some(json!({ "services": ["a.amazonaws.com", "b.amazonaws.com"] }));
    services.after = Some(json!({ "services": ["b.amazonaws.com", "c.amazonaws.com"] }));

    let attachment = Address::new("scp-attachment", "old").part("root");
    let mut detach = Change::new("policies", Phase::Loosen, Action::Detach, attachment);
    detach.reason = "no longer in the baseline".to_owned();
    detach.calls = vec![PlannedCall::once("organizations:DetachPolicy", Session::management())];

    let mut delete = Change::new("policies", Phase::Remove, Action::Delete, Address::new("scp", "old"));
    delete.reason = "no longer in the baseline".to_owned();
    delete.before = Some(json!({ "name": "old", "document": { "Statement": [] } }));
    delete.calls = vec![PlannedCall::once("organizations:DeletePolicy", Session::management())];

    vec![create, policy, document, account, moved, services, detach, delete]
}

/// Every text that somebody else may have written is [`HOSTILE`].
pub(super) fn hostile() -> Plan {
    let bad = || HOSTILE.to_owned();
    let mut plan = in_sync();
    plan.organization.id = bad();
    plan.organization.management_account = bad();
    plan.baseline = bad();
    plan.impact = vec![impact(HOSTILE, HOSTILE)];
    let address = Address::new("account", HOSTILE).part(HOSTILE);
    let mut change = Change::new("accounts", Phase::Accounts, Action::Update, address.clone());
    change.reason = bad();
    change.spend = Some(bad());
    change.risks.add(RiskNote {
        risk: Risk::Gap,
        why: bad(),
        allowed: false,
    });
    change.before =
        Some(json!({ HOSTILE: "x", "list": [HOSTILE], "unit": HOSTILE, "document": HOSTILE, "tags": { HOSTILE: 1 } }));
    change.after = Some(
        json!({ HOSTILE: HOSTILE, "unit": "unit.a", "document": { HOSTILE: [HOSTILE] }, "tags": { "a": HOSTILE } }),
    );
    let mut moved = change.clone();
    moved.action = Action::Move;
    let mut made = change.clone();
    made.action = Action::Create;
    made.before = None;
    plan.changes = vec![change, moved, made];
    plan.refused = vec![Refusal {
        address: address.clone(),
        risk: Some(Risk::Gap),
        why: bad(),
        help: bad(),
    }];
    plan.unread = vec![Unread {
        what: bad(),
        session: Session::management(),
        why: bad(),
    }];
    plan.pending = vec![Pending {
        what: bad(),
        since: bad(),
        until: bad(),
    }];
    plan.foreign = vec![Foreign {
        kind: bad(),
        id: bad(),
        name: bad(),
        owner: bad(),
    }];
    let left = |drift| LeftOut {
        address: address.clone(),
        why: bad(),
        drift,
    };
    plan.left_out = vec![left(true), left(false)];
    plan.warnings = vec![Warning {
        address: address.clone(),
        why: bad(),
        help: bad(),
    }];
    plan.count();
    plan
}

/// An apply in which everything happened.
pub(super) fn applied() -> Applied {
    let end = |kind: &str, key: &str, action, end| ChangeEnd {
        address: Address::new(kind, key),
        action,
        end,
    };
    let done = |note: Option<&str>| End::Done {
        id: Some("ou-abcd-12345678".to_owned()),
        note: note.map(str::to_owned),
    };
    Applied {
        ends: vec![
            end("unit", "production", Action::Create, done(None)),
            end("unit", "test", Action::Create, done(Some("was there already"))),
            end(
                "account",
                "dev",
                Action::Create,
                End::Failed {
                    message: "the Organization has 10 accounts, and its quota is 10".to_owned(),
                    help: Some("ask AWS to raise the quota L-E619E033, then run again".to_owned()),
                },
            ),
            end(
                "account",
                "dev",
                Action::Move,
                End::Skipped {
                    why: "needs account.dev exists, which failed".to_owned(),
                },
            ),
            end(
                "account",
                "sandbox",
                Action::Create,
                End::Pending {
                    what: "AWS is creating the account".to_owned(),
                    since: "2026-03-01T10:00:00Z".to_owned(),
                    until: "2026-03-01T12:00:00Z".to_owned(),
                },
            ),
        ],
        interrupted: false,
        still_differs: vec![(Address::new("scp", "deny-root"), "document differs again".to_owned())],
        still_pending: Vec::new(),
        unverified: vec!["policies of type TAG_POLICY: access denied".to_owned()],
    }
}

/// [`applied`] with [`HOSTILE`] texts.
pub(super) fn hostile_applied() -> Applied {
    let bad = || HOSTILE.to_owned();
    let address = Address::new("account", HOSTILE);
    let ends = [
        End::Done {
            id: Some(bad()),
            note: Some(bad()),
        },
        End::Failed {
            message: bad(),
            help: Some(bad()),
        },
        End::Skipped { why: bad() },
        End::Pending {
            what: bad(),
            since: bad(),
            until: bad(),
        },
    ];
    Applied {
        ends: ends
            .into_iter()
            .map(|end| ChangeEnd {
                address: address.clone(),
                action: Action::Create,
                end,
            })
            .collect(),
        interrupted: true,
        still_differs: vec![(address.clone(), bad())],
        still_pending: vec![Pending {
            what: bad(),
            since: bad(),
            until: bad(),
        }],
        unverified: vec![bad()],
    }
}

/// What happens during [`applied`].
pub(super) fn events() -> Vec<Event> {
    let applied = applied();
    let mut events = vec![Event::Started {
        changes: applied.ends.len(),
        accounts_to_create: 2,
    }];
    for ChangeEnd { address, action, end } in applied.ends {
        events.push(Event::ChangeStarted {
            address: address.clone(),
            action,
        });
        if matches!(end, End::Pending { .. }) {
            events.push(Event::ChangeWaiting {
                address: address.clone(),
                action,
                why: "AWS is creating the account".to_owned(),
                seconds: 40,
            });
        }
        events.push(Event::ChangeEnded { address, action, end });
    }
    events.push(Event::Verifying);
    events
}

/// What no output may hold, whatever its format: characters that steer a terminal or hide.
pub(super) fn assert_harmless(text: &str) {
    for c in ['\u{1b}', '\u{9b}', '\u{202e}', '\u{200b}', '\u{0}'] {
        assert!(!text.contains(c), "{} in {}", c.escape_default(), text.escape_debug());
    }
}

/// Accounts of these names, to which something happens.
fn impact(name: &str, unknown: &str) -> Impact {
    let account = |number: usize| AffectedAccount {
        id: format!("{:012}", 222_222_222_220 + number),
        name: format!("{name} {number}"),
    };
    let action = |becomes, was, depends_on: &[&str], actions: &[&str]| ActionImpact {
        asking: Requester::OrdinaryRole,
        becomes,
        was,
        depends_on: depends_on.iter().map(|key| (*key).to_owned()).collect(),
        count: actions.len(),
        actions: actions.iter().map(|pattern| (*pattern).to_owned()).collect(),
        except: Vec::new(),
    };
    let region = ["aws:RequestedRegion"];
    Impact {
        accounts: (1..=7).map(account).collect(),
        because: vec![Address::new("scp", "deny-root")],
        actions: vec![
            action(Decision::Denied, Decision::Allowed, &[], &["iam:CreateUser", "s3:Put*"]),
            action(Decision::Denied, Decision::Conditional, &[], &["iam:CreateAccessKey"]),
            action(
                Decision::Conditional,
                Decision::Conditional,
                &region,
                &["ec2:RunInstances"],
            ),
            ActionImpact {
                asking: Requester::Outsider,
                except: vec!["iam:*".to_owned()],
                ..action(Decision::Conditional, Decision::Allowed, &region, &["*"])
            },
            action(Decision::Allowed, Decision::Denied, &[], &["sqs:*"]),
        ],
        settings: vec!["TAG_POLICY".to_owned()],
        not_known: vec![unknown.to_owned()],
    }
}
