use std::time::Duration;

use serde_json::json;

use super::super::{AccountState, Sandbox, Seed, Setup};
use super::door::{account, fails, ok, root, sandbox, unlimited};

async fn create(sandbox: &Sandbox, email: &str) -> String {
    let asked = json!({"Email": email, "AccountName": email, "Tags": [{"Key": "owner", "Value": "x"}]});
    let answer = ok(sandbox, "CreateAccount", asked).await;
    answer["CreateAccountStatus"]["Id"].as_str().unwrap().to_owned()
}

async fn outcome(sandbox: &Sandbox, request: &str) -> String {
    let asked = json!({"CreateAccountRequestId": request});
    let answer = ok(sandbox, "DescribeCreateAccountStatus", asked).await;
    let status = &answer["CreateAccountStatus"];
    let more = status["FailureReason"].as_str().or(status["AccountId"].as_str());
    format!("{} {}", status["State"].as_str().unwrap(), more.unwrap_or("-"))
}

#[tokio::test(start_paused = true)]
async fn an_account_takes_its_time_and_lands_in_the_root_with_its_tags() {
    let sandbox = sandbox("empty");
    let request = create(&sandbox, "New@example.com").await;
    assert_eq!(outcome(&sandbox, &request).await, "IN_PROGRESS -");
    tokio::time::sleep(Duration::from_secs(20)).await;
    let id = account(&sandbox, "New@example.com");
    assert_eq!(outcome(&sandbox, &request).await, format!("SUCCEEDED {id}"));
    let found = ok(&sandbox, "DescribeAccount", json!({"AccountId": id})).await;
    let root = root(&sandbox);
    assert_eq!(found["Account"]["Paths"], json!([format!("o-a1b2c3d4e5/{root}/{id}/")]));
    let tags = ok(&sandbox, "ListTagsForResource", json!({"ResourceId": id})).await;
    assert_eq!(tags["Tags"], json!([{"Key": "owner", "Value": "x"}]));
    let attached = sandbox.state().organization.unwrap().policies_at(&id).len();
    assert_eq!(attached, 1);
}

#[tokio::test(start_paused = true)]
async fn creations_that_fail_say_why_and_only_later() {
    let sandbox = sandbox("empty:accounts=2");
    let taken = create(&sandbox, "MANAGEMENT@example.com").await;
    let first = create(&sandbox, "a@example.com").await;
    let same = create(&sandbox, "A@example.com").await;
    let over = create(&sandbox, "b@example.com").await;
    create(&sandbox, "c@example.com").await;
    let asked = json!({"Email": "d@example.com", "AccountName": "d"});
    assert_eq!(fails(&sandbox, "CreateAccount", asked).await, "TooManyRequests");
    sandbox.advance(Duration::from_secs(20));
    assert_eq!(outcome(&sandbox, &taken).await, "FAILED EMAIL_ALREADY_EXISTS");
    assert!(outcome(&sandbox, &first).await.starts_with("SUCCEEDED"));
    assert_eq!(outcome(&sandbox, &same).await, "FAILED CONCURRENT_ACCOUNT_MODIFICATION");
    assert_eq!(outcome(&sandbox, &over).await, "FAILED ACCOUNT_LIMIT_EXCEEDED");
    let failed = ok(&sandbox, "ListCreateAccountStatus", json!({"States": ["FAILED"]})).await;
    assert_eq!(failed["CreateAccountStatuses"].as_array().unwrap().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn wrong_words_are_refused_at_once() {
    let sandbox = sandbox("empty");
    let asked = |email: &str, name: &str| json!({"Email": email, "AccountName": name});
    assert_eq!(
        fails(&sandbox, "CreateAccount", json!({"AccountName": "x"})).await,
        "InvalidInput INPUT_REQUIRED"
    );
    assert_eq!(
        fails(&sandbox, "CreateAccount", asked("nobody", "x")).await,
        "InvalidInput INVALID_PATTERN"
    );
    assert_eq!(
        fails(&sandbox, "CreateAccount", asked("a@b.c", "x")).await,
        "InvalidInput MIN_LENGTH_EXCEEDED"
    );
    assert_eq!(
        fails(&sandbox, "CreateAccount", asked("ab@b.cd", "ü")).await,
        "InvalidInput INVALID_PATTERN"
    );
    assert_eq!(
        fails(&sandbox, "CreateAccount", json!({"Email": 1})).await,
        "Serialization"
    );
    let mut tagged = asked("ab@b.cd", "x");
    tagged["Tags"] = json!([{"Key": "a;", "Value": ""}]);
    assert_eq!(
        fails(&sandbox, "CreateAccount", tagged).await,
        "InvalidInput INVALID_PATTERN"
    );
    assert!(sandbox.state().organization.unwrap().creations.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_new_organization_makes_no_accounts_yet() {
    let setup = Setup {
        exists: false,
        ..Setup::default()
    };
    let sandbox = Sandbox::new(&Seed::default(), &setup);
    unlimited(&sandbox);
    assert_eq!(
        fails(&sandbox, "ListRoots", json!({})).await,
        "AWSOrganizationsNotInUse"
    );
    let made = ok(&sandbox, "CreateOrganization", json!({"FeatureSet": "ALL"})).await;
    assert_eq!(made["Organization"]["Id"], "o-a1b2c3d4e5");
    assert_eq!(
        fails(&sandbox, "CreateOrganization", json!({})).await,
        "AlreadyInOrganization"
    );
    let asked = json!({"Email": "a@example.com", "AccountName": "a"});
    assert_eq!(
        fails(&sandbox, "CreateAccount", asked.clone()).await,
        "FinalizingOrganization"
    );
    sandbox.advance(Duration::from_secs(10));
    ok(&sandbox, "CreateAccount", asked).await;
}

#[tokio::test(start_paused = true)]
async fn moving_knows_where_an_account_is() {
    let sandbox = sandbox("small");
    let (id, root) = (account(&sandbox, "shop-prod"), root(&sandbox));
    let organization = sandbox.state().organization.unwrap();
    let unit = organization.parent(&id).unwrap();
    let asked = |from: &str, to: &str| json!({"AccountId": id, "SourceParentId": from, "DestinationParentId": to});
    assert_eq!(
        fails(&sandbox, "MoveAccount", asked(&root, unit)).await,
        "DuplicateAccount"
    );
    assert_eq!(
        fails(&sandbox, "MoveAccount", asked(&root, "ou-none-12345678")).await,
        "DestinationParentNotFound"
    );
    let elsewhere = organization.units_in(&root).first().unwrap();
    assert_eq!(
        fails(&sandbox, "MoveAccount", asked(&root, elsewhere)).await,
        "SourceParentNotFound"
    );
    ok(&sandbox, "MoveAccount", asked(unit, &root)).await;
    let moved = sandbox.state().organization.unwrap();
    assert_eq!(moved.parent(&id), Some(root.as_str()));
    assert!(moved.accounts_in(&root).contains(&id) && !moved.accounts_in(unit).contains(&id));
    assert!(!organization.accounts_in(&root).contains(&id));
}

#[tokio::test(start_paused = true)]
async fn a_closed_account_stays_for_ninety_days() {
    let sandbox = sandbox("small");
    let id = account(&sandbox, "shop-staging");
    let of = json!({"AccountId": id});
    ok(&sandbox, "CloseAccount", of.clone()).await;
    let state = |sandbox: &Sandbox| {
        sandbox
            .state()
            .organization
            .unwrap()
            .accounts
            .get(&id)
            .map(|account| account.state)
    };
    assert_eq!(state(&sandbox), Some(AccountState::PendingClosure));
    sandbox.advance(Duration::from_secs(60));
    assert_eq!(state(&sandbox), Some(AccountState::Closed));
    assert_eq!(
        fails(&sandbox, "CloseAccount", of.clone()).await,
        "AccountAlreadyClosed"
    );
    sandbox.advance(Duration::from_secs(90 * 86_400));
    assert_eq!(state(&sandbox), None);
    assert_eq!(fails(&sandbox, "DescribeAccount", of).await, "AccountNotFound");
    let management = json!({"AccountId": "123456789012"});
    let refused = fails(&sandbox, "CloseAccount", management.clone()).await;
    assert_eq!(refused, "ConstraintViolation CANNOT_CLOSE_MANAGEMENT_ACCOUNT");
    assert_eq!(
        fails(&sandbox, "RemoveAccountFromOrganization", management).await,
        "MasterCannotLeaveOrganization"
    );
    let delegated = json!({"AccountId": account(&sandbox, "security-audit")});
    let refused = fails(&sandbox, "RemoveAccountFromOrganization", delegated).await;
    assert_eq!(
        refused,
        "ConstraintViolation CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG"
    );
}

#[tokio::test(start_paused = true)]
async fn what_the_state_of_an_account_does_not_allow_is_refused() {
    let sandbox = sandbox("small");
    let (closed, suspended) = (account(&sandbox, "hackathon-2024"), account(&sandbox, "trial"));
    let not_supported = "InvalidInput TARGET_NOT_SUPPORTED";
    let policy = sandbox.state().organization.unwrap().policies;
    let (policy, _) = policy
        .into_iter()
        .find(|(_, policy)| policy.name == "deny-leave")
        .unwrap();
    for id in [&closed, &suspended] {
        let attachment = json!({"PolicyId": policy, "TargetId": id});
        assert_eq!(fails(&sandbox, "AttachPolicy", attachment.clone()).await, not_supported);
        assert_eq!(fails(&sandbox, "DetachPolicy", attachment).await, not_supported);
        let service = "access-analyzer.amazonaws.com";
        assert_eq!(
            fails(
                &sandbox,
                "RegisterDelegatedAdministrator",
                json!({"AccountId": id, "ServicePrincipal": service})
            )
            .await,
            "ConstraintViolation CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR"
        );
    }
    let tags = |id: &str| json!({"ResourceId": id, "Tags": [{"Key": "a", "Value": "b"}]});
    assert_eq!(fails(&sandbox, "TagResource", tags(&closed)).await, not_supported);
    ok(&sandbox, "TagResource", tags(&suspended)).await;
    let playground = sandbox
        .state()
        .organization
        .unwrap()
        .accounts
        .get(&closed)
        .unwrap()
        .parent
        .clone();
    let to_root =
        |id: &str| json!({"AccountId": id, "SourceParentId": playground, "DestinationParentId": root(&sandbox)});
    assert_eq!(fails(&sandbox, "MoveAccount", to_root(&closed)).await, not_supported);
    ok(&sandbox, "MoveAccount", to_root(&suspended)).await;
}
