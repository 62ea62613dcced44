use serde_json::{Value, json};

use super::super::{Moment, Sandbox};
use super::door::{account, fails, ok, org, organizations_request, root, sandbox, send, session};

/// Every entry of a list, and how many pages it took.
async fn all(sandbox: &Sandbox, operation: &str, name: &str, mut body: Value) -> (Vec<Value>, usize) {
    let (mut entries, mut pages) = (Vec::new(), 0);
    loop {
        let page = ok(sandbox, operation, body.clone()).await;
        let found = page[name].as_array().unwrap();
        assert!(found.len() <= 20);
        entries.extend(found.iter().cloned());
        pages += 1;
        match page.get("NextToken") {
            Some(token) => body["NextToken"] = token.clone(),
            None => return (entries, pages),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn lists_join_to_the_whole() {
    let sandbox = sandbox("org:300");
    let (accounts, pages) = all(&sandbox, "ListAccounts", "Accounts", json!({})).await;
    // Fifteen pages, and two of the empty ones that AWS allows.
    assert_eq!((accounts.len(), pages), (300, 17));
    let root = root(&sandbox);
    let (targets, _) = all(
        &sandbox,
        "ListTargetsForPolicy",
        "Targets",
        json!({"PolicyId": "p-FullAWSAccess"}),
    )
    .await;
    assert_eq!(targets.len(), 300 + 30 + 1);
    let mut units = vec![root];
    let (mut in_units, mut at) = (0, 0);
    while let Some(parent) = units.get(at).cloned() {
        at += 1;
        let of = json!({"ParentId": parent});
        let (below, _) = all(
            &sandbox,
            "ListOrganizationalUnitsForParent",
            "OrganizationalUnits",
            of.clone(),
        )
        .await;
        units.extend(below.iter().map(|unit| unit["Id"].as_str().unwrap().to_owned()));
        let (accounts, _) = all(&sandbox, "ListAccountsForParent", "Accounts", of.clone()).await;
        let of = json!({"ParentId": parent, "ChildType": "ACCOUNT"});
        assert_eq!(
            all(&sandbox, "ListChildren", "Children", of).await.0.len(),
            accounts.len()
        );
        in_units += accounts.len();
    }
    assert_eq!((units.len(), in_units), (31, 300));
}

#[tokio::test(start_paused = true)]
async fn a_token_is_good_for_its_own_listing_only() {
    let sandbox = sandbox("org:50");
    let token = ok(&sandbox, "ListAccounts", json!({"MaxResults": 5})).await["NextToken"].clone();
    let asked = json!({"PolicyId": "p-FullAWSAccess", "NextToken": token});
    assert_eq!(
        fails(&sandbox, "ListTargetsForPolicy", asked).await,
        "InvalidInput INVALID_NEXT_TOKEN"
    );
    let asked = json!({"MaxResults": 21});
    assert_eq!(
        fails(&sandbox, "ListAccounts", asked).await,
        "InvalidInput MAX_VALUE_EXCEEDED"
    );
    assert_eq!(
        fails(&sandbox, "ListAccounts", json!({"MaxResults": 0})).await,
        "InvalidInput MIN_VALUE_EXCEEDED"
    );
}

#[tokio::test(start_paused = true)]
async fn units_have_names_a_depth_and_must_be_empty_to_go() {
    let sandbox = sandbox("empty");
    let mut parent = root(&sandbox);
    let mut first = String::new();
    for depth in 1..=5 {
        let made = ok(
            &sandbox,
            "CreateOrganizationalUnit",
            json!({"ParentId": parent, "Name": "x"}),
        )
        .await;
        parent = made["OrganizationalUnit"]["Id"].as_str().unwrap().to_owned();
        assert_eq!(
            made["OrganizationalUnit"]["Path"]
                .as_str()
                .unwrap()
                .matches("/ou-")
                .count(),
            depth
        );
        first = if depth == 1 { parent.clone() } else { first };
    }
    let deeper = json!({"ParentId": parent, "Name": "x"});
    let refused = fails(&sandbox, "CreateOrganizationalUnit", deeper).await;
    assert_eq!(refused, "ConstraintViolation OU_DEPTH_LIMIT_EXCEEDED");
    let twice = json!({"ParentId": root(&sandbox), "Name": "x"});
    assert_eq!(
        fails(&sandbox, "CreateOrganizationalUnit", twice).await,
        "DuplicateOrganizationalUnit"
    );
    let of = json!({"OrganizationalUnitId": first});
    assert_eq!(
        fails(&sandbox, "DeleteOrganizationalUnit", of).await,
        "OrganizationalUnitNotEmpty"
    );
    let of = json!({"OrganizationalUnitId": parent});
    ok(&sandbox, "DeleteOrganizationalUnit", of.clone()).await;
    assert_eq!(
        fails(&sandbox, "UpdateOrganizationalUnit", of).await,
        "OrganizationalUnitNotFound"
    );
    assert!(!sandbox.state().organization.unwrap().attachments["p-FullAWSAccess"].contains(&parent));
}

#[tokio::test(start_paused = true)]
async fn trusted_access_comes_before_delegation() {
    let sandbox = sandbox("small");
    let (audit, shop) = (account(&sandbox, "security-audit"), account(&sandbox, "shop-prod"));
    let of = |account: &str, service: &str| json!({"AccountId": account, "ServicePrincipal": service});
    let guardduty = "guardduty.amazonaws.com";
    let register = "RegisterDelegatedAdministrator";
    let refused = fails(&sandbox, register, of(&shop, guardduty)).await;
    assert_eq!(refused, "ConstraintViolation SERVICE_ACCESS_NOT_ENABLED");
    ok(
        &sandbox,
        "EnableAWSServiceAccess",
        json!({"ServicePrincipal": guardduty}),
    )
    .await;
    ok(&sandbox, register, of(&shop, guardduty)).await;
    assert_eq!(
        fails(&sandbox, register, of(&shop, guardduty)).await,
        "AccountAlreadyRegistered"
    );
    let refused = fails(&sandbox, register, of(&audit, guardduty)).await;
    assert_eq!(
        refused,
        "ConstraintViolation DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE"
    );
    let refused = fails(&sandbox, register, of("123456789012", guardduty)).await;
    assert_eq!(
        refused,
        "ConstraintViolation CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR"
    );
    let refused = fails(&sandbox, register, of(&account(&sandbox, "trial"), guardduty)).await;
    assert_eq!(
        refused,
        "ConstraintViolation CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR"
    );
    let admins = ok(&sandbox, "ListDelegatedAdministrators", json!({})).await;
    assert_eq!(admins["DelegatedAdministrators"].as_array().unwrap().len(), 2);
    let asked = json!({"ServicePrincipal": guardduty});
    let admins = ok(&sandbox, "ListDelegatedAdministrators", asked.clone()).await;
    assert_eq!(admins["DelegatedAdministrators"][0]["Id"], json!(shop));
    assert!(admins["DelegatedAdministrators"][0]["DelegationEnabledDate"].as_f64() >= Some(Moment::EPOCH.seconds()));
    ok(&sandbox, "DeregisterDelegatedAdministrator", of(&shop, guardduty)).await;
    let again = fails(&sandbox, "DeregisterDelegatedAdministrator", of(&shop, guardduty)).await;
    assert_eq!(again, "AccountNotRegistered");
    ok(&sandbox, "DisableAWSServiceAccess", asked).await;
    let unknown = json!({"ServicePrincipal": "guardduty"});
    let refused = fails(&sandbox, "EnableAWSServiceAccess", unknown).await;
    assert_eq!(refused, "InvalidInput UNRECOGNIZED_SERVICE_PRINCIPAL");
}

#[tokio::test(start_paused = true)]
async fn members_may_little_and_delegated_administrators_may_read() {
    let sandbox = sandbox("small");
    let shop = session(
        &sandbox,
        &account(&sandbox, "shop-prod"),
        "OrganizationAccountAccessRole",
    )
    .await;
    let audit = session(
        &sandbox,
        &account(&sandbox, "security-audit"),
        "OrganizationAccountAccessRole",
    )
    .await;
    let call = async |key: &str, operation: &str| {
        let answer = send(&sandbox, organizations_request(key, operation, &json!({}))).await;
        if answer.status == 200 {
            "ok".to_owned()
        } else {
            answer.error().0
        }
    };
    assert_eq!(call(&shop, "DescribeOrganization").await, "ok");
    assert_eq!(call(&shop, "ListAccounts").await, "AccessDeniedException");
    assert_eq!(call(&audit, "ListAccounts").await, "ok");
    assert_eq!(call(&audit, "CreatePolicy").await, "AccessDeniedException");
    assert_eq!(call("ASIASANDBOXNOBODY", "ListAccounts").await, "ExpiredTokenException");
    assert_eq!(call("ASIAREALLYSOMEBODY", "ListAccounts").await, "ok");
}

#[tokio::test(start_paused = true)]
async fn the_delegation_policy_is_one() {
    let sandbox = sandbox("empty");
    assert_eq!(
        fails(&sandbox, "DescribeResourcePolicy", json!({})).await,
        "ResourcePolicyNotFound"
    );
    let content = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"organizations:List*","Resource":"*"}}"#;
    let tags = json!([{"Key": "a", "Value": "b"}]);
    let made = ok(&sandbox, "PutResourcePolicy", json!({"Content": content, "Tags": tags})).await;
    let id = made["ResourcePolicy"]["ResourcePolicySummary"]["Id"].clone();
    let refused = fails(&sandbox, "PutResourcePolicy", json!({"Content": content, "Tags": tags})).await;
    assert_eq!(refused, "InvalidInput TARGET_NOT_SUPPORTED");
    ok(&sandbox, "PutResourcePolicy", json!({"Content": content})).await;
    let tagged = ok(&sandbox, "ListTagsForResource", json!({"ResourceId": id})).await;
    assert_eq!(tagged["Tags"], tags);
    let other = json!({"Content": content.replace("\"Action\"", "\"NotAction\"")});
    let refused = fails(&sandbox, "PutResourcePolicy", other).await;
    assert_eq!(refused, "InvalidInput UNSUPPORTED_ACTION_IN_RESOURCE_POLICY");
    ok(&sandbox, "DeleteResourcePolicy", json!({})).await;
    assert_eq!(
        fails(&sandbox, "DeleteResourcePolicy", json!({})).await,
        "ResourcePolicyNotFound"
    );
    assert_eq!(
        fails(&sandbox, "ListTagsForResource", json!({"ResourceId": id})).await,
        "TargetNotFound"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_not_simulated_is_said() {
    let sandbox = sandbox("empty");
    let answer = org(&sandbox, "InviteAccountToOrganization", json!({})).await;
    assert_eq!(
        (answer.status, answer.error().0.as_str()),
        (404, "UnknownOperationException")
    );
    assert!(answer.text.contains("organizations:InviteAccountToOrganization"));
    let answer = org(&sandbox, "\u{fffd}<script>", json!({})).await;
    assert!(!answer.text.contains("script"), "{}", answer.text);
}
