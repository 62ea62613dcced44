use std::time::Duration;

use serde_json::{Value, json};

use super::super::Sandbox;
use super::door::{account, fails, ok, root, sandbox};

const DENY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#;

fn policy(name: &str, kind: &str, content: &str) -> Value {
    json!({"Name": name, "Description": "", "Type": kind, "Content": content})
}

async fn scp(sandbox: &Sandbox, name: &str) -> String {
    let made = ok(sandbox, "CreatePolicy", policy(name, "SERVICE_CONTROL_POLICY", DENY)).await;
    made["Policy"]["PolicySummary"]["Id"].as_str().unwrap().to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_policy_is_checked_when_it_comes() {
    let sandbox = sandbox("empty");
    let scp = |content: &str| policy("x", "SERVICE_CONTROL_POLICY", content);
    assert_eq!(
        fails(&sandbox, "CreatePolicy", scp("{")).await,
        "MalformedPolicyDocument"
    );
    assert_eq!(
        fails(&sandbox, "CreatePolicy", scp(r#"{"Statement":[{}]}"#)).await,
        "MalformedPolicyDocument"
    );
    let long = format!("{DENY}{}", " ".repeat(10_240));
    let refused = fails(&sandbox, "CreatePolicy", scp(&long)).await;
    assert_eq!(refused, "ConstraintViolation POLICY_CONTENT_LIMIT_EXCEEDED");
    let unknown = policy("x", "firewall", "{}");
    assert_eq!(
        fails(&sandbox, "CreatePolicy", unknown).await,
        "InvalidInput INVALID_ENUM_POLICY_TYPE"
    );
    ok(&sandbox, "CreatePolicy", scp(DENY)).await;
    assert_eq!(fails(&sandbox, "CreatePolicy", scp(DENY)).await, "DuplicatePolicy");
    ok(&sandbox, "CreatePolicy", policy("x", "TAG_POLICY", r#"{"tags":{}}"#)).await;
    let managed = json!({"PolicyId": "p-FullAWSAccess", "Name": "y"});
    assert_eq!(
        fails(&sandbox, "UpdatePolicy", managed).await,
        "InvalidInput IMMUTABLE_POLICY"
    );
}

#[tokio::test(start_paused = true)]
async fn between_one_and_ten_scps() {
    let sandbox = sandbox("empty");
    let root = root(&sandbox);
    let at = |policy: &str| json!({"PolicyId": policy, "TargetId": root});
    let mut last = String::new();
    for n in 0..9 {
        last = scp(&sandbox, &format!("p{n}")).await;
        ok(&sandbox, "AttachPolicy", at(&last)).await;
    }
    assert_eq!(
        fails(&sandbox, "AttachPolicy", at(&last)).await,
        "DuplicatePolicyAttachment"
    );
    let eleventh = scp(&sandbox, "over").await;
    let refused = fails(&sandbox, "AttachPolicy", at(&eleventh)).await;
    assert_eq!(refused, "ConstraintViolation MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
    assert_eq!(
        fails(&sandbox, "DetachPolicy", at(&eleventh)).await,
        "PolicyNotAttached"
    );
    assert_eq!(
        fails(&sandbox, "DeletePolicy", json!({"PolicyId": last})).await,
        "PolicyInUse"
    );
    let attached = sandbox.state().organization.unwrap().policies_at(&root).clone();
    for policy in attached.iter().filter(|policy| **policy != last) {
        ok(&sandbox, "DetachPolicy", at(policy)).await;
    }
    let refused = fails(&sandbox, "DetachPolicy", at(&last)).await;
    assert_eq!(refused, "ConstraintViolation MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
    let there = sandbox.state().organization.unwrap().policies_at(&root).clone();
    assert!(!there.contains("p-FullAWSAccess"));
    ok(&sandbox, "AttachPolicy", at("p-FullAWSAccess")).await;
    ok(&sandbox, "DetachPolicy", at(&last)).await;
    // What is attached to a unit goes with it, the last SCP too.
    let made = ok(
        &sandbox,
        "CreateOrganizationalUnit",
        json!({"ParentId": root, "Name": "Goes"}),
    )
    .await;
    let unit = made["OrganizationalUnit"]["Id"].as_str().unwrap().to_owned();
    ok(&sandbox, "AttachPolicy", json!({"PolicyId": last, "TargetId": unit})).await;
    ok(
        &sandbox,
        "DetachPolicy",
        json!({"PolicyId": "p-FullAWSAccess", "TargetId": unit}),
    )
    .await;
    ok(
        &sandbox,
        "DeleteOrganizationalUnit",
        json!({"OrganizationalUnitId": unit}),
    )
    .await;
    ok(&sandbox, "DeletePolicy", json!({"PolicyId": last})).await;
    let nowhere = json!({"PolicyId": eleventh, "TargetId": "000000000000"});
    assert_eq!(fails(&sandbox, "AttachPolicy", nowhere).await, "TargetNotFound");
}

#[tokio::test(start_paused = true)]
async fn a_type_is_enabled_before_its_policies_work() {
    let sandbox = sandbox("small");
    let root = root(&sandbox);
    let of = |kind: &str| json!({"RootId": root, "PolicyType": kind});
    let made = ok(&sandbox, "CreatePolicy", policy("t", "TAG_POLICY", r#"{"tags":{}}"#)).await;
    let at = json!({"PolicyId": made["Policy"]["PolicySummary"]["Id"], "TargetId": root});
    assert_eq!(
        fails(&sandbox, "AttachPolicy", at.clone()).await,
        "PolicyTypeNotEnabled"
    );
    let answer = ok(&sandbox, "EnablePolicyType", of("TAG_POLICY")).await;
    assert_eq!(
        answer["Root"]["PolicyTypes"][1],
        json!({"Type": "TAG_POLICY", "Status": "PENDING_ENABLE"})
    );
    assert_eq!(
        fails(&sandbox, "AttachPolicy", at.clone()).await,
        "PolicyTypeNotEnabled"
    );
    assert_eq!(
        fails(&sandbox, "EnablePolicyType", of("TAG_POLICY")).await,
        "PolicyTypeAlreadyEnabled"
    );
    sandbox.advance(Duration::from_secs(2));
    ok(&sandbox, "AttachPolicy", at.clone()).await;
    ok(&sandbox, "DisablePolicyType", of("TAG_POLICY")).await;
    assert_eq!(fails(&sandbox, "DetachPolicy", at).await, "PolicyNotAttached");
    sandbox.advance(Duration::from_secs(2));
    assert_eq!(
        fails(&sandbox, "DisablePolicyType", of("TAG_POLICY")).await,
        "PolicyTypeNotEnabled"
    );
}

#[tokio::test(start_paused = true)]
async fn some_types_need_trusted_access_first_and_keep_it() {
    let sandbox = sandbox("empty");
    let of = json!({"RootId": root(&sandbox), "PolicyType": "GUARDDUTY_POLICY"});
    let service = json!({"ServicePrincipal": "guardduty.amazonaws.com"});
    let refused = fails(&sandbox, "EnablePolicyType", of.clone()).await;
    assert_eq!(refused, "ConstraintViolation SERVICE_ACCESS_NOT_ENABLED");
    ok(&sandbox, "EnableAWSServiceAccess", service.clone()).await;
    ok(&sandbox, "EnablePolicyType", of).await;
    let refused = fails(&sandbox, "DisableAWSServiceAccess", service).await;
    assert_eq!(refused, "ConstraintViolation POLICY_TYPE_ENABLED_FOR_THIS_SERVICE");
}

#[tokio::test(start_paused = true)]
async fn the_full_access_of_rcps_is_everywhere_and_stays() {
    let sandbox = sandbox("small");
    let root = root(&sandbox);
    let of = json!({"RootId": root, "PolicyType": "RESOURCE_CONTROL_POLICY"});
    ok(&sandbox, "EnablePolicyType", of).await;
    sandbox.advance(Duration::from_secs(2));
    let organization = sandbox.state().organization.unwrap();
    let nodes = organization.accounts.len() + organization.units.len() + 1;
    assert_eq!(organization.attachments["p-RCPFullAWSAccess"].len(), nodes);
    let at = json!({"PolicyId": "p-RCPFullAWSAccess", "TargetId": root});
    assert_eq!(
        fails(&sandbox, "DetachPolicy", at).await,
        "InvalidInput NON_DETACHABLE_POLICY"
    );
    let deny =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}"#;
    for n in 0..5 {
        let made = ok(
            &sandbox,
            "CreatePolicy",
            policy(&format!("r{n}"), "RESOURCE_CONTROL_POLICY", deny),
        )
        .await;
        let at = json!({"PolicyId": made["Policy"]["PolicySummary"]["Id"], "TargetId": root});
        if n < 4 {
            ok(&sandbox, "AttachPolicy", at).await;
        } else {
            let refused = fails(&sandbox, "AttachPolicy", at).await;
            assert_eq!(refused, "ConstraintViolation MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
        }
    }
    let asked = json!({"TargetId": account(&sandbox, "shop-prod"), "Filter": "RESOURCE_CONTROL_POLICY"});
    let there = ok(&sandbox, "ListPoliciesForTarget", asked).await;
    assert_eq!(there["Policies"][0]["Name"], "RCPFullAWSAccess");
}
