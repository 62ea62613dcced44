//! The calls that were answered, as the sandbox remembers them.

use std::time::Duration;

use serde_json::json;

use super::super::{FaultKind, RecordedCall, Sandbox, Seed, Setup, When};
use super::door::{account, fails, fault, form, ok, root, sandbox, session};

fn recorded(sandbox: &Sandbox) -> Vec<RecordedCall> {
    sandbox.state().history.iter().cloned().collect()
}

#[tokio::test(start_paused = true)]
async fn every_call_that_was_answered_is_remembered_with_who_when_and_what() {
    let sandbox = sandbox("small");
    let (root, shop) = (root(&sandbox), account(&sandbox, "shop-prod"));
    let unit = json!({"ParentId": root, "Name": "New"});
    ok(&sandbox, "CreateOrganizationalUnit", unit.clone()).await;
    sandbox.advance(Duration::from_secs(5));
    fails(&sandbox, "CreateOrganizationalUnit", unit.clone()).await;
    let key = session(&sandbox, &shop, "OrganizationAccountAccessRole").await;
    form(&sandbox, "iam", &key, "Action=GetRole&RoleName=None").await;
    let calls = recorded(&sandbox);
    let words: Vec<(u64, String, bool, &str)> = calls
        .iter()
        .map(|call| {
            let name = format!("{}:{}", call.service, call.operation);
            (
                call.number,
                name,
                call.write,
                call.error.as_ref().map_or("", |error| &error.0),
            )
        })
        .collect();
    let (create, assume, role) = (
        "organizations:CreateOrganizationalUnit",
        "sts:AssumeRole",
        "iam:GetRole",
    );
    assert_eq!(
        words,
        [
            (1, create.to_owned(), true, ""),
            (2, create.to_owned(), true, "DuplicateOrganizationalUnitException"),
            (3, assume.to_owned(), false, ""),
            (4, role.to_owned(), false, "NoSuchEntity"),
        ]
    );
    assert_eq!(json!(calls[0].parameters), unit);
    assert_eq!(calls[1].at.since(calls[0].at), Duration::from_secs(5));
    assert_eq!(calls[0].caller, "arn:aws:iam::123456789012:user/groundline");
    assert_eq!(
        (calls[3].account.as_str(), calls[3].region.as_str()),
        (shop.as_str(), "us-east-1")
    );
    let role = format!("arn:aws:sts::{shop}:assumed-role/OrganizationAccountAccessRole/test");
    assert_eq!(calls[3].caller, role);
    assert_eq!(json!(calls[3].parameters), json!({"RoleName": "None"}));
}

#[tokio::test(start_paused = true)]
async fn what_never_arrived_is_not_remembered_and_what_was_refused_is() {
    let sandbox = sandbox("empty");
    let of = |n| When::NthOf {
        operation: "organizations:ListRoots".to_owned(),
        n,
    };
    fault(&sandbox, FaultKind::Throttle, of(1));
    fault(&sandbox, FaultKind::DropBefore, of(2));
    fault(&sandbox, FaultKind::DropAfter, of(3));
    fails(&sandbox, "ListRoots", json!({})).await;
    for _ in 0..2 {
        let request = super::door::organizations_request("AKIAX", "ListRoots", &json!({}));
        sandbox.handle(request).await;
    }
    super::door::org(&sandbox, "NoSuchOperation", json!({})).await;
    let calls = recorded(&sandbox);
    let codes: Vec<Option<&str>> = calls
        .iter()
        .map(|call| call.error.as_ref().map(|error| error.0.as_str()))
        .collect();
    assert_eq!(codes, [Some("TooManyRequestsException"), None]);
}

#[tokio::test(start_paused = true)]
async fn what_is_remembered_goes_on_after_being_saved() {
    let sandbox = Sandbox::new(&Seed::Small, &Setup::default());
    ok(&sandbox, "ListRoots", json!({})).await;
    let text = serde_json::to_string(&sandbox.state()).unwrap();
    let next = Sandbox::from_state(serde_json::from_str(&text).unwrap());
    ok(&next, "ListRoots", json!({})).await;
    let numbers: Vec<u64> = recorded(&next).iter().map(|call| call.number).collect();
    assert_eq!(numbers, [1, 2]);
}
