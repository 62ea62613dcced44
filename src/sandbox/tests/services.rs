use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use super::super::Sandbox;
use super::door::{Answer, account, element, form, ok, root, sandbox, send, session, signed};

async fn resources(sandbox: &Sandbox, key: &str, region: &str, body: Value) -> Value {
    let request = signed("tagging", key, region)
        .uri("/")
        .header("x-amz-target", "ResourceGroupsTaggingAPI_20170126.GetResources");
    let answer = send(sandbox, request.body(Bytes::from(body.to_string())).unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn count(answer: &Value) -> usize {
    answer["ResourceTagMappingList"].as_array().unwrap().len()
}

#[tokio::test(start_paused = true)]
async fn the_bulk_read_of_tags_lags_and_is_in_one_region() {
    let sandbox = sandbox("empty");
    let root = root(&sandbox);
    ok(
        &sandbox,
        "TagResource",
        json!({"ResourceId": root, "Tags": [{"Key": "a", "Value": "1"}]}),
    )
    .await;
    sandbox.advance(Duration::from_secs(20));
    ok(
        &sandbox,
        "TagResource",
        json!({"ResourceId": root, "Tags": [{"Key": "a", "Value": "2"}]}),
    )
    .await;
    let all = json!({"ResourceTypeFilters": ["organizations"]});
    assert_eq!(count(&resources(&sandbox, "AKIAX", "us-east-1", all.clone()).await), 0);
    sandbox.advance(Duration::from_secs(10));
    let seen = resources(&sandbox, "AKIAX", "us-east-1", all.clone()).await;
    assert_eq!(
        seen["ResourceTagMappingList"][0]["Tags"],
        json!([{"Key": "a", "Value": "1"}])
    );
    assert_eq!(seen["PaginationToken"], "");
    sandbox.advance(Duration::from_secs(20));
    let seen = resources(&sandbox, "AKIAX", "us-east-1", all.clone()).await;
    assert_eq!(
        seen["ResourceTagMappingList"][0]["Tags"],
        json!([{"Key": "a", "Value": "2"}])
    );
    assert_eq!(count(&resources(&sandbox, "AKIAX", "eu-west-1", all.clone()).await), 0);
    ok(&sandbox, "UntagResource", json!({"ResourceId": root, "TagKeys": ["a"]})).await;
    sandbox.advance(Duration::from_secs(30));
    let seen = resources(&sandbox, "AKIAX", "us-east-1", all).await;
    assert_eq!(seen["ResourceTagMappingList"][0]["Tags"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn the_bulk_read_of_tags_filters() {
    let sandbox = sandbox("small");
    let asked = |body: Value| {
        let sandbox = &sandbox;
        async move { count(&resources(sandbox, "AKIAX", "us-east-1", body).await) }
    };
    assert_eq!(asked(json!({})).await, 3);
    assert_eq!(
        asked(json!({"ResourceTypeFilters": ["organizations:account"]})).await,
        2
    );
    assert_eq!(
        asked(json!({"ResourceTypeFilters": ["organizations:ou", "s3"]})).await,
        1
    );
    assert_eq!(asked(json!({"ResourceTypeFilters": ["s3"]})).await, 0);
    assert_eq!(asked(json!({"TagFilters": [{"Key": "owner"}]})).await, 1);
    assert_eq!(
        asked(json!({"TagFilters": [{"Key": "cost-center", "Values": ["1234", "x"]}]})).await,
        2
    );
    assert_eq!(
        asked(json!({"TagFilters": [{"Key": "cost-center", "Values": ["x"]}]})).await,
        0
    );
    assert_eq!(asked(json!({"ResourcesPerPage": 2})).await, 2);
}

#[tokio::test(start_paused = true)]
async fn roles_are_assumed_from_the_management_account_only() {
    let sandbox = sandbox("small");
    let shop = account(&sandbox, "shop-prod");
    let key = session(&sandbox, &shop, "OrganizationAccountAccessRole").await;
    let identity = form(&sandbox, "sts", &key, "Action=GetCallerIdentity").await;
    assert_eq!(element(&identity.text, "Account"), shop);
    assert!(
        identity
            .text
            .starts_with("<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">")
    );
    let assume = async |key: &str, account: &str, role: &str| {
        let body = format!("Action=AssumeRole&RoleSessionName=test&RoleArn=arn:aws:iam::{account}:role/{role}");
        form(&sandbox, "sts", key, &body).await
    };
    let denied =
        |answer: &Answer| (answer.status, element(&answer.text, "Code").to_owned()) == (403, "AccessDenied".to_owned());
    let role = "OrganizationAccountAccessRole";
    assert!(denied(&assume(&key, &shop, role).await));
    assert!(denied(&assume("AKIAX", &shop, "Other").await));
    assert!(denied(&assume("AKIAX", "000000000000", role).await));
    for name in ["Acquired GmbH", "hackathon-2024", "trial"] {
        assert!(denied(&assume("AKIAX", &account(&sandbox, name), role).await), "{name}");
    }
    let invalid = form(&sandbox, "sts", "AKIAX", "Action=AssumeRole&RoleSessionName=test").await;
    assert_eq!(element(&invalid.text, "Code"), "ValidationError");
}

#[tokio::test(start_paused = true)]
async fn a_session_does_what_its_policy_allows_and_no_more() {
    let sandbox = sandbox("small");
    let shop = account(&sandbox, "shop-prod");
    let role = format!("arn:aws:iam::{shop}:role/OrganizationAccountAccessRole");
    let assume = async |policy: &str| {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("Action", "AssumeRole")
            .append_pair("RoleSessionName", "test");
        body.append_pair("RoleArn", &role).append_pair("Policy", policy);
        form(&sandbox, "sts", "AKIAX", &body.finish()).await
    };
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:List*"],"Resource":"*"}]}"#;
    let limited = assume(policy).await;
    let key = element(&limited.text, "AccessKeyId").to_owned();
    assert_eq!(form(&sandbox, "iam", &key, "Action=ListRoles").await.status, 200);
    assert_eq!(
        form(&sandbox, "sts", &key, "Action=GetCallerIdentity").await.status,
        200
    );
    let denied = form(&sandbox, "iam", &key, "Action=DeleteAccountPasswordPolicy").await;
    assert_eq!((denied.status, element(&denied.text, "Code")), (403, "AccessDenied"));
    assert!(
        denied
            .text
            .contains("because no session policy allows the iam:DeleteAccountPasswordPolicy action")
    );
    let refused = assume("{").await;
    assert_eq!(element(&refused.text, "Code"), "MalformedPolicyDocument");
}

#[tokio::test(start_paused = true)]
async fn credentials_run_out_by_the_sandbox_and_say_so_by_the_callers_clock() {
    let sandbox = sandbox("small");
    let shop = account(&sandbox, "shop-prod");
    let role = format!("arn:aws:iam::{shop}:role/OrganizationAccountAccessRole");
    let body = format!("Action=AssumeRole&RoleSessionName=test&DurationSeconds=900&RoleArn={role}");
    let answer = form(&sandbox, "sts", "AKIAX", &body).await;
    assert_eq!(element(&answer.text, "Expiration"), "2026-11-23T12:15:00Z");
    let key = element(&answer.text, "AccessKeyId").to_owned();
    sandbox.advance(Duration::from_secs(899));
    assert_eq!(
        form(&sandbox, "sts", &key, "Action=GetCallerIdentity").await.status,
        200
    );
    sandbox.advance(Duration::from_secs(1));
    let expired = form(&sandbox, "sts", &key, "Action=GetCallerIdentity").await;
    assert_eq!((expired.status, element(&expired.text, "Code")), (403, "ExpiredToken"));
}

#[tokio::test(start_paused = true)]
async fn roles_are_kept_per_account() {
    let sandbox = sandbox("small");
    let shop = account(&sandbox, "shop-prod");
    let key = session(&sandbox, &shop, "OrganizationAccountAccessRole").await;
    let create = "Action=CreateRole&RoleName=Read&AssumeRolePolicyDocument=%7B%22Statement%22%3A%5B%5D%7D";
    assert_eq!(form(&sandbox, "iam", &key, create).await.status, 200);
    assert_eq!(form(&sandbox, "iam", &key, create).await.status, 409);
    let there = form(&sandbox, "iam", &key, "Action=ListRoles").await;
    assert_eq!(there.text.matches("<RoleName>").count(), 2);
    let elsewhere = form(&sandbox, "iam", "AKIAX", "Action=GetRole&RoleName=Read").await;
    assert_eq!(
        (elsewhere.status, element(&elsewhere.text, "Code")),
        (404, "NoSuchEntity")
    );
    session(&sandbox, &shop, "Read").await;
    let delete = "Action=DeleteRole&RoleName=OrganizationAccountAccessRole";
    assert_eq!(form(&sandbox, "iam", &key, delete).await.status, 200);
    assert_eq!(form(&sandbox, "iam", &key, delete).await.status, 404);
}

async fn rest(sandbox: &Sandbox, key: &str, operation: &str, body: Value) -> Answer {
    let request = signed("account", key, "us-east-1").uri(format!("/{operation}"));
    send(sandbox, request.body(Bytes::from(body.to_string())).unwrap()).await
}

#[tokio::test(start_paused = true)]
async fn the_management_account_acts_on_members_once_it_is_trusted() {
    let sandbox = sandbox("small");
    let shop = account(&sandbox, "shop-prod");
    let rename = json!({"AccountId": shop, "AccountName": "shop"});
    let refused = rest(&sandbox, "AKIAX", "putAccountName", rename.clone()).await;
    assert_eq!(
        (refused.status, refused.error().0.as_str()),
        (403, "AccessDeniedException")
    );
    ok(
        &sandbox,
        "EnableAWSServiceAccess",
        json!({"ServicePrincipal": "account.amazonaws.com"}),
    )
    .await;
    assert_eq!(rest(&sandbox, "AKIAX", "putAccountName", rename).await.status, 200);
    let found = rest(&sandbox, "AKIAX", "getAccountInformation", json!({"AccountId": shop}))
        .await
        .json();
    assert_eq!(found["AccountName"], "shop");
    let email = rest(&sandbox, "AKIAX", "getPrimaryEmail", json!({"AccountId": shop}))
        .await
        .json();
    assert_eq!(email["PrimaryEmail"], "aws+shop-prod@example.com");
    let itself = json!({"AccountId": "123456789012"});
    assert_eq!(
        rest(&sandbox, "AKIAX", "getAccountInformation", itself).await.status,
        403
    );
    let wrong = json!({"AccountName": "a<b"});
    assert_eq!(
        rest(&sandbox, "AKIAX", "putAccountName", wrong).await.error().0,
        "ValidationException"
    );
}

#[tokio::test(start_paused = true)]
async fn contacts_and_regions() {
    let sandbox = sandbox("small");
    let kind = json!({"AlternateContactType": "SECURITY"});
    let absent = rest(&sandbox, "AKIAX", "getAlternateContact", kind.clone()).await;
    assert_eq!(
        (absent.status, absent.error().0.as_str()),
        (404, "ResourceNotFoundException")
    );
    let mut contact = json!({"AlternateContactType": "SECURITY", "Name": "n", "Title": "t", "PhoneNumber": "+1 (2)"});
    assert_eq!(
        rest(&sandbox, "AKIAX", "putAlternateContact", contact.clone())
            .await
            .status,
        400
    );
    contact["EmailAddress"] = json!("security@example.com");
    assert_eq!(
        rest(&sandbox, "AKIAX", "putAlternateContact", contact.clone())
            .await
            .status,
        200
    );
    let found = rest(&sandbox, "AKIAX", "getAlternateContact", kind.clone())
        .await
        .json();
    assert_eq!(found["AlternateContact"], contact);
    assert_eq!(
        rest(&sandbox, "AKIAX", "deleteAlternateContact", kind.clone())
            .await
            .status,
        200
    );
    assert_eq!(
        rest(&sandbox, "AKIAX", "deleteAlternateContact", kind).await.status,
        404
    );
    let first = rest(&sandbox, "AKIAX", "listRegions", json!({"MaxResults": 20}))
        .await
        .json();
    let next = json!({"MaxResults": 20, "NextToken": first["NextToken"]});
    let second = rest(&sandbox, "AKIAX", "listRegions", next).await.json();
    assert_eq!(second["Regions"].as_array().unwrap().len(), 2);
    assert!(second.get("NextToken").is_none());
}
