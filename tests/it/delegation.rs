//! The delegation policy is shared: what others wrote into it stays as they wrote it.

use groundline::exit::Exit;
use serde_json::{Value, json};

use crate::cli::Desk;
use crate::hand::{by_hand, in_sync, json as document, organization, titles, writes};

const BASELINE: &str = r#"format = 1

[organization]
baseline = "shared"
management-account = "123456789012"
id = "o-a1b2c3d4e5"
"#;
const TABLE: &str = "[delegation-policy]\nfile = \"delegation.json\"\n";
/// Statements of others in spellings that AWS reads alike, and a number that no 64-bit float holds.
const THEIRS: &str = r#"{"Sid":"Theirs","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::210987654321:root"},"Action":["organizations:ListAccounts","ORGANIZATIONS:LISTACCOUNTS"],"Resource":["*"],"Condition":{"stringequals":{"Organizations:PolicyType":"TAG_POLICY"},"NumericEquals":{"a:b":12345678901234567890123}}}"#;

fn statement(sid: &str, action: &str) -> Value {
    json!({ "Sid": sid, "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::123456789012:root" },
        "Action": action, "Resource": "*" })
}

/// Declares these statements; the table goes where there is none.
fn declare(desk: &Desk, statements: &[Value]) {
    let table = if statements.is_empty() { "" } else { TABLE };
    desk.write("baseline.toml", &format!("{BASELINE}\n{table}"));
    let policy = json!({ "Version": "2012-10-17", "Statement": statements });
    desk.write("delegation.json", &policy.to_string());
}

fn applied(statements: &[Value]) -> Desk {
    let desk = Desk::empty();
    declare(&desk, statements);
    apply(&desk);
    desk
}

fn apply(desk: &Desk) {
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(desk);
    desk.types("apply --sandbox --yes --calls calls.json")
        .expect(Exit::Done);
    assert!(writes(desk, "calls.json").is_empty());
}

fn live(desk: &Desk) -> String {
    organization(desk).resource_policy.unwrap().content
}

fn edit(desk: &Desk, with: impl Fn(&str) -> String) {
    by_hand(desk, |it| {
        let policy = it.resource_policy.as_mut().unwrap();
        policy.content = with(&policy.content);
    });
}

#[test]
fn statements_of_others_stay_as_they_were_written() {
    let read = statement("Read", "organizations:ListRoots");
    let desk = applied(std::slice::from_ref(&read));
    assert!(live(&desk).contains("\"organizations:ListRoots\""), "{}", live(&desk));
    edit(&desk, |text| {
        text.replace(
            "\"Statement\":[",
            &format!("\"Id\":\"theirs\",\"Statement\":[{THEIRS},"),
        )
    });
    in_sync(&desk);
    declare(&desk, &[read, statement("Look", "organizations:DescribeAccount")]);
    desk.types("plan --sandbox")
        .expect(Exit::Done)
        .shows("adds `Look`; 1 statement of others stays as it is");
    apply(&desk);
    assert!(live(&desk).contains(THEIRS), "{}", live(&desk));
    assert!(live(&desk).contains("\"organizations:DescribeAccount\""));
    // What somebody writes between two runs stays.
    edit(&desk, |text| text.replace("\"Theirs\"", "\"TheirsToo\""));
    in_sync(&desk);
    declare(&desk, &[]);
    apply(&desk);
    let left = THEIRS.replace("\"Theirs\"", "\"TheirsToo\"");
    assert_eq!(
        live(&desk),
        format!(r#"{{"Id":"theirs","Statement":[{left}],"Version":"2012-10-17"}}"#)
    );
}

#[test]
fn what_was_written_by_hand_and_is_declared_later_is_marked_and_not_added() {
    let desk = applied(&[statement("Read", "organizations:ListRoots")]);
    let by_hand = statement("ByHand", "ORGANIZATIONS:describeaccount");
    edit(&desk, |text| {
        text.replace("\"Statement\":[", &format!("\"Statement\":[{by_hand},"))
    });
    let both = [
        statement("Read", "organizations:ListRoots"),
        statement("Look", "organizations:DescribeAccount"),
    ];
    declare(&desk, &both);
    desk.types("plan --sandbox")
        .expect(Exit::Done)
        .shows("marks as ours what is there already: `ByHand` as `Look`");
    apply(&desk);
    let policy: Value = serde_json::from_str(&live(&desk)).unwrap();
    let statements = policy["Statement"].as_array().unwrap();
    assert_eq!(statements.len(), 2, "{statements:?}");
    assert_eq!(statements[0]["Action"], "organizations:DescribeAccount");
    assert!(statements[0]["Sid"].as_str().unwrap().starts_with("Groundline"));
    declare(&desk, &[]);
    let plan = document(&desk, "plan --sandbox");
    assert_eq!(titles(&plan), ["delete delegation-policy.organization"]);
    apply(&desk);
    assert!(organization(&desk).resource_policy.is_none());
}

#[test]
fn what_is_not_understood_is_not_written_anew() {
    let desk = applied(&[statement("Read", "organizations:ListRoots")]);
    edit(&desk, |text| {
        text.replace("\"Version\"", "\"Version\":\"2008-10-17\",\"Version\"")
    });
    let before = live(&desk);
    declare(&desk, &[statement("Read", "organizations:ListAccounts")]);
    let ran = desk.types("apply --sandbox --yes").expect(Exit::Incomplete);
    assert!(
        ran.stdout.contains("twice") || ran.stderr.contains("twice"),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    assert_eq!(live(&desk), before);
}

#[test]
fn a_policy_that_aws_does_not_take_is_refused_with_everybodys_share() {
    let read = statement("Read", "organizations:ListRoots");
    let desk = applied(std::slice::from_ref(&read));
    let others = statement("Theirs", &"organizations:ListAccounts".repeat(1_520));
    edit(&desk, |text| {
        text.replace("\"Statement\":[", &format!("\"Statement\":[{others},"))
    });
    in_sync(&desk);
    let before = live(&desk);
    declare(
        &desk,
        &[read, statement("Look", &"organizations:DescribeAccount".repeat(20))],
    );
    let ran = desk.types("apply --sandbox --yes").expect(Exit::Refused);
    let said = ran.stdout.clone() + &ran.stderr;
    for words in [
        "the delegation policy would have 40",
        "AWS takes 40000",
        "of others",
        "of delegation-policy",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(live(&desk), before);
}
