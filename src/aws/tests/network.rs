//! The way over the network, in real time.

use tokio::io::AsyncReadExt;

use crate::aws::{Door, ErrorKind, Keys, Pace, Settings};
use crate::facts::op::Op;
use crate::facts::service::ORGANIZATIONS;

static CREATE: Op = Op::write_once(&ORGANIZATIONS, "CreateAccount", &[]);
static WRITES: [&Op; 1] = [&CREATE];

fn settings(endpoint: String) -> Settings {
    Settings {
        endpoint_url: Some(endpoint),
        region: Some("eu-west-1".to_owned()),
        credentials: Some(Keys {
            access_key_id: "a".to_owned(),
            secret_access_key: "b".to_owned(),
            session_token: None,
        }),
        ..Settings::default()
    }
}

/// A port where nobody listens any more.
async fn dead_port() -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().port()
}

#[tokio::test]
async fn nobody_at_the_endpoint_is_told_soon() {
    let port = dead_port().await;
    let door = Door::open(settings(format!("http://127.0.0.1:{port}"))).await.unwrap();
    let error = door.identity().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unreachable, "{error}");
    let ledger = door.ledger();
    assert_eq!(ledger.total, 3);
    assert_eq!(ledger.calls.first().map(|line| line.region.as_str()), Some("eu-west-1"));
}

#[tokio::test]
async fn a_connection_that_breaks_may_have_delivered_the_request() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 1024]).await;
        }
    });
    let door = Door::open(settings(format!("http://127.0.0.1:{port}"))).await.unwrap();
    let writer = door.writer(&WRITES);
    let client = writer.client::<aws_sdk_organizations::Client>();
    let call = || client.create_account().account_name("a").email("a@example.com").send();
    let error = writer.call(&CREATE, call).await.unwrap_err();
    assert_eq!((error.kind, door.ledger().total), (ErrorKind::Ambiguous, 1), "{error}");
}

#[tokio::test]
async fn an_endpoint_is_needed_for_another_pace() {
    let settings = Settings {
        pace: Pace::Off,
        ..settings(String::new())
    };
    let without = Settings {
        endpoint_url: None,
        ..settings.clone()
    };
    // The environment of the tests may set one.
    if std::env::var_os("AWS_ENDPOINT_URL").is_none() {
        assert!(Door::open(without).await.is_err());
    }
    let with = Settings {
        endpoint_url: Some("http://127.0.0.1:1".to_owned()),
        ..settings
    };
    assert!(Door::open(with).await.is_ok());
}

#[tokio::test]
async fn a_region_of_another_partition_is_refused_before_any_call() {
    let (home, region) = (Some("eu-central-1".to_owned()), Some("eusc-de-east-1".to_owned()));
    let settings = Settings {
        home,
        region,
        ..settings("http://127.0.0.1:1".to_owned())
    };
    let error = Door::open(settings).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    assert!(
        error.message.contains("`aws-eusc`") && error.message.contains("eu-central-1"),
        "{}",
        error.message
    );
}
