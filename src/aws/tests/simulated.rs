//! The door on the simulated Organization: its pace, its errors, its members.

use std::time::Duration;

use tokio::time::Instant;

use crate::aws::{AwsError, Door, ErrorKind, HttpChoice, Reader, Settings, pages};
use crate::facts::op::{Op, PAGES};
use crate::facts::service::ORGANIZATIONS;
use crate::sandbox::{Competitor, Options, Sandbox, Seed, Setup};

static LIST: Op = Op::read(&ORGANIZATIONS, "ListAccounts", PAGES, &[]);
static UNIT: Op = Op::write(&ORGANIZATIONS, "CreateOrganizationalUnit", &[]);
static ROOTS: Op = Op::read(&ORGANIZATIONS, "ListRoots", PAGES, &[]);
static WRITES: [&Op; 1] = [&UNIT];

async fn door(sandbox: &Sandbox) -> Door {
    let settings = Settings {
        http: HttpChoice::InProcess(sandbox.clone()),
        ..Settings::default()
    };
    Door::open(settings).await.unwrap()
}

fn organization(accounts: usize) -> Sandbox {
    Sandbox::new(&Seed::Org(accounts), &Setup::default())
}

async fn accounts(reader: &Reader) -> Result<Vec<String>, AwsError> {
    let client = &reader.client::<aws_sdk_organizations::Client>();
    pages(reader, &LIST, |token| async move {
        let page = reader
            .call(&LIST, || client.list_accounts().set_next_token(token.clone()).send())
            .await?;
        let ids = page
            .accounts
            .unwrap_or_default()
            .into_iter()
            .filter_map(|account| account.id);
        Ok((ids.collect(), page.next_token))
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn a_thousand_accounts_come_at_the_published_rate_and_none_is_throttled() {
    let begun = Instant::now();
    let sandbox = organization(1_000);
    let door = door(&sandbox).await;
    let ids = accounts(&door.reader()).await.unwrap();
    assert!(ids.len() >= 1_000);
    let ledger = door.ledger();
    assert_eq!(ledger.throttled(), 0);
    let calls = ledger.total;
    let least = (calls as f64 - 12.0) / 8.0;
    let seconds = begun.elapsed().as_secs_f64();
    assert!(
        (least..least * 1.05).contains(&seconds),
        "{seconds} s against {least} s"
    );
}

#[tokio::test(start_paused = true)]
async fn with_half_the_rate_and_another_tool_it_still_comes_to_an_end() {
    let sandbox = organization(1_000);
    sandbox.set_options(Options {
        rate_factor: 0.5,
        latency: Duration::from_millis(150),
        competing: vec![Competitor {
            operation: "organizations:ListAccounts".to_owned(),
            per_second: 2.0,
        }],
        ..Options::default()
    });
    let door = door(&sandbox).await;
    assert!(accounts(&door.reader()).await.is_ok_and(|ids| ids.len() >= 1_000));
    let ledger = door.ledger();
    assert!(
        (1..30).contains(&ledger.throttled()),
        "{} throttled",
        ledger.throttled()
    );
}

#[tokio::test(start_paused = true)]
async fn changes_made_side_by_side_arrive_one_by_one() {
    let sandbox = Sandbox::new(&Seed::default(), &Setup::default());
    sandbox.set_options(Options {
        latency: Duration::from_millis(400),
        ..Options::default()
    });
    let door = door(&sandbox).await;
    let writer = door.writer(&WRITES);
    let client = &writer.client::<aws_sdk_organizations::Client>();
    let roots = writer.call(&ROOTS, || client.list_roots().send()).await.unwrap();
    let root = roots.roots().first().and_then(|root| root.id()).unwrap();
    let all = ["a", "b", "c", "d"].map(|name| {
        let call = move || client.create_organizational_unit().parent_id(root).name(name);
        writer.call(&UNIT, move || call().send())
    });
    for made in futures_util::future::join_all(all).await {
        assert!(made.is_ok(), "{made:?}");
    }
    assert_eq!((door.ledger().writes(), door.ledger().throttled()), (4, 0));
}

#[tokio::test(start_paused = true)]
async fn a_member_account_is_entered_by_its_role() {
    let sandbox = organization(20);
    let door = door(&sandbox).await;
    let caller = door.identity().await.unwrap().account;
    let reader = door.reader();
    let ids = accounts(&reader).await.unwrap();
    let other = ids.iter().find(|id| **id != caller).unwrap();
    let member = reader
        .member(other, "OrganizationAccountAccessRole", Duration::ZERO)
        .await
        .unwrap();
    assert_eq!(&member.identity().await.unwrap().account, other);
    let denied = reader.member(other, "NoSuchRole", Duration::ZERO).await.unwrap_err();
    assert_eq!(denied.kind, ErrorKind::Denied, "{denied}");
}

#[tokio::test(start_paused = true)]
async fn a_region_that_is_off_is_named_and_the_credentials_are_not_blamed() {
    let door = door(&organization(10)).await;
    let reader = door.reader();
    assert_eq!(
        reader.region("eu-west-1").identity().await.unwrap(),
        door.identity().await.unwrap()
    );
    let error = reader.region("me-south-1").identity().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::RegionOff);
    assert!(error.to_string().contains("`me-south-1`"), "{error}");
    // A global service is called at home, from wherever.
    let there = accounts(&reader.region("me-south-1")).await.unwrap();
    assert_eq!(there, accounts(&reader).await.unwrap());
    let regions: Vec<String> = door
        .ledger()
        .calls
        .into_iter()
        .map(|line| format!("{} {}", line.operation, line.region))
        .collect();
    assert_eq!(
        regions,
        [
            "organizations:ListAccounts us-east-1",
            "sts:GetCallerIdentity eu-west-1",
            "sts:GetCallerIdentity me-south-1",
            "sts:GetCallerIdentity us-east-1"
        ]
    );
}
