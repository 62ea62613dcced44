//! What accounts keep for themselves: contacts, Regions, password policy, public access block, and the role of the seed.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use super::super::{AccountState, Place, RegionStatus, Sandbox, State};
use super::door::{Answer, account, element, form, ok, sandbox, send, session, signed, unlimited};

const ROLE: &str = "OrganizationAccountAccessRole";

async fn rest(sandbox: &Sandbox, key: &str, operation: &str, body: Value) -> Answer {
    let request = signed("account", key, "us-east-1").uri(format!("/{operation}"));
    send(sandbox, request.body(Bytes::from(body.to_string())).unwrap()).await
}

/// The status and code of a refusal in JSON.
fn refused(answer: &Answer) -> (u16, String) {
    (answer.status, answer.error().0)
}

fn denied() -> (u16, String) {
    (403, "AccessDeniedException".to_owned())
}

async fn trust(sandbox: &Sandbox) {
    let service = json!({"ServicePrincipal": "account.amazonaws.com"});
    ok(sandbox, "EnableAWSServiceAccess", service).await;
}

fn contact(id: Option<&str>) -> Value {
    let mut contact = json!({
        "AlternateContactType": "SECURITY",
        "Name": "Security Team",
        "Title": "On call",
        "EmailAddress": "security@example.com",
        "PhoneNumber": "+1 555 0100",
    });
    if let Some(id) = id {
        contact["AccountId"] = json!(id);
    }
    contact
}

#[tokio::test(start_paused = true)]
async fn contacts_of_members_need_trust_and_a_member_that_is_in_use() {
    let sandbox = sandbox("small");
    let (shop, audit, trial) = (
        account(&sandbox, "shop-prod"),
        account(&sandbox, "security-audit"),
        account(&sandbox, "trial"),
    );
    let put = async |key: &str, id: &str| rest(&sandbox, key, "putAlternateContact", contact(Some(id))).await;
    assert_eq!(refused(&put("AKIAX", &shop).await), denied());
    trust(&sandbox).await;
    for _ in 0..2 {
        assert_eq!(put("AKIAX", &shop).await.status, 200);
    }
    // Of another account, of none, of itself by name, and of one that is suspended.
    for id in ["999999999999", "123456789012", trial.as_str()] {
        assert_eq!(refused(&put("AKIAX", id).await), denied(), "{id}");
        let asked = json!({"AccountId": id, "AlternateContactType": "SECURITY"});
        for operation in ["getAlternateContact", "deleteAlternateContact"] {
            let answer = rest(&sandbox, "AKIAX", operation, asked.clone()).await;
            assert_eq!(refused(&answer), denied(), "{operation} {id}");
        }
    }
    assert_eq!(put("AKIAX", "12").await.error().0, "ValidationException");
    assert_eq!(
        rest(&sandbox, "AKIAX", "putAlternateContact", contact(None))
            .await
            .status,
        200
    );
    let own = |state: &State| state.services.account.at(&Place::account("123456789012")).is_some();
    assert!(own(&sandbox.state()));

    let inside = session(&sandbox, &audit, ROLE).await;
    assert_eq!(refused(&put(&inside, &shop).await), denied());
    let delegate = json!({"AccountId": audit, "ServicePrincipal": "account.amazonaws.com"});
    ok(&sandbox, "RegisterDelegatedAdministrator", delegate).await;
    assert_eq!(put(&inside, &shop).await.status, 200);
    assert_eq!(refused(&put(&inside, "123456789012").await), denied());
    assert_eq!(
        rest(&sandbox, &inside, "putAlternateContact", contact(None))
            .await
            .status,
        200
    );

    sandbox.change(|state| {
        let organization = state.organization.as_mut().unwrap();
        organization.accounts.get_mut(&shop).unwrap().state = AccountState::PendingClosure;
    });
    assert_eq!(refused(&put("AKIAX", &shop).await), denied());
}

#[tokio::test(start_paused = true)]
async fn contacts_are_throttled_at_their_own_rates() {
    let sandbox = Sandbox::new(&"small".parse().unwrap(), &super::super::Setup::default());
    let kind = json!({"AlternateContactType": "BILLING"});
    for (operation, burst) in [
        ("getAlternateContact", 15),
        ("deleteAlternateContact", 6),
        ("putAlternateContact", 8),
    ] {
        for number in 0..=burst {
            let answer = rest(&sandbox, "AKIAX", operation, kind.clone()).await;
            assert_eq!(
                answer.status == 429,
                number == burst,
                "{operation} {number}: {}",
                answer.text
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_region_is_switched_in_one_account_and_takes_its_time() {
    let sandbox = sandbox("small");
    trust(&sandbox).await;
    let shop = account(&sandbox, "shop-prod");
    let audit = account(&sandbox, "security-audit");
    let (in_shop, in_audit) = (
        session(&sandbox, &shop, ROLE).await,
        session(&sandbox, &audit, ROLE).await,
    );
    let asked = json!({"AccountId": shop, "RegionName": "eu-south-1"});
    let status = async |sandbox: &Sandbox| {
        let answer = rest(sandbox, "AKIAX", "getRegionOptStatus", asked.clone()).await;
        answer.json()["RegionOptStatus"].as_str().unwrap().to_owned()
    };
    let identity = async |sandbox: &Sandbox, key: &str| {
        let body = Bytes::from_static(b"Version=2011-06-15&Action=GetCallerIdentity");
        send(sandbox, signed("sts", key, "eu-south-1").uri("/").body(body).unwrap())
            .await
            .status
    };
    assert_eq!(
        (status(&sandbox).await.as_str(), identity(&sandbox, &in_shop).await),
        ("DISABLED", 403)
    );
    for _ in 0..2 {
        assert_eq!(rest(&sandbox, "AKIAX", "enableRegion", asked.clone()).await.status, 200);
    }
    assert_eq!(
        (status(&sandbox).await.as_str(), identity(&sandbox, &in_shop).await),
        ("ENABLING", 403)
    );
    let other_way = rest(&sandbox, "AKIAX", "disableRegion", asked.clone()).await;
    assert_eq!(refused(&other_way), (409, "ConflictException".to_owned()));
    assert_eq!(sandbox.state().services.account.agenda().count(), 1);

    // What is still to come survives being saved.
    let text = serde_json::to_string(&sandbox.state()).unwrap();
    let sandbox = Sandbox::from_state(serde_json::from_str(&text).unwrap());
    unlimited(&sandbox);
    sandbox.advance(Duration::from_secs(179));
    assert_eq!(status(&sandbox).await, "ENABLING");
    sandbox.advance(Duration::from_secs(1));
    assert_eq!(
        (status(&sandbox).await.as_str(), identity(&sandbox, &in_shop).await),
        ("ENABLED", 200)
    );
    assert_eq!(
        (identity(&sandbox, &in_audit).await, identity(&sandbox, "AKIAX").await),
        (403, 403)
    );
    let kept = sandbox
        .state()
        .services
        .account
        .at(&Place::account(&shop))
        .cloned()
        .unwrap();
    assert_eq!(kept.regions["eu-south-1"], RegionStatus::Enabled);
    let enabled = json!({"AccountId": shop, "RegionOptStatusContains": ["ENABLED"]});
    let listed = rest(&sandbox, "AKIAX", "listRegions", enabled).await.json();
    assert_eq!(listed["Regions"][0]["RegionName"], "eu-south-1");

    assert_eq!(
        rest(&sandbox, "AKIAX", "disableRegion", asked.clone()).await.status,
        200
    );
    assert_eq!(
        (status(&sandbox).await.as_str(), identity(&sandbox, &in_shop).await),
        ("DISABLING", 403)
    );
    sandbox.advance(Duration::from_secs(180));
    assert_eq!(status(&sandbox).await, "DISABLED");
    for wrong in ["eu-west-1", "nowhere-1"] {
        let answer = rest(&sandbox, "AKIAX", "enableRegion", json!({"RegionName": wrong})).await;
        assert_eq!(refused(&answer), (400, "ValidationException".to_owned()), "{wrong}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_happens_in_the_organization_and_in_services_happens_in_the_order_of_its_times() {
    let sandbox = sandbox("small");
    let shop = account(&sandbox, "shop-prod");
    trust(&sandbox).await;
    let asked = json!({"AccountId": shop, "RegionName": "eu-south-1"});
    assert_eq!(rest(&sandbox, "AKIAX", "enableRegion", asked).await.status, 200);
    // It is closed after a minute, and gone ninety days after that; the Region is enabled in between.
    ok(&sandbox, "CloseAccount", json!({"AccountId": shop})).await;
    sandbox.advance(Duration::from_secs(120));
    let standing = |state: &State| {
        let region = state.services.account.at(&Place::account(&shop)).unwrap().regions["eu-south-1"];
        let found = state.organization.as_ref().unwrap().accounts.get(&shop);
        (found.map(|account| account.state), region)
    };
    let closed = Some(AccountState::Closed);
    assert_eq!(standing(&sandbox.state()), (closed, RegionStatus::Enabling));
    sandbox.advance(Duration::from_secs(60));
    assert_eq!(standing(&sandbox.state()), (closed, RegionStatus::Enabled));
    sandbox.advance(Duration::from_secs(91 * 24 * 3_600));
    assert_eq!(standing(&sandbox.state()), (None, RegionStatus::Enabled));
}

#[tokio::test(start_paused = true)]
async fn a_password_policy_is_replaced_as_a_whole() {
    let sandbox = sandbox("small");
    let shop = account(&sandbox, "shop-prod");
    let key = session(&sandbox, &shop, ROLE).await;
    let call = async |key: &str, body: &str| form(&sandbox, "iam", key, &format!("Action={body}")).await;
    let code = |answer: &Answer| (answer.status, element(&answer.text, "Code").to_owned());
    let absent = (404, "NoSuchEntity".to_owned());
    for operation in ["GetAccountPasswordPolicy", "DeleteAccountPasswordPolicy"] {
        assert_eq!(code(&call(&key, operation).await), absent, "{operation}");
    }
    let update = "UpdateAccountPasswordPolicy&MinimumPasswordLength=14&RequireSymbols=true&MaxPasswordAge=90\
        &PasswordReusePrevention=24&HardExpiry=false&AllowUsersToChangePassword=true";
    assert_eq!(call(&key, update).await.status, 200);
    let get = async || call(&key, "GetAccountPasswordPolicy").await.text;
    let found = get().await;
    for (name, value) in [
        ("MinimumPasswordLength", "14"),
        ("RequireSymbols", "true"),
        ("RequireNumbers", "false"),
        ("AllowUsersToChangePassword", "true"),
        ("ExpirePasswords", "true"),
        ("MaxPasswordAge", "90"),
        ("PasswordReusePrevention", "24"),
        ("HardExpiry", "false"),
    ] {
        assert_eq!(element(&found, name), value, "{found}");
    }
    assert_eq!(
        call(&key, "UpdateAccountPasswordPolicy&RequireNumbers=true")
            .await
            .status,
        200
    );
    let found = get().await;
    for (name, value) in [
        ("MinimumPasswordLength", "6"),
        ("RequireSymbols", "false"),
        ("RequireNumbers", "true"),
        ("AllowUsersToChangePassword", "false"),
        ("ExpirePasswords", "false"),
    ] {
        assert_eq!(element(&found, name), value, "{found}");
    }
    for name in ["MaxPasswordAge", "PasswordReusePrevention", "HardExpiry"] {
        assert!(!found.contains(name), "{found}");
    }
    // A default that is none of the values, and values beyond the limits, change nothing.
    for (wrong, why) in [
        (
            "MaxPasswordAge=0",
            "'0' at 'maxPasswordAge' failed to satisfy constraint: Member must have value greater",
        ),
        ("PasswordReusePrevention=0", "'passwordReusePrevention'"),
        ("MinimumPasswordLength=5", "1 validation error detected"),
        (
            "MinimumPasswordLength=129&MaxPasswordAge=1096",
            "2 validation errors detected",
        ),
        ("PasswordReusePrevention=25", "less than or equal to 24"),
    ] {
        let answer = call(&key, &format!("UpdateAccountPasswordPolicy&{wrong}")).await;
        assert_eq!(code(&answer), (400, "ValidationError".to_owned()), "{wrong}");
        assert!(
            element(&answer.text, "Message").replace("&apos;", "'").contains(why),
            "{}",
            answer.text
        );
    }
    let after = get().await;
    assert_eq!(
        after.replace(element(&after, "RequestId"), ""),
        found.replace(element(&found, "RequestId"), "")
    );
    assert_eq!(code(&call("AKIAX", "GetAccountPasswordPolicy").await), absent);
    assert_eq!(call(&key, "DeleteAccountPasswordPolicy").await.status, 200);
    assert_eq!(code(&call(&key, "GetAccountPasswordPolicy").await), absent);
}

#[tokio::test(start_paused = true)]
async fn a_public_access_block_is_the_accounts_own_in_every_region() {
    let sandbox = sandbox("small");
    let shop = account(&sandbox, "shop-prod");
    let key = session(&sandbox, &shop, ROLE).await;
    let call = async |method: &str, region: &str, key: &str, body: &str| {
        let request = signed("s3", key, region)
            .method(method)
            .uri("/v20180820/configuration/publicAccessBlock")
            .header("host", format!("{shop}.s3-control.{region}.amazonaws.com"));
        send(&sandbox, request.body(Bytes::from(body.to_owned())).unwrap()).await
    };
    let absent = call("GET", "eu-west-1", &key, "").await;
    assert_eq!(
        (absent.status, element(&absent.text, "Code")),
        (404, "NoSuchPublicAccessBlockConfiguration")
    );
    let flags = "<BlockPublicAcls>true</BlockPublicAcls><RestrictPublicBuckets>true</RestrictPublicBuckets>";
    let document = format!("<PublicAccessBlockConfiguration xmlns=\"x\">{flags}</PublicAccessBlockConfiguration>");
    assert_eq!(call("PUT", "eu-west-1", &key, &document).await.status, 200);
    let found = call("GET", "eu-central-1", &key, "").await;
    for (name, value) in [
        ("BlockPublicAcls", "true"),
        ("IgnorePublicAcls", "false"),
        ("BlockPublicPolicy", "false"),
        ("RestrictPublicBuckets", "true"),
    ] {
        assert_eq!(element(&found.text, name), value, "{}", found.text);
    }
    let outside = call("GET", "eu-west-1", "AKIAX", "").await;
    assert_eq!((outside.status, element(&outside.text, "Code")), (403, "AccessDenied"));
    for wrong in ["", "<x/>", "<PublicAccessBlockConfiguration><BlockPublicAcls>"] {
        assert_eq!(call("PUT", "eu-west-1", &key, wrong).await.status, 400, "{wrong}");
    }
    for _ in 0..2 {
        assert_eq!(call("DELETE", "us-east-1", &key, "").await.status, 204);
    }
    assert_eq!(call("GET", "eu-west-1", &key, "").await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn the_role_of_the_seed_is_in_every_account_and_can_be_deleted_there() {
    let sandbox = sandbox("small,member-role=Member");
    for name in ["shop-prod", "Acquired GmbH", "Management"] {
        let key = session(&sandbox, &account(&sandbox, name), "Member").await;
        let listed = form(&sandbox, "iam", &key, "Action=ListRoles").await;
        assert!(
            listed.text.contains("<RoleName>Member</RoleName>"),
            "{name}: {}",
            listed.text
        );
    }
    let new = json!({"Email": "n@example.com", "AccountName": "n", "RoleName": "Other"});
    ok(&sandbox, "CreateAccount", new).await;
    sandbox.advance(Duration::from_secs(20));
    let made = account(&sandbox, "n");
    let key = session(&sandbox, &made, "Member").await;
    let listed = form(&sandbox, "iam", &key, "Action=ListRoles").await;
    assert_eq!(listed.text.matches("<RoleName>").count(), 2, "{}", listed.text);
    let delete = "Action=DeleteRole&RoleName=Member";
    assert_eq!(form(&sandbox, "iam", &key, delete).await.status, 200);
    assert_eq!(form(&sandbox, "iam", &key, delete).await.status, 404);
    session(&sandbox, &account(&sandbox, "shop-prod"), "Member").await;
    let assume = format!("Action=AssumeRole&RoleSessionName=test&RoleArn=arn:aws:iam::{made}:role/Member");
    assert_eq!(form(&sandbox, "sts", "AKIAX", &assume).await.status, 403);
    // Who makes one of that name has it again.
    let create = "Action=CreateRole&RoleName=Member&AssumeRolePolicyDocument=%7B%22Statement%22%3A%5B%5D%7D";
    assert_eq!(form(&sandbox, "iam", &key, create).await.status, 200);
    session(&sandbox, &made, "Member").await;
}

#[tokio::test(start_paused = true)]
async fn without_that_seed_the_role_is_nowhere() {
    let sandbox = sandbox("small");
    let shop = account(&sandbox, "shop-prod");
    let assume = format!("Action=AssumeRole&RoleSessionName=test&RoleArn=arn:aws:iam::{shop}:role/Member");
    assert_eq!(form(&sandbox, "sts", "AKIAX", &assume).await.status, 403);
}
