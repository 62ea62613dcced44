//! plan, apply and drift on the sandbox that is kept beside the baseline.

use std::time::Duration;

use super::{Desk, SMALL};
use groundline::aws::{Door, HttpChoice, Settings};
use groundline::cli::Interrupts;
use groundline::exit::Exit;
use groundline::sandbox::{Setup, file};
use serde_json::json;

#[test]
fn the_cycle() {
    let desk = Desk::small();
    desk.types("sandbox reset")
        .expect(Exit::Done)
        .tells("management account 123456789012");
    desk.types("plan --sandbox --detailed-exitcode")
        .expect(Exit::Differences)
        .shows("unit.production");
    desk.types("drift --sandbox")
        .expect(Exit::Differences)
        .shows("unit.production");
    desk.types("plan --sandbox")
        .expect(Exit::Done)
        .tells("apply it with `groundline apply --sandbox`");
    desk.types("apply --sandbox --yes")
        .expect(Exit::Done)
        .shows("account.shop");
    desk.types("plan --sandbox --detailed-exitcode").expect(Exit::Done);
    desk.types("drift --sandbox").expect(Exit::Done).shows("in sync");
    let again = desk
        .types("apply --sandbox --yes --calls calls.json")
        .expect(Exit::Done);
    assert!(!again.stderr.contains("applying"), "{}", again.stderr);
    let ledger: serde_json::Value = serde_json::from_str(&desk.read("calls.json")).unwrap();
    let writes = ledger["calls"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["access"] == "write")
        .count();
    assert_eq!(writes, 0);
    desk.types("sandbox show")
        .expect(Exit::Done)
        .shows("Production ou-")
        .shows("Shop <aws+shop@example.com>")
        .shows("ram.amazonaws.com");
}

#[test]
fn a_change_by_hand_is_drift_in_every_form() {
    let desk = Desk::small();
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    desk.write("baseline.toml", &SMALL.replace("\"Production\"", "\"Prod\""));
    let forms = [
        ("text", "unit.production"),
        ("json", "\"unit.production\""),
        ("markdown", "unit.production"),
        ("sarif", "\"2.1.0\""),
        ("junit", "<testsuites"),
        ("html", "<!doctype html>"),
    ];
    for (form, text) in forms {
        let ran = desk
            .types(&format!("drift --sandbox --format {form}"))
            .expect(Exit::Differences);
        assert!(ran.stdout.to_lowercase().contains(text), "{form}: {}", ran.stdout);
    }
    let sarif = desk.types("drift --sandbox --format sarif").json();
    assert!(sarif.to_string().contains("\"baseline.toml\""), "{sarif}");
    let document = desk.types("drift --sandbox --format json").json();
    assert_eq!(document["exit_codes"], json!([2]));
}

#[test]
fn a_plan_is_a_document() {
    let desk = Desk::small();
    let ran = desk
        .types("plan --sandbox --format json --detailed-exitcode")
        .expect(Exit::Differences);
    let document = ran.json();
    assert_eq!(document["format_version"], 1);
    assert_eq!(document["exit_codes"], json!([2]));
    assert_eq!(document["organization"]["id"], "o-a1b2c3d4e5");
    assert!(
        document["changes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|change| change["address"] == "account.shop")
    );
}

#[test]
fn an_apply_is_a_stream_of_events() {
    let ran = Desk::small()
        .types("apply --sandbox --yes --format json")
        .expect(Exit::Done);
    let events = ran.json_lines();
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names.first(), Some(&"reading"));
    assert!(
        names.contains(&"planned") && names.contains(&"change-ended"),
        "{names:?}"
    );
    let last = events.last().unwrap();
    assert_eq!((&last["event"], &last["exit_codes"]), (&json!("finished"), &json!([0])));
}

#[test]
fn only_a_yes_is_a_yes() {
    for (answer, exit) in [("y", Exit::Incomplete), ("", Exit::Incomplete), ("yes", Exit::Done)] {
        let desk = Desk::small().answering(answer);
        desk.types("apply --sandbox").expect(exit).tells("only `yes` is taken");
        let left = if exit == Exit::Done {
            Exit::Done
        } else {
            Exit::Differences
        };
        desk.types("plan --sandbox --detailed-exitcode").expect(left);
    }
}

#[test]
fn the_calls_are_counted() {
    let desk = Desk::small();
    let ran = desk
        .types("plan --sandbox --format json --calls calls.json")
        .expect(Exit::Done);
    let ledger: serde_json::Value = serde_json::from_str(&desk.read("calls.json")).unwrap();
    assert_eq!(ledger["total"], ran.json()["effort"]["read_calls"]);
    let ran = desk
        .types("drift --sandbox --quiet --calls -")
        .expect(Exit::Differences);
    assert_eq!(ran.stderr, "");
    ran.shows("\"virtual_seconds\"");
}

#[test]
fn the_folder_keeps_itself_out_of_git() {
    let desk = Desk::small();
    desk.types("plan --sandbox").expect(Exit::Done);
    assert_eq!(desk.read(".groundline/.gitignore"), "*\n");
    assert!(desk.path(".groundline/sandbox.json").exists());
}

#[test]
fn one_at_a_time() {
    let desk = Desk::small();
    let path = desk.path(".groundline/sandbox.json");
    let held = file::open(&path, &Setup::default()).unwrap();
    for words in [
        "plan --sandbox",
        "apply --sandbox --yes",
        "drift --sandbox",
        "sandbox reset",
        "sandbox serve",
    ] {
        let ran = desk
            .types(words)
            .expect(Exit::Error)
            .tells("is in use by another groundline");
        ran.tells(&path.display().to_string());
    }
    drop(held);
    desk.types("plan --sandbox").expect(Exit::Done);
}

#[test]
fn another_organization_is_refused() {
    let desk = Desk::small();
    desk.types("sandbox reset").expect(Exit::Done);
    desk.write("baseline.toml", &SMALL.replace("o-a1b2c3d4e5", "o-zzzzzzzzzz"));
    desk.types("plan --sandbox").expect(Exit::Refused).tells("o-zzzzzzzzzz");
    desk.write("baseline.toml", &SMALL.replace("123456789012", "999999999999"));
    desk.types("apply --sandbox --yes")
        .expect(Exit::Refused)
        .tells("999999999999");
}

#[test]
fn a_sandbox_that_is_not_there_is_not_shown() {
    Desk::small()
        .types("sandbox show")
        .expect(Exit::Error)
        .tells("`groundline sandbox reset`");
}

#[test]
fn a_reset_without_a_baseline_makes_an_organization_all_the_same() {
    let desk = Desk::empty();
    desk.types("sandbox reset --seed small")
        .expect(Exit::Done)
        .tells("an Organization of its own");
    desk.types("sandbox show").expect(Exit::Done).shows("organization o-");
}

#[test]
fn serving_says_where_and_keeps_what_changed() {
    let desk = Desk::small().interrupted(Interrupts::At(vec![Duration::from_millis(50)]));
    let ran = desk
        .types("sandbox serve --port 0")
        .expect(Exit::Done)
        .tells("AWS_ENDPOINT_URL=http://127.0.0.1:");
    assert!(
        ran.stdout.starts_with("listening on http://127.0.0.1:"),
        "{}",
        ran.stdout
    );
    assert!(desk.path(".groundline/sandbox.json").exists());
    let desk = Desk::small().interrupted(Interrupts::At(vec![Duration::from_millis(50)]));
    desk.types("sandbox serve --seed small --quiet").expect(Exit::Done);
    assert!(!desk.path(".groundline").exists());
}

#[test]
fn the_cycle_in_another_partition() {
    let desk = Desk::small();
    let china = "[regions]\nhome = \"cn-north-1\"\n\n[units.workloads]";
    desk.write("baseline.toml", &SMALL.replace("[units.workloads]", china));
    desk.types("apply --sandbox --yes --calls calls.json")
        .expect(Exit::Done);
    let ledger: serde_json::Value = serde_json::from_str(&desk.read("calls.json")).unwrap();
    let regions: Vec<_> = ledger["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| &call["region"])
        .collect();
    assert!(regions.iter().all(|region| *region == "cn-northwest-1"), "{regions:?}");
    // Tags are found where the partition keeps them, or everything would be adopted again.
    desk.types("plan --sandbox --detailed-exitcode").expect(Exit::Done);
}

#[test]
fn accounts_of_nobody_are_warned_of() {
    let desk = Desk::small();
    let policies = "[scps.own]\nfile = \"own.json\"\nattach = []\n\n[delegation-policy]\nfile = \"delegation.json\"\n";
    let roles = "[roles]\nbreak-glass = [\"arn:aws:iam::444444444449:role/Glass\", \"arn:*:iam::*:role/Glass\", \"arn:aws:iam::123456789012:role/Glass\"]\n";
    desk.write("baseline.toml", &format!("{SMALL}\n{policies}\n{roles}"));
    desk.write(
        "own.json",
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*",
        "Condition":{"StringNotEquals":{"aws:PrincipalAccount":["123456789012","222222222229"],
        "aws:SourceAccount":["555555555559"]},"ArnNotLike":{"aws:SourceArn":"arn:*:sqs:*:666666666669:*"}}}]}"#,
    );
    desk.write(
        "delegation.json",
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"B","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::333333333339:root"},
        "Action":"organizations:DescribeOrganization","Resource":"*"}]}"#,
    );
    let plan = desk.types("plan --sandbox --format json").expect(Exit::Done).json();
    let warned: Vec<String> = plan["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|warning| {
            format!(
                "{} {}",
                warning["address"].as_str().unwrap(),
                warning["why"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        warned,
        [
            "delegation-policy.organization it names the account 333333333339, which is not in the Organization",
            "organization.small `roles.break-glass` names `arn:aws:iam::444444444449:role/Glass`, and the account 444444444449 is not in the Organization",
            "scp.own it names 2 accounts that are not in the Organization: `555555555559` and `666666666669`",
            "scp.own it names the account 222222222229, which is not in the Organization"
        ]
    );
}

/// A baseline with so many accounts.
fn with_accounts(count: usize) -> String {
    let account = |n| format!("\n[accounts.more-{n}]\nname = \"More {n}\"\nemail = \"aws+more-{n}@example.com\"\n");
    SMALL.to_owned() + &(0..count).map(account).collect::<String>()
}

#[test]
fn one_clock_for_two_runs_and_a_server() {
    let desk = Desk::small();
    desk.types("sandbox reset --seed empty:accounts=50").expect(Exit::Done);
    let path = desk.path(".groundline/sandbox.json");
    let now = || file::open(&path, &Setup::default()).unwrap().sandbox().now();
    let mut before = now();
    for accounts in [8, 16] {
        desk.write("baseline.toml", &with_accounts(accounts));
        desk.types("apply --sandbox --yes --wait 2h --calls calls.json")
            .expect(Exit::Done);
        let ledger: serde_json::Value = serde_json::from_str(&desk.read("calls.json")).unwrap();
        let throttled: u64 = ledger["calls"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["throttled"].as_u64().unwrap())
            .sum();
        assert_eq!(throttled, 0, "{ledger}");
        let seconds = ledger["virtual_seconds"].as_f64().unwrap();
        assert!(seconds > 60.0, "{seconds}");
        let passed = now().since(before).as_secs_f64();
        assert!(
            (seconds + 60.0 - 1.0..seconds + 120.0).contains(&passed),
            "{passed} s on the sandbox's clock, {seconds} s of work"
        );
        before = now();
    }
    // What serves the same file in real time lets through as much as AWS would.
    let opened = file::open(&path, &Setup::default()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asks = async {
            let settings = Settings {
                http: HttpChoice::Default,
                endpoint_url: Some(url),
                credentials: Some(groundline::aws::Keys {
                    access_key_id: "any".to_owned(),
                    secret_access_key: "any".to_owned(),
                    session_token: None,
                }),
                region: Some("us-east-1".to_owned()),
                ..Settings::default()
            };
            let door = Door::open(settings).await.unwrap();
            let operations = groundline::areas::organizations::registry::find("accounts")
                .unwrap()
                .operations();
            let writer = door.writer(operations);
            let create = operations.iter().find(|op| op.name == "CreateAccount").unwrap();
            for n in 0..3 {
                let request = writer.client::<aws_sdk_organizations::Client>().create_account();
                let request = request
                    .email(format!("aws+late-{n}@example.com"))
                    .account_name(format!("Late {n}"));
                writer.call(create, || request.clone().send()).await.unwrap();
            }
            assert_eq!((door.ledger().total, door.ledger().throttled()), (3, 0));
        };
        groundline::sandbox::serve(opened.sandbox().clone(), listener, asks)
            .await
            .unwrap();
    });
}
