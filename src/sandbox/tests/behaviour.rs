use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;

use super::super::{Call, CallCount, FaultKind, Options, Reply, Sandbox, Seed, Setup, State, When};
use super::door::{Answer, account, fails, fault, ok, org, organizations_request, root, sandbox, session, unlimited};

fn of(operation: &str, n: u64) -> When {
    When::NthOf {
        operation: operation.to_owned(),
        n,
    }
}

#[tokio::test(start_paused = true)]
async fn rates_are_the_published_ones_and_time_brings_calls_back() {
    let sandbox = Sandbox::new(&Seed::Small, &Setup::default());
    for _ in 0..2 {
        ok(&sandbox, "ListRoots", json!({})).await;
    }
    assert_eq!(fails(&sandbox, "ListRoots", json!({})).await, "TooManyRequests");
    tokio::time::sleep(Duration::from_secs(1)).await;
    ok(&sandbox, "ListRoots", json!({})).await;
    assert_eq!(fails(&sandbox, "ListRoots", json!({})).await, "TooManyRequests");
    let counted = CallCount { total: 5, throttled: 2 };
    assert_eq!(sandbox.calls()["organizations:ListRoots"], counted);
}

#[tokio::test(start_paused = true)]
async fn a_paced_caller_is_never_refused() {
    let sandbox = Sandbox::new(&Seed::Org(100), &Setup::default());
    for _ in 0..12 {
        ok(&sandbox, "ListAccounts", json!({})).await;
    }
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(125)).await;
        ok(&sandbox, "ListAccounts", json!({})).await;
    }
}

#[tokio::test(start_paused = true)]
async fn faults_come_when_they_are_ordered() {
    let sandbox = sandbox("empty");
    fault(&sandbox, FaultKind::Throttle, When::Nth(1));
    fault(&sandbox, FaultKind::ServerError, of("organizations:ListRoots", 2));
    let custom = FaultKind::Error {
        code: "PolicyChangesInProgressException".to_owned(),
        message: "later".to_owned(),
    };
    fault(&sandbox, custom, of("organizations:ListRoots", 3));
    assert_eq!(fails(&sandbox, "ListRoots", json!({})).await, "TooManyRequests");
    let answer: Answer = org(&sandbox, "ListRoots", json!({})).await;
    assert_eq!((answer.status, answer.error().0.as_str()), (500, "ServiceException"));
    assert_eq!(fails(&sandbox, "ListRoots", json!({})).await, "PolicyChangesInProgress");
    ok(&sandbox, "ListRoots", json!({})).await;
}

#[tokio::test(start_paused = true)]
async fn an_answer_may_get_lost_before_or_after_the_effect() {
    let sandbox = sandbox("empty");
    let create = "organizations:CreateOrganizationalUnit";
    fault(&sandbox, FaultKind::DropBefore, of(create, 1));
    fault(&sandbox, FaultKind::DropAfter, of(create, 2));
    fault(&sandbox, FaultKind::Timeout, of(create, 3));
    let seen: Arc<Mutex<Vec<(Call, usize)>>> = Arc::default();
    let log = Arc::clone(&seen);
    sandbox.observe(Box::new(move |call: &Call, state: &State| {
        let units = state.organization.as_ref().unwrap().units.len();
        log.lock().unwrap().push((call.clone(), units));
    }));
    let body = json!({"ParentId": root(&sandbox), "Name": "x"});
    let request = || organizations_request("AKIAX", "CreateOrganizationalUnit", &body);
    assert!(matches!(sandbox.handle(request()).await, Reply::Dropped));
    assert!(matches!(sandbox.handle(request()).await, Reply::Dropped));
    assert!(matches!(sandbox.handle(request()).await, Reply::TimedOut));
    assert_eq!(
        fails(&sandbox, "CreateOrganizationalUnit", body.clone()).await,
        "DuplicateOrganizationalUnit"
    );
    let seen: Vec<(u16, u64, bool, usize)> = {
        let seen = seen.lock().unwrap();
        seen.iter()
            .map(|(call, units)| (call.status, call.number, call.write, *units))
            .collect()
    };
    assert_eq!(
        seen,
        [(0, 1, true, 0), (200, 2, true, 1), (0, 3, true, 1), (400, 4, true, 1)]
    );
}

#[tokio::test(start_paused = true)]
async fn writes_that_overlap_are_refused() {
    let sandbox = sandbox("empty");
    sandbox.set_options(Options {
        rate_factor: f64::INFINITY,
        latency: Duration::from_millis(200),
        ..Options::default()
    });
    let root = root(&sandbox);
    let create = |name: &str| {
        org(
            &sandbox,
            "CreateOrganizationalUnit",
            json!({"ParentId": root, "Name": name}),
        )
    };
    let (first, second, read) = tokio::join!(create("a"), create("b"), org(&sandbox, "ListRoots", json!({})));
    assert_eq!((first.status, read.status), (200, 200));
    assert_eq!(second.error().0, "ConcurrentModificationException");
    assert_eq!(create("b").await.status, 200);
    // A caller that gives up early frees the way.
    let given_up = tokio::time::timeout(Duration::from_millis(50), create("c")).await;
    assert!(given_up.is_err());
    assert_eq!(create("c").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_state_goes_through_json_and_goes_on() {
    let sandbox = sandbox("small");
    let shop = account(&sandbox, "shop-prod");
    session(&sandbox, &shop, "OrganizationAccountAccessRole").await;
    ok(
        &sandbox,
        "CreateAccount",
        json!({"Email": "n@example.com", "AccountName": "n"}),
    )
    .await;
    ok(
        &sandbox,
        "TagResource",
        json!({"ResourceId": shop, "Tags": [{"Key": "a", "Value": "b"}]}),
    )
    .await;
    let state = sandbox.state();
    let text = serde_json::to_string(&state).unwrap();
    let read: State = serde_json::from_str(&text).unwrap();
    assert_eq!(read, state);
    let next = Sandbox::from_state(read);
    unlimited(&next);
    next.advance(Duration::from_secs(20));
    let accounts = next.state().organization.unwrap().accounts.len();
    assert_eq!(accounts, state.organization.unwrap().accounts.len() + 1);
    let root = root(&next);
    let children = ok(&next, "ListChildren", json!({"ParentId": root, "ChildType": "ACCOUNT"})).await;
    assert_eq!(children["Children"].as_array().unwrap().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_same_calls_give_the_same_state() {
    let run = async || {
        let sandbox = sandbox("control-tower");
        let root = root(&sandbox);
        ok(
            &sandbox,
            "CreateOrganizationalUnit",
            json!({"ParentId": root, "Name": "x"}),
        )
        .await;
        ok(
            &sandbox,
            "CreateAccount",
            json!({"Email": "n@example.com", "AccountName": "n"}),
        )
        .await;
        tokio::time::sleep(Duration::from_secs(30)).await;
        serde_json::to_string(&sandbox.state()).unwrap()
    };
    assert_eq!(run().await, run().await);
}
