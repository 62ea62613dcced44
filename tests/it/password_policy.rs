//! The password policy of accounts: what is declared is so in each of them, and nothing else is touched.

mod meanwhile;

use std::collections::BTreeMap;

use groundline::areas::baseline::Baseline;
use groundline::areas::kit::purpose::Purpose;
use groundline::areas::planner::PlanOptions;
use groundline::areas::saved;
use groundline::engine::plan::{Filter, Plan};
use groundline::sandbox::{AccountState, PasswordPolicy, Place, Sandbox, Seed, Setup};
use serde_json::json;

use crate::cli::Desk;
use crate::simulated::{Run, apply, left, plan, unfinished, virtually};
use crate::support::all_shown;

const HEAD: &str = r#"format = 1
[organization]
baseline = "acme"
management-account = "123456789012"
id = "o-a1b2c3d4e5"
[accounts.shop]
name = "shop"
email = "aws+shop@example.com"
[accounts.bank]
name = "bank"
email = "aws+bank@example.com"
"#;
const MANAGEMENT: &str = "123456789012";

/// Every field, in all accounts.
const ALL: &str = r#"
[password-policy]
accounts = "all"
minimum-length = 14
require-symbols = true
require-numbers = true
require-uppercase = true
require-lowercase = true
allow-users-to-change = true
max-age-days = 90
reuse-prevention = 24
hard-expiry = true
"#;

fn baseline(text: &str) -> Baseline {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("baseline.toml");
    std::fs::write(&path, format!("{HEAD}{text}")).unwrap();
    let checked = groundline::areas::declare::declare(&path);
    let said = all_shown(&checked);
    checked.baseline.unwrap_or_else(|| panic!("{said}"))
}

fn whole() -> PasswordPolicy {
    PasswordPolicy {
        minimum_length: 14,
        require_symbols: true,
        require_numbers: true,
        require_uppercase: true,
        require_lowercase: true,
        allow_change: true,
        max_age: Some(90),
        reuse_prevention: Some(24),
        hard_expiry: Some(true),
    }
}

/// As AWS has it where nothing was said of anything.
fn plain() -> PasswordPolicy {
    PasswordPolicy {
        minimum_length: 6,
        require_symbols: false,
        require_numbers: false,
        require_uppercase: false,
        require_lowercase: false,
        allow_change: false,
        max_age: None,
        reuse_prevention: None,
        hard_expiry: None,
    }
}

fn id(sandbox: &Sandbox, name: &str) -> String {
    if name == "management" {
        return MANAGEMENT.to_owned();
    }
    let accounts = sandbox.state().organization.unwrap().accounts;
    accounts
        .into_iter()
        .find(|(_, account)| account.name == name)
        .unwrap()
        .0
}

fn live(sandbox: &Sandbox, name: &str) -> Option<PasswordPolicy> {
    let place = Place::account(&id(sandbox, name));
    sandbox.state().services.iam.at(&place)?.password_policy.clone()
}

fn put(sandbox: &Sandbox, name: &str, policy: Option<PasswordPolicy>) {
    let place = Place::account(&id(sandbox, name));
    sandbox.change(|state| state.services.iam.at_mut(&place).password_policy = policy);
}

fn titles(plan: &Plan) -> Vec<String> {
    plan.changes
        .iter()
        .map(|change| format!("{}: {}", change.title(), change.reason))
        .collect()
}

/// A sandbox in which the accounts are there.
async fn with_accounts() -> Sandbox {
    let sandbox = Sandbox::new(&Seed::default(), &Setup::default());
    converge(&sandbox, &baseline("")).await;
    sandbox
}

/// Applies, and fails unless everything is done and nothing is left.
async fn converge(sandbox: &Sandbox, baseline: &Baseline) -> Plan {
    let (applied_plan, applied) = apply(sandbox, baseline, &[]).await.unwrap();
    assert_eq!(applied_plan.refused, []);
    assert_eq!(unfinished(&applied), [""; 0]);
    assert_eq!(left(&plan(sandbox, baseline, &[]).await.unwrap()), [""; 0]);
    applied_plan
}

/// Calls of an operation so far.
fn calls(sandbox: &Sandbox, operation: &str) -> u64 {
    sandbox.calls().get(operation).map_or(0, |count| count.total)
}

#[test]
fn what_is_so_already_takes_no_write() {
    virtually(async {
        let sandbox = with_accounts().await;
        for name in ["management", "shop", "bank"] {
            put(&sandbox, name, Some(whole()));
        }
        let plan = plan(&sandbox, &baseline(ALL), &[]).await.unwrap();
        assert_eq!(left(&plan), [""; 0]);
        // What AWS leaves out of its answer is what it stands for.
        put(&sandbox, "shop", Some(plain()));
        let off = "[password-policy]\naccounts = \"shop\"\nminimum-length = 6\nmax-age-days = 0\nreuse-prevention = 0\nhard-expiry = false\n";
        let plan = crate::simulated::plan(&sandbox, &baseline(off), &[]).await.unwrap();
        assert_eq!(left(&plan), [""; 0]);
    });
}

#[test]
fn it_is_made_in_every_account_and_once() {
    virtually(async {
        let sandbox = with_accounts().await;
        let plan = converge(&sandbox, &baseline(ALL)).await;
        let made: Vec<String> = ["bank", "management", "shop"]
            .iter()
            .map(|key| format!("create password-policy.default[\"{key}\"]: the account is under AWS's default policy"))
            .collect();
        assert_eq!(titles(&plan), made);
        for name in ["management", "shop", "bank"] {
            assert_eq!(live(&sandbox, name), Some(whole()), "{name}");
        }
        let written = calls(&sandbox, "iam:UpdateAccountPasswordPolicy");
        assert_eq!(titles(&converge(&sandbox, &baseline(ALL)).await), [""; 0]);
        assert_eq!((written, calls(&sandbox, "iam:UpdateAccountPasswordPolicy")), (3, 3));
    });
}

/// What is found, and what somebody did.
type Drift = (&'static str, fn(&mut PasswordPolicy));

#[test]
fn each_field_that_drifts_is_named_and_mended() {
    virtually(async {
        let sandbox = with_accounts().await;
        let baseline = baseline(ALL);
        converge(&sandbox, &baseline).await;
        let drifts: [Drift; 9] = [
            ("minimum-length", |policy| policy.minimum_length = 8),
            ("require-symbols", |policy| policy.require_symbols = false),
            ("require-numbers", |policy| policy.require_numbers = false),
            ("require-uppercase", |policy| policy.require_uppercase = false),
            ("require-lowercase", |policy| policy.require_lowercase = false),
            ("allow-users-to-change", |policy| policy.allow_change = false),
            ("max-age-days", |policy| policy.max_age = None),
            ("reuse-prevention", |policy| policy.reuse_prevention = Some(3)),
            ("hard-expiry", |policy| policy.hard_expiry = None),
        ];
        for (field, drift) in drifts {
            let mut policy = whole();
            drift(&mut policy);
            put(&sandbox, "shop", Some(policy));
            let plan = converge(&sandbox, &baseline).await;
            assert_eq!(
                titles(&plan),
                [format!("update password-policy.default[\"shop\"]: {field} differs")]
            );
            assert_eq!(live(&sandbox, "shop"), Some(whole()), "{field}");
        }
    });
}

#[test]
fn what_is_not_declared_stays_although_the_call_replaces_everything() {
    virtually(async {
        let sandbox = with_accounts().await;
        put(
            &sandbox,
            "shop",
            Some(PasswordPolicy {
                minimum_length: 8,
                ..whole()
            }),
        );
        put(
            &sandbox,
            "bank",
            Some(PasswordPolicy {
                require_symbols: true,
                ..plain()
            }),
        );
        let short = "[password-policy]\naccounts = [\"shop\", \"bank\"]\nminimum-length = 16\n";
        let plan = converge(&sandbox, &baseline(short)).await;
        let found: Vec<String> = plan.changes.iter().map(|change| change.reason.clone()).collect();
        assert_eq!(found, ["minimum-length differs", "minimum-length differs"]);
        assert_eq!(plan.changes[1].before.as_ref().unwrap()["max-age-days"], json!(90));
        let of_shop = PasswordPolicy {
            minimum_length: 16,
            ..whole()
        };
        assert_eq!(live(&sandbox, "shop"), Some(of_shop));
        let of_bank = PasswordPolicy {
            minimum_length: 16,
            require_symbols: true,
            hard_expiry: Some(false),
            ..plain()
        };
        assert_eq!(live(&sandbox, "bank"), Some(of_bank));
        assert_eq!(live(&sandbox, "management"), None);
        // The table goes, and nothing happens.
        assert_eq!(titles(&converge(&sandbox, &baseline("")).await), [""; 0]);
        assert_eq!(live(&sandbox, "shop").unwrap().minimum_length, 16);
    });
}

#[test]
fn removed_takes_the_policy_of_the_accounts_that_it_names() {
    virtually(async {
        let sandbox = with_accounts().await;
        converge(&sandbox, &baseline(ALL)).await;
        let removed = |address: &str| format!("[[removed]]\naddress = '{address}'\ndestroy = true\n");
        let one = baseline(&removed("password-policy.default[\"shop\"]"));
        let (plan, applied) = apply(&sandbox, &one, &[]).await.unwrap();
        assert_eq!(
            titles(&plan),
            ["delete password-policy.default[\"shop\"]: removed by `[[removed]]`"]
        );
        assert_eq!(unfinished(&applied), [""; 0]);
        let found = |name: &str| live(&sandbox, name).is_some();
        assert_eq!((found("shop"), found("bank"), found("management")), (false, true, true));
        // Done, it is said that the entry can go.
        let again = crate::simulated::plan(&sandbox, &one, &[]).await.unwrap();
        assert_eq!((titles(&again), again.left_out.len()), (vec![], 1));
        let all = baseline(&removed("password-policy.default"));
        let (plan, applied) = apply(&sandbox, &all, &[]).await.unwrap();
        assert_eq!((titles(&plan).len(), unfinished(&applied)), (2, vec![]));
        assert!(!found("bank") && !found("management"));
    });
}

#[test]
fn only_what_is_in_the_account_is_applied_for_an_account() {
    virtually(async {
        let sandbox = with_accounts().await;
        let mut run = Run::new(&sandbox, &[]).await;
        for (account, found) in [("shop", "shop"), ("management", "management")] {
            run.options = PlanOptions {
                filter: Filter {
                    accounts: vec![account.to_owned()],
                    ..Filter::default()
                },
                ..PlanOptions::default()
            };
            let (inventory, plan) = run.plan(&baseline(ALL)).await.unwrap();
            let addresses: Vec<String> = plan.changes.iter().map(|change| change.address.to_string()).collect();
            assert_eq!(addresses, [format!("password-policy.default[\"{found}\"]")]);
            assert_eq!(unfinished(&run.apply(&inventory, &plan).await), [""; 0]);
        }
        assert_eq!(live(&sandbox, "bank"), None);
    });
}

#[test]
fn each_account_takes_a_role_and_a_read_and_a_change_a_look_before_and_after() {
    virtually(async {
        let sandbox = with_accounts().await;
        let counted = |sandbox: &Sandbox| -> BTreeMap<&str, u64> {
            let names = [
                "sts:AssumeRole",
                "iam:GetAccountPasswordPolicy",
                "iam:UpdateAccountPasswordPolicy",
            ];
            names.into_iter().map(|name| (name, calls(sandbox, name))).collect()
        };
        let before = counted(&sandbox);
        let baseline = baseline(ALL);
        let run = Run::new(&sandbox, &[]).await;
        let (inventory, plan) = run.plan(&baseline).await.unwrap();
        assert_eq!((plan.effort.calls, plan.effort.check_calls), (3, 3));
        run.apply(&inventory, &plan).await;
        let after = counted(&sandbox);
        let taken: Vec<u64> = after.iter().map(|(name, count)| count - before[name]).collect();
        // Two members and the management account: read, looked at before the change, changed, verified.
        assert_eq!(taken, [9, 3, 2]);
    });
}

#[test]
fn drift_says_it_and_fails_nothing_else() {
    let desk = Desk::empty();
    desk.write("baseline.toml", &format!("{HEAD}{ALL}"));
    let _ = desk.types("apply --sandbox --yes").expect(groundline::exit::Exit::Done);
    let drift = desk.types("drift --sandbox").expect(groundline::exit::Exit::Done);
    let warned = drift.stdout.matches("`roles.read` is not set").count();
    assert_eq!(warned, 1, "{}", drift.stdout);
    let longer = ALL.replace("minimum-length = 14", "minimum-length = 15");
    desk.write("baseline.toml", &format!("{HEAD}{longer}"));
    let drift = desk
        .types("drift --sandbox")
        .expect(groundline::exit::Exit::Differences);
    for line in [
        "drift: 3 differences",
        "password-policy.default[\"shop\"]        minimum-length differs",
        "minimum-length: live 14, baseline 15",
    ] {
        assert!(drift.stdout.contains(line), "{line}:\n{}", drift.stdout);
    }
}
