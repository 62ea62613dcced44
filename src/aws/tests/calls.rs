//! Single calls: what comes back, how often it was sent, and how long it took.

use std::time::Duration;

use tokio::time::Instant;

use super::script::{Script, answer, html, json, refusal};
use crate::aws::{AwsError, ErrorKind, Pace, Settings};
use crate::facts::op::{Meaning, Op, PAGES};
use crate::facts::service::ORGANIZATIONS;
use crate::sandbox::Reply;

static LIST: Op = Op::read(
    &ORGANIZATIONS,
    "ListAccounts",
    PAGES,
    &[
        ("AWSOrganizationsNotInUseException", Meaning::Absent),
        ("TargetNotFoundException", Meaning::NotYet),
    ],
);
static ROOTS: Op = Op::read(&ORGANIZATIONS, "ListRoots", PAGES, &[]);
static MOVE: Op = Op::write(
    &ORGANIZATIONS,
    "MoveAccount",
    &[("DuplicateAccountException", Meaning::AlreadySo)],
);
static CREATE: Op = Op::write_once(&ORGANIZATIONS, "CreateAccount", &[]);
static BOTH: [&Op; 2] = [&MOVE, &CREATE];
static ONE: [&Op; 1] = [&MOVE];

/// What a call of `op` gives when every answer is `reply`, how often it was sent, and how many seconds it took.
async fn outcome(op: &'static Op, reply: impl Fn() -> Reply + Send + Sync + 'static) -> (AwsError, usize, u64) {
    let begun = Instant::now();
    let script = Script::new(move |_, _| reply());
    let door = script.door();
    let error = call(&door, op).await.unwrap_err();
    (error, script.asked(), begun.elapsed().as_secs())
}

async fn call(door: &crate::aws::Door, op: &'static Op) -> Result<(), AwsError> {
    let writer = door.writer(&BOTH);
    let client = writer.client::<aws_sdk_organizations::Client>();
    match op.name {
        "MoveAccount" => {
            let call = || {
                client
                    .move_account()
                    .account_id("1")
                    .source_parent_id("r")
                    .destination_parent_id("o")
            };
            writer.call(op, || call().send()).await.map(drop)
        }
        "CreateAccount" => {
            let call = || client.create_account().account_name("a").email("a@example.com");
            writer.call(op, || call().send()).await.map(drop)
        }
        _ => writer.call(op, || client.list_accounts().send()).await.map(drop),
    }
}

#[tokio::test(start_paused = true)]
async fn each_kind_of_answer_has_its_meaning_and_its_patience() {
    use ErrorKind::*;
    let cases: &[(&'static Op, u16, &str, ErrorKind, usize)] = &[
        (&LIST, 400, "AWSOrganizationsNotInUseException", Absent, 1),
        (&LIST, 400, "TargetNotFoundException", NotYet, 9),
        (&LIST, 400, "TooManyRequestsException", Throttled, 20),
        (&LIST, 400, "ConcurrentModificationException", Busy, 10),
        (&LIST, 400, "AccessDeniedException", Denied, 1),
        (&LIST, 400, "ConstraintViolationException", Constraint, 1),
        (&LIST, 400, "ExpiredTokenException", Credentials, 1),
        (&LIST, 400, "UnrecognizedClientException", Credentials, 1),
        (&LIST, 400, "UnknownOperationException", Unsupported, 1),
        (&LIST, 400, "InvalidInputException", Refused, 1),
        (&LIST, 500, "ServiceException", Server, 5),
        (&MOVE, 400, "DuplicateAccountException", AlreadySo, 1),
        (&MOVE, 500, "ServiceException", Server, 5),
        // These answers say that nothing was done, so that even this write may be sent again.
        (&CREATE, 400, "TooManyRequestsException", Throttled, 20),
        (&CREATE, 400, "ConcurrentModificationException", Busy, 10),
        (&CREATE, 400, "ConstraintViolationException", Constraint, 1),
        (&CREATE, 500, "ServiceException", Ambiguous, 1),
    ];
    for (op, status, code, kind, sent) in cases {
        let (status, code) = (*status, (*code).to_owned());
        let told = code.clone();
        let (error, asked, _) = outcome(op, move || refusal(status, &told)).await;
        assert_eq!((error.kind, asked), (*kind, *sent), "{op} {code}");
        assert_eq!(error.code.as_deref(), Some(code.as_str()));
        assert_eq!(error.reason.as_deref(), Some("BECAUSE"));
        assert_eq!(error.message, format!("said {code}"));
        assert_eq!(error.request_id.as_deref(), Some("request-1"));
    }
}

#[tokio::test(start_paused = true)]
async fn what_an_endpoint_lacks_is_not_taken_for_a_fault() {
    for status in [404, 500, 501] {
        let (error, asked, _) = outcome(&LIST, move || html(status)).await;
        assert_eq!((error.kind, asked), (ErrorKind::Unsupported, 1), "{status}");
    }
    let (error, asked, _) = outcome(&LIST, || html(502)).await;
    assert_eq!((error.kind, asked), (ErrorKind::Server, 5));
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_asked_for_again_only_where_that_is_safe() {
    let (error, asked, _) = outcome(&LIST, || Reply::Dropped).await;
    assert_eq!((error.kind, asked), (ErrorKind::Unreachable, 5));
    let (error, asked, seconds) = outcome(&LIST, || Reply::TimedOut).await;
    assert_eq!((error.kind, asked), (ErrorKind::Unreachable, 3));
    assert!((90..100).contains(&seconds), "{seconds}");
    assert_eq!(
        error.message,
        "no answer in 30 seconds; the endpoint has answered nothing for 91 seconds and 3 attempts, and is given up"
    );
    for reply in [|| Reply::Dropped, || Reply::TimedOut, || json("{")] {
        let (error, asked, _) = outcome(&CREATE, reply).await;
        assert_eq!((error.kind, asked), (ErrorKind::Ambiguous, 1), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_no_longer_answers_is_tried_as_long_as_one_call_and_then_by_nobody() {
    let script = Script::new(|_, n| match n {
        0 => json(r#"{"Accounts":[]}"#),
        _ => Reply::TimedOut,
    });
    let door = script.door();
    assert_eq!(call(&door, &LIST).await, Ok(()));
    let begun = Instant::now();
    let error = call(&door, &LIST).await.unwrap_err();
    assert_eq!((error.kind, script.asked()), (ErrorKind::TimedOut, 6));
    assert!(
        error.message.starts_with("no answer in 30 seconds, 5 times in 15"),
        "{error}"
    );
    assert!((150..180).contains(&begun.elapsed().as_secs()));
    let begun = Instant::now();
    let error = call(&door, &MOVE).await.unwrap_err();
    assert_eq!(script.asked(), 6);
    assert_eq!(error.kind, ErrorKind::Unreachable);
    assert!(
        error
            .message
            .contains("the endpoint of `organizations` has answered nothing for"),
        "{error}"
    );
    assert!(begun.elapsed().is_zero());
}

#[tokio::test(start_paused = true)]
async fn a_stopped_door_sends_no_change_and_no_change_again() {
    let script = Script::new(|_, _| refusal(400, "ConcurrentModificationException"));
    let door = script.door();
    let stop = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        door.stop();
    };
    let (refused, ()) = tokio::join!(call(&door, &MOVE), stop);
    assert_eq!(refused.map_err(|error| error.kind), Err(ErrorKind::Stopped));
    assert_eq!(script.asked(), 1);
    let error = call(&door, &CREATE).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`organizations:CreateAccount` was stopped: it was not sent"
    );
    assert_eq!(script.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_broken_answer_is_malformed() {
    let (error, asked, _) = outcome(&LIST, || json(r#"{"Accounts": ["#)).await;
    assert_eq!((error.kind, asked), (ErrorKind::Malformed, 1), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_passing_fault_is_not_noticed() {
    let script = Script::new(|_, n| match n {
        0 => refusal(500, "ServiceException"),
        1 => Reply::Dropped,
        2 => refusal(400, "TooManyRequestsException"),
        _ => json(r#"{"Accounts":[]}"#),
    });
    let door = script.door();
    assert_eq!(call(&door, &LIST).await, Ok(()));
    let ledger = door.ledger();
    assert_eq!((ledger.total, ledger.throttled(), ledger.writes()), (4, 1, 0));
}

#[tokio::test(start_paused = true)]
async fn hostile_messages_stay_on_one_line() {
    let body = r#"{"__type":"AccessDeniedException","Message":"no\u001b[2J\nyes\u202e"}"#;
    let (error, _, _) = outcome(&LIST, move || answer(400, "application/x-amz-json-1.1", body)).await;
    assert_eq!(error.message, "no [2J yes");
    assert!(!error.to_string().contains(char::is_control));
}

#[tokio::test(start_paused = true)]
async fn only_what_was_declared_is_sent() {
    let script = Script::new(|_, _| json("{}"));
    let door = script.door();
    let reader = door.reader();
    let client = reader.client::<aws_sdk_organizations::Client>();

    let other = reader.call(&ROOTS, || client.list_accounts().send()).await.unwrap_err();
    assert_eq!(other.kind, ErrorKind::Bug);
    assert_eq!(
        other.message,
        "`organizations:ListAccounts` was about to be sent where `organizations:ListRoots` was declared"
    );
    let past = client.list_roots().send().await;
    assert!(past.is_err());
    let write = reader.call(&MOVE, || client.move_account().send()).await.unwrap_err();
    assert_eq!(write.kind, ErrorKind::Bug);
    let writer = door.writer(&ONE);
    let foreign = writer
        .call(&CREATE, || client.create_account().send())
        .await
        .unwrap_err();
    assert_eq!(foreign.kind, ErrorKind::Bug);

    assert_eq!(script.asked(), 0);
    assert_eq!(door.ledger().total, 0);
    assert_eq!(
        writer.call(&LIST, || client.list_accounts().send()).await.map(drop),
        Ok(())
    );
}

#[tokio::test(start_paused = true)]
async fn without_a_pace_throttles_still_slow_down() {
    let begun = Instant::now();
    let script = Script::new(|_, n| match n {
        0..4 => refusal(400, "TooManyRequestsException"),
        _ => json(r#"{"Accounts":[]}"#),
    });
    let door = script.door_with(&Settings {
        pace: Pace::Off,
        ..Settings::default()
    });
    assert_eq!(call(&door, &LIST).await, Ok(()));
    assert!(begun.elapsed() > Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn signatures_and_waits_are_the_same_on_every_run() {
    async fn run() -> (Duration, usize) {
        let begun = Instant::now();
        let (_, asked, _) = outcome(&LIST, || refusal(400, "ConcurrentModificationException")).await;
        (begun.elapsed(), asked)
    }
    assert_eq!(run().await, run().await);
}

#[tokio::test(start_paused = true)]
async fn progress_hears_of_long_waits() {
    let heard = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let sink = std::sync::Arc::clone(&heard);
    let script = Script::new(|_, n| match n {
        0 => refusal(400, "FinalizingOrganizationException"),
        1 => refusal(400, "FinalizingOrganizationException"),
        _ => json("{}"),
    });
    let door = script.door_with(&Settings {
        progress: Some(std::sync::Arc::new(move |waiting| {
            sink.lock().unwrap().push(waiting.clone())
        })),
        ..Settings::default()
    });
    assert_eq!(call(&door, &CREATE).await, Ok(()));
    let heard = heard.lock().unwrap();
    assert!(
        heard
            .iter()
            .all(|waiting| waiting.operation == "organizations:CreateAccount")
    );
    assert!(!heard.is_empty());
}

/// Areas hold calls in boxed futures that may move between threads.
#[test]
fn calls_can_be_sent() {
    fn sendable<T: Send>(future: T) -> T {
        future
    }
    let door = Script::new(|_, _| json("{}")).door();
    let reader = door.reader();
    let client = reader.client::<aws_sdk_organizations::Client>();
    drop(sendable(reader.call(&LIST, || client.list_accounts().send())));
    drop(sendable(reader.member("1", "r", Duration::ZERO)));
    drop(sendable(door.identity()));
}
