//! Who calls, and the way into member accounts.

use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use tokio::time::Instant;

use super::script::{Script, Seen, answer, json, xml};
use crate::aws::clients::Base;
use crate::aws::connector::InProcess;
use crate::aws::{Door, ErrorKind, Settings};
use crate::facts::op::{Op, PAGES};
use crate::facts::service::ORGANIZATIONS;
use crate::sandbox::Reply;

static LIST: Op = Op::read(&ORGANIZATIONS, "ListAccounts", PAGES, &[]);

const CALLER: &str = "111111111111";
const MEMBER: &str = "222222222222";

fn who(account: &str) -> Reply {
    xml(&format!(
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws-cn:iam::{account}:user/u</Arn><UserId>u</UserId>\
         <Account>{account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
    ))
}

fn role(key: &str) -> Reply {
    xml(&format!(
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
         <SessionToken>t</SessionToken><Expiration>2020-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
    ))
}

fn denied() -> Reply {
    let body = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no such role</Message></Error></ErrorResponse>";
    answer(403, "text/xml", body)
}

/// STS and Organizations; the role is denied until the n-th try.
/// A caller in the partition of the answers.
fn china() -> Settings {
    Settings {
        region: Some("cn-north-1".to_owned()),
        ..Settings::default()
    }
}

fn aws(denials: usize) -> Script {
    let tries = std::sync::atomic::AtomicUsize::new(0);
    Script::new(move |seen: &Seen, n| {
        if seen.what.contains("Action=GetCallerIdentity") {
            who(if seen.key.starts_with("MEMBER") { MEMBER } else { CALLER })
        } else if seen.what.contains("Action=AssumeRole") {
            assert!(
                seen.what
                    .contains("RoleArn=arn%3Aaws-cn%3Aiam%3A%3A222222222222%3Arole%2FIn"),
                "{}",
                seen.what
            );
            if tries.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < denials {
                return denied();
            }
            role(&format!("MEMBER{n}"))
        } else {
            json(r#"{"Accounts":[]}"#)
        }
    })
}

#[tokio::test(start_paused = true)]
async fn the_caller_is_asked_once() {
    let script = aws(0);
    let door = script.door_with(&china());
    let identity = door.identity().await.unwrap();
    assert_eq!(
        (identity.account.as_str(), identity.partition.as_str()),
        (CALLER, "aws-cn")
    );
    door.identity().await.unwrap();
    assert_eq!(script.asked(), 1);
    let ledger = door.ledger();
    let line = ledger.calls.first().unwrap();
    assert_eq!(
        (line.operation.as_str(), line.account.as_deref()),
        ("sts:GetCallerIdentity", Some(CALLER))
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_an_account_is_an_error() {
    let script = Script::new(|_, _| {
        xml(
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/u</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>",
        )
    });
    let error = script.door_with(&china()).identity().await.unwrap_err();
    assert_eq!(
        (error.kind, error.message.as_str()),
        (ErrorKind::Malformed, "the answer has no `Account`")
    );
}

#[derive(Debug)]
struct Nobody;

impl ProvideCredentials for Nobody {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(Err(CredentialsError::not_loaded("no profile says who you are")))
    }
}

#[tokio::test(start_paused = true)]
async fn without_credentials_nothing_is_sent_or_counted() {
    let begun = Instant::now();
    let script = aws(0);
    let settings = china();
    let http = SharedHttpClient::new(InProcess(script.clone()));
    let door = Door::over(
        &settings,
        Base::in_process(&settings, http).unwrap().with_credentials(Nobody),
    );
    let error = door.identity().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Credentials);
    assert!(error.message.contains("no profile says who you are"), "{error}");
    assert_eq!(
        (script.asked(), door.ledger().total, begun.elapsed()),
        (0, 0, Duration::ZERO)
    );
}

#[tokio::test(start_paused = true)]
async fn a_role_is_assumed_once_and_renewed_in_time() {
    let script = aws(0);
    let door = script.door_with(&china());
    let reader = door.reader();
    let member = reader.member(MEMBER, "In", Duration::ZERO).await.unwrap();
    assert_eq!(member.identity().await.unwrap().account, MEMBER);
    let again = reader.member(MEMBER, "In", Duration::ZERO).await.unwrap();
    let client = again.client::<aws_sdk_organizations::Client>();
    again.call(&LIST, || client.list_accounts().send()).await.unwrap();
    let assumed = |script: &Script| {
        script
            .seen()
            .iter()
            .filter(|seen| seen.what.contains("AssumeRole"))
            .count()
    };
    assert_eq!(assumed(&script), 1);

    tokio::time::sleep(Duration::from_secs(3_000)).await;
    again.call(&LIST, || client.list_accounts().send()).await.unwrap();
    assert_eq!(assumed(&script), 2);
    let keys = script
        .seen()
        .into_iter()
        .filter(|seen| seen.what.contains("ListAccounts"))
        .map(|seen| seen.key);
    assert_eq!(keys.collect::<Vec<_>>(), ["MEMBER1", "MEMBER4"]);

    let lines = door
        .ledger()
        .calls
        .into_iter()
        .map(|line| format!("{} {}", line.operation, line.account.unwrap()));
    assert_eq!(
        lines.collect::<Vec<_>>(),
        [
            "organizations:ListAccounts 222222222222",
            "sts:AssumeRole 111111111111",
            "sts:GetCallerIdentity 111111111111",
            "sts:GetCallerIdentity 222222222222",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_young_account_gets_the_patience_that_was_asked_for() {
    let begun = Instant::now();
    let reader = aws(3).door_with(&china()).reader();
    assert!(reader.member(MEMBER, "In", Duration::from_secs(60)).await.is_ok());
    assert_eq!(begun.elapsed().as_secs(), 30);

    let begun = Instant::now();
    let reader = aws(100).door_with(&china()).reader();
    let error = reader.member(MEMBER, "In", Duration::from_secs(60)).await.unwrap_err();
    assert_eq!((error.kind, begun.elapsed().as_secs()), (ErrorKind::Denied, 60));

    let reader = aws(100).door_with(&china()).reader();
    assert!(reader.member(MEMBER, "In", Duration::ZERO).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn the_callers_own_account_needs_no_role() {
    let script = aws(100);
    let reader = script.door_with(&china()).reader();
    let own = reader.member(CALLER, "In", Duration::ZERO).await.unwrap();
    let client = own.client::<aws_sdk_organizations::Client>();
    assert!(own.call(&LIST, || client.list_accounts().send()).await.is_ok());
    assert_eq!(script.asked(), 2);
}
