//! Accounts that apply would make, or has made, are counted apart in every form of every command: they cannot be undone.

use groundline::exit::Exit;
use serde_json::Value;

use crate::cli::{Desk, SMALL};

fn desk() -> Desk {
    let desk = Desk::small();
    let more = "[accounts.mail]\nname = \"Mail\"\nemail = \"aws+mail@example.com\"\n";
    desk.write("baseline.toml", &format!("{SMALL}\n{more}"));
    desk.types("sandbox reset").expect(Exit::Done);
    desk
}

#[test]
fn in_every_form_of_plan_and_drift() {
    let desk = desk();
    desk.types("plan --sandbox")
        .expect(Exit::Done)
        .shows("2 AWS accounts to make, which cannot be undone");
    let plan = desk.types("plan --sandbox --format json").expect(Exit::Done).json();
    assert_eq!(plan["summary"]["accounts_to_create"], 2);
    for format in ["text", "markdown", "html"] {
        desk.types(&format!("drift --sandbox --format {format}"))
            .expect(Exit::Differences)
            .shows("2 AWS accounts that apply would make");
    }
    let drift = desk
        .types("drift --sandbox --format json")
        .expect(Exit::Differences)
        .json();
    assert_eq!(drift["summary"]["accounts_to_create"], 2);
    let sarif = desk
        .types("drift --sandbox --format sarif")
        .expect(Exit::Differences)
        .json();
    let run = &sarif["runs"][0];
    assert_eq!(run["properties"]["accountsToCreate"], 2);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["id"] == "account.create").unwrap();
    let about = rule["shortDescription"]["text"].as_str().unwrap();
    assert!(
        about.contains("would make an AWS account, which cannot be undone"),
        "{about}"
    );
    desk.types("drift --sandbox --format junit")
        .expect(Exit::Differences)
        .shows("<property name=\"accounts_to_create\" value=\"2\"/>");
}

#[test]
fn in_every_form_of_apply() {
    let ran = desk().types("apply --sandbox --yes --format json").expect(Exit::Done);
    let events: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let event = |name: &str| events.iter().find(|event| event["event"] == name).unwrap();
    assert_eq!(event("planned")["plan"]["summary"]["accounts_to_create"], 2);
    assert_eq!(event("started")["accounts_to_create"], 2);
    let finished = event("finished");
    assert_eq!(
        (&finished["accounts_created"], &finished["accounts_pending"]),
        (&2.into(), &0.into())
    );
    desk()
        .types("apply --sandbox --yes")
        .expect(Exit::Done)
        .tells("2 AWS accounts to make")
        .shows("; 2 AWS accounts made");
    let ran = desk()
        .types("apply --sandbox --yes --wait 1s --format json")
        .expect(Exit::Pending);
    let finished: Value = serde_json::from_str(ran.stdout.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&finished["accounts_created"], &finished["accounts_pending"]),
        (&0.into(), &2.into())
    );
    desk()
        .types("apply --sandbox --yes --wait 1s")
        .expect(Exit::Pending)
        .shows("; 0 AWS accounts made, 2 more being made by AWS");
    desk()
        .answering("no")
        .types("apply --sandbox")
        .expect(Exit::Incomplete)
        .tells("2 of them new AWS accounts (accounts cannot be undone)");
    let ran = Desk::small().types("demo").expect(Exit::Done);
    ran.shows("1 AWS account to make, which cannot be undone")
        .shows("; 1 AWS account made");
}
