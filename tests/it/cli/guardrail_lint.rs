//! `groundline guardrail lint` and `groundline guardrail explain`.

use super::Desk;
use groundline::exit::Exit;
use serde_json::{Value, json};

const CLEAN: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" } ] }"#;
const MISSPELT: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "Trail", "Effect": "Deny", "Action": "cloudtrail:StopLoging", "Resource": "*" } ] }"#;
const WARNED: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "Any", "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
    "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:*:iam::*:role/*" } } } ] }"#;

#[test]
fn each_finding_is_shown_at_its_place_with_its_code() {
    let desk = Desk::empty();
    desk.write("clean.json", CLEAN);
    desk.write("misspelt.json", MISSPELT);
    let ran = desk
        .types("guardrail lint clean.json misspelt.json")
        .expect(Exit::Baseline);
    assert_eq!(ran.stdout, "2 policies: 1 error\n");
    ran.tells("error[action-unknown]: `cloudtrail:StopLoging` is no action that AWS has")
        .tells("--> misspelt.json:2:49")
        .tells("^^^^^^^^^^^^^^^^^^^^^^^")
        .tells("help: did you mean `cloudtrail:StopLogging`?")
        .tells("`groundline guardrail explain action-unknown`");
    let ran = desk.types("guardrail lint clean.json").expect(Exit::Done);
    assert_eq!(
        (ran.stdout.as_str(), ran.stderr.as_str()),
        ("1 policy: nothing found\n", "")
    );
    // No baseline is read.
    desk.write("baseline.toml", "nonsense");
    let ran = desk
        .types("guardrail lint --allow-unknown misspelt.json")
        .expect(Exit::Done);
    assert_eq!(ran.stdout, "1 policy: 1 warning\n");
    desk.types("guardrail lint missing.json")
        .expect(Exit::Usage)
        .tells("cannot read `missing.json`");
}

#[test]
fn warnings_fail_only_where_they_are_denied() {
    let desk = Desk::empty();
    desk.write("warned.json", WARNED);
    let ran = desk.types("guardrail lint warned.json").expect(Exit::Done);
    ran.tells("warning[exemption-broad]").shows("1 policy: 1 warning");
    let _ = desk
        .types("guardrail lint --deny-warnings warned.json")
        .expect(Exit::Baseline);
    desk.write(
        "note.json",
        &CLEAN.replace("\"Effect\": \"Deny\"", "\"Effect\": \"Allow\""),
    );
    let ran = desk
        .types("guardrail lint --deny-warnings note.json")
        .expect(Exit::Done);
    ran.tells("note[allow-adds-nothing]").shows("1 policy: 1 note");
}

#[test]
fn the_type_is_guessed_or_said() {
    let desk = Desk::empty();
    let rcp = CLEAN
        .replace("\"Effect\"", "\"Principal\": \"*\", \"Effect\"")
        .replace("organizations:LeaveOrganization", "*");
    desk.write("rcp.json", &rcp);
    desk.write("tags.json", r#"{"tags":{"cost":{"tag_key":{"@@assgn":"Cost"}}}}"#);
    desk.types("guardrail lint rcp.json")
        .expect(Exit::Baseline)
        .tells("error[action-in-rcp]");
    desk.types("guardrail lint --type scp rcp.json")
        .expect(Exit::Baseline)
        .tells("error[principal-in-scp]");
    desk.types("guardrail lint tags.json")
        .expect(Exit::Baseline)
        .tells("error[inherit-operator]");
    desk.types("guardrail lint --type AISERVICES_OPT_OUT_POLICY tags.json")
        .expect(Exit::Baseline)
        .tells("[inherit-");
    desk.types("guardrail lint --type delegation rcp.json")
        .expect(Exit::Done)
        .shows("nothing found");
    desk.types("guardrail lint --type tag tags.json")
        .expect(Exit::Usage)
        .tells("TAG_POLICY");
    desk.types("guardrail lint --type scp")
        .expect(Exit::Usage)
        .tells("<FILE|->");
}

#[test]
fn a_whole_level_allows_something() {
    let desk = Desk::empty();
    desk.write("deny.json", CLEAN);
    desk.write(
        "full.json",
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
    );
    desk.types("guardrail lint --whole-level deny.json")
        .expect(Exit::Baseline)
        .tells("error[level-without-allow]");
    let _ = desk
        .types("guardrail lint --whole-level deny.json full.json")
        .expect(Exit::Done);
}

#[test]
fn stdin_is_a_file() {
    let desk = Desk::empty().answering(MISSPELT);
    desk.types("guardrail lint -")
        .expect(Exit::Baseline)
        .tells("--> stdin:2:49");
}

#[test]
fn programs_get_every_form() {
    let desk = Desk::empty();
    desk.write("misspelt.json", MISSPELT);
    desk.write("clean.json", CLEAN);
    let document = desk
        .types("guardrail lint --format json misspelt.json")
        .expect(Exit::Baseline)
        .json();
    assert_eq!(document["exit_codes"], json!([65]));
    let found = &document["diagnostics"][0];
    assert_eq!(
        (&found["code"], &found["line"], &found["text"]),
        (&json!("action-unknown"), &json!(2), &json!("\"cloudtrail:StopLoging\""))
    );

    let log = desk
        .types("guardrail lint --format sarif misspelt.json clean.json")
        .expect(Exit::Baseline)
        .json();
    let run = &log["runs"][0];
    assert_eq!(run["results"][0]["ruleId"], "action-unknown");
    assert!(
        run["tool"]["driver"]["rules"][0]["fullDescription"]["text"]
            .as_str()
            .unwrap()
            .len()
            > 50
    );
    let place = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        (&place["artifactLocation"]["uri"], &place["region"]["startLine"]),
        (&json!("misspelt.json"), &json!(2))
    );

    let ran = desk
        .types("guardrail lint --format junit misspelt.json clean.json")
        .expect(Exit::Baseline);
    ran.shows("tests=\"2\"")
        .shows("failures=\"1\"")
        .shows("<testcase name=\"clean.json\"");
}

#[test]
fn without_files_the_baseline_is_linted_as_validate_and_plan_do() {
    let desk = Desk::small();
    let ran = desk.types("guardrail lint").expect(Exit::Done);
    assert_eq!(ran.stdout, "1 policy: nothing found\n");
    desk.write("deny-leave.json", MISSPELT);
    let ran = desk.types("guardrail lint").expect(Exit::Baseline);
    ran.tells("error[action-unknown]")
        .tells("--> deny-leave.json:2:49")
        .tells("named here");
    for words in ["validate", "plan --sandbox", "drift --sandbox"] {
        desk.types(words).expect(Exit::Baseline).tells("error[action-unknown]");
    }
    let junit = desk.types("guardrail lint --format junit").expect(Exit::Baseline);
    junit.shows("<testcase name=\"deny-leave.json\"");
    let accepted = desk.read("baseline.toml").replace(
        "attach = [\"workloads\"]",
        "attach = [\"workloads\"]\nlint-allow = [\"action-unknown\"]",
    );
    desk.write("baseline.toml", &accepted);
    for words in ["guardrail lint", "validate", "plan --sandbox"] {
        let ran = desk.types(words).expect(Exit::Done);
        assert!(!ran.stderr.contains("action-unknown"), "{}", ran.stderr);
    }
    // What is wrong besides the policies is not passed over.
    desk.write("baseline.toml", &accepted.replace("name = \"Shop\"", "name = 3"));
    desk.types("guardrail lint")
        .expect(Exit::Baseline)
        .tells("baseline.toml:");
}

#[test]
fn bad_texts_are_answered_with_their_place() {
    let desk = Desk::empty();
    let with = |inner: &str| format!("{{ \"Version\": \"2012-10-17\", \"Statement\": [\n  {inner} ] }}");
    let statement = |more: &str| {
        with(&format!(
            "{{ \"Effect\": \"Deny\", \"Action\": \"iam:CreateUser\", \"Resource\": \"*\"{more} }}"
        ))
    };
    let nested = |depth: usize| with(&format!("{}1{}", "[".repeat(depth), "]".repeat(depth)));
    let big = with(&format!(
        "{{ \"Effect\": \"Deny\", \"Action\": [{}\"iam:CreateUser\"], \"Resource\": \"*\" }}",
        "\"iam:CreateUser\", ".repeat(60_000)
    ));
    for (text, code, place) in [
        ("".to_owned(), "policy-json", ":1:1"),
        ("[]".to_owned(), "policy-json", ":1:1"),
        (statement("").replace(" ] }", ", ] }"), "policy-json", ":2:68"),
        (statement(" // why"), "policy-json", ":2:67"),
        (statement(", \"Effect\": \"Allow\""), "policy-json", ":2:68"),
        (statement("").replace("\"Deny\"", "\"deny\""), "effect-unknown", ":2:15"),
        (
            statement(", \"Condition\": { \"StringSame\": { \"aws:userid\": \"x\" } }"),
            "operator-unknown",
            ":2:83",
        ),
        (
            statement("").replace("iam:CreateUser", "iam:CreateUsér"),
            "non-ascii",
            ":2:33",
        ),
        (format!("\u{feff}{}", statement("")), "policy-json", ":1:1"),
        (
            statement("").replace("CreateUser", "Create\u{0}User"),
            "policy-json",
            ":2:44",
        ),
        (
            statement("").replace("CreateUser", r"Create\ud800User"),
            "policy-json",
            ":2:",
        ),
        (nested(100_000), "policy-json", ":2:"),
        (nested(20), "statement-shape", ":2:3"),
        (big, "policy-size", ":1:1"),
        ("\u{1b}]0;title\u{7}".to_owned(), "policy-json", ":1:1"),
    ] {
        desk.write("bad.json", &text);
        let ran = desk.types("guardrail lint bad.json");
        let shown: String = ran.stderr.chars().take(2_000).collect();
        assert!(ran.stderr.contains(&format!("[{code}]")), "{code}: {shown}");
        assert!(
            ran.stderr.contains(&format!("bad.json{place}")),
            "{code}{place}: {shown}"
        );
        assert!(ran.stderr.chars().all(|c| c == '\n' || !c.is_control()), "{code}");
    }
    std::fs::write(desk.path("bytes.json"), b"{ \"a\": \"\xff\xfe\" }").unwrap();
    desk.types("guardrail lint bytes.json")
        .expect(Exit::Baseline)
        .tells("not UTF-8")
        .tells("bytes.json:1:9");
    std::fs::write(desk.path("huge.json"), vec![b' '; 5 * 1024 * 1024]).unwrap();
    desk.types("guardrail lint huge.json")
        .expect(Exit::Usage)
        .tells("larger than 4 MiB");
}

#[test]
fn each_code_is_explained() {
    let desk = Desk::empty();
    let ran = desk.types("guardrail explain services-denied").expect(Exit::Done);
    ran.shows("services-denied (error)")
        .shows("Bad:")
        .shows("Good:")
        .shows("lint-allow");
    let all = desk.types("guardrail explain --format json").expect(Exit::Done).json();
    let all = all.as_array().unwrap();
    assert!(all.len() > 70, "{}", all.len());
    let list = desk.types("guardrail explain").expect(Exit::Done).stdout;
    for rule in all {
        let code = rule["code"].as_str().unwrap();
        assert!(list.contains(code), "{code}");
        let one = desk
            .types(&format!("guardrail explain {code} --format json"))
            .expect(Exit::Done)
            .json();
        assert_eq!(one, *rule);
        let text = desk
            .types(&format!("guardrail explain {code}"))
            .expect(Exit::Done)
            .stdout;
        assert!(
            text.starts_with(code) && text.lines().all(|line| line.chars().count() <= 140),
            "{text}"
        );
    }
    assert_eq!(all[0]["can_be_accepted"], Value::Bool(false));
    desk.types("guardrail explain service-denied")
        .expect(Exit::Usage)
        .tells("did you mean `services-denied`?");
}

#[test]
fn a_file_adds_what_aws_has_since_added() {
    let desk = Desk::empty();
    desk.write("new.json", &MISSPELT.replace("StopLoging", "StopEverything"));
    desk.write(
        "newer.toml",
        "[[action]]\nname = \"cloudtrail:StopEverything\"\naccess = \"write\"\n",
    );
    desk.types("guardrail lint new.json").expect(Exit::Baseline);
    let ran = desk.types("guardrail lint --actions newer.toml new.json");
    assert_eq!(
        (ran.exit, ran.stdout.as_str()),
        (Exit::Done, "1 policy: nothing found\n"),
        "{}",
        ran.stderr
    );
    desk.write("newer.toml", "[[action]]\nname = 3\n");
    desk.types("guardrail lint --actions newer.toml new.json")
        .expect(Exit::Baseline)
        .tells("--> newer.toml:2:8");
    desk.types("guardrail lint --actions nowhere.toml new.json")
        .expect(Exit::Usage)
        .tells("cannot read `nowhere.toml`");
}

#[test]
fn what_a_whole_level_allows_is_all_that_is_allowed_there() {
    let desk = Desk::empty();
    let of = |action: &str| {
        format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"*"}}]}}"#)
    };
    desk.write("list.json", &of("ec2:*"));
    desk.write("full.json", &of("*"));
    let note = "allow-adds-nothing";
    desk.types("guardrail lint list.json").expect(Exit::Done).tells(note);
    desk.types("guardrail lint --whole-level list.json full.json")
        .expect(Exit::Done)
        .tells(note);
    let ran = desk.types("guardrail lint --whole-level list.json").expect(Exit::Done);
    assert!(!ran.stderr.contains(note), "{}", ran.stderr);
}
