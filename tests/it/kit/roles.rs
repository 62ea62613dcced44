//! By which role accounts are entered, and what may be done there.

use groundline::areas::kit::purpose::Purpose;

use super::*;

const MEMBER: &str = "OrganizationAccountAccessRole";
/// What the kit's toy areas read.
const READING: &str = r#"{"Statement":[{"Action":["account:GetNote","sts:GetCallerIdentity"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}"#;

/// Role and session policy of each AssumeRole that was answered.
fn assumed(sandbox: &Sandbox) -> Vec<(String, Option<String>)> {
    let state = sandbox.state();
    let calls = state.history.iter().filter(|call| call.operation == "AssumeRole");
    let text = |value: Option<&serde_json::Value>| value.map(|text| text.as_str().unwrap().to_owned());
    calls
        .map(|call| {
            let arn = text(call.parameters.get("RoleArn")).unwrap();
            let role = arn.rsplit('/').next().unwrap().to_owned();
            (role, text(call.parameters.get("Policy")))
        })
        .collect()
}

/// What one run assumed, and its plan.
async fn entered(sandbox: &Sandbox, baseline: &Baseline, purpose: Purpose) -> (Vec<(String, Option<String>)>, Plan) {
    let before = assumed(sandbox).len();
    let mut run = Run::new(sandbox, &[]).await;
    run.purpose = purpose;
    let (inventory, plan) = run.plan(baseline).await.unwrap();
    if purpose == Purpose::Change {
        assert_eq!(unfinished(&run.apply(&inventory, &plan).await), [""; 0]);
    }
    (assumed(sandbox).split_off(before), plan)
}

fn warnings(plan: &Plan) -> Vec<&str> {
    plan.warnings.iter().map(|warning| warning.why.as_str()).collect()
}

#[test]
fn comparing_without_a_reading_role_is_held_to_reading_and_said_once() {
    virtually(async {
        let sandbox = with_accounts().await;
        let two = format!("{TWO}[notes.c]\naccount = \"bank\"\ntext = \"third\"\n");
        let (roles, plan) = entered(&sandbox, &baseline(KEPT, &two), Purpose::Compare).await;
        let limited = (MEMBER.to_owned(), Some(READING.to_owned()));
        assert_eq!(roles, [limited.clone(), limited]);
        assert_eq!(
            warnings(&plan),
            [
                "`roles.read` is not set: member accounts are read through `roles.member`, limited to reading by a session policy"
            ]
        );
        assert_eq!(plan.warnings[0].address.to_string(), "organization.acme");
    });
}

#[test]
fn nothing_is_said_where_no_member_is_read() {
    virtually(async {
        let sandbox = with_accounts().await;
        let (roles, plan) = entered(&sandbox, &baseline(KEPT, "[notes.a]\n"), Purpose::Compare).await;
        assert_eq!((roles.len(), warnings(&plan)), (0, vec![]));
    });
}

#[test]
fn comparing_assumes_the_reading_role_and_changing_the_members() {
    virtually(async {
        let seed = "empty,member-role=GroundlineRead".parse().unwrap();
        let sandbox = Sandbox::new(&seed, &empty());
        let roles = "[roles]\nread = \"GroundlineRead\"\n";
        applied(&sandbox, &baseline(KEPT, roles)).await;
        let baseline = baseline(KEPT, &format!("{roles}{TWO}"));
        let (compared, plan) = entered(&sandbox, &baseline, Purpose::Compare).await;
        assert_eq!(compared, [("GroundlineRead".to_owned(), None)]);
        assert_eq!(warnings(&plan), [""; 0]);
        let (changed, plan) = entered(&sandbox, &baseline, Purpose::Change).await;
        assert_eq!(changed, [(MEMBER.to_owned(), None)]);
        assert_eq!(warnings(&plan), [""; 0]);
        assert!(live(Some("shop"), "b").is_some());
    });
}

#[test]
fn an_account_may_have_a_role_of_its_own() {
    virtually(async {
        let seed = "empty,member-role=Deploy".parse().unwrap();
        let sandbox = Sandbox::new(&seed, &empty());
        applied(&sandbox, &baseline(KEPT, "")).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baseline.toml");
        let own = HEAD.replace("name = \"shop\"", "name = \"shop\"\nmember-role = \"Deploy\"");
        std::fs::write(&path, format!("{own}{TWO}")).unwrap();
        let baseline = declare_with(&path, KEPT).baseline.unwrap();
        let (compared, _) = entered(&sandbox, &baseline, Purpose::Compare).await;
        assert_eq!(compared, [("Deploy".to_owned(), Some(READING.to_owned()))]);
        let (changed, _) = entered(&sandbox, &baseline, Purpose::Change).await;
        assert_eq!(changed, [("Deploy".to_owned(), None)]);
    });
}

#[test]
fn a_role_that_is_denied_is_named_with_its_account_and_state() {
    virtually(async {
        let sandbox = with_accounts().await;
        let with_role = format!("[roles]\nread = \"GroundlineRead\"\n{TWO}");
        let why = |plan: &Plan| plan.unread.iter().map(|unread| unread.why.clone()).collect::<Vec<_>>();
        let (_, plan) = entered(&sandbox, &baseline(KEPT, &with_role), Purpose::Compare).await;
        let [denied] = why(&plan).try_into().unwrap();
        assert!(
            denied.starts_with("`sts:AssumeRole` was denied: role `GroundlineRead` (`roles.read`) of account `shop` ("),
            "{denied}"
        );
        sandbox.change(|state| {
            let accounts = &mut state.organization.as_mut().unwrap().accounts;
            let shop = accounts.values_mut().find(|account| account.name == "shop").unwrap();
            shop.state = groundline::sandbox::AccountState::Suspended;
        });
        let (_, plan) = entered(&sandbox, &baseline(KEPT, TWO), Purpose::Compare).await;
        let [denied] = why(&plan).try_into().unwrap();
        assert!(
            denied.contains("role `OrganizationAccountAccessRole` (`roles.member`)")
                && denied.contains("), which is SUSPENDED: "),
            "{denied}"
        );
    });
}

#[test]
fn a_kept_plan_holds_although_an_account_is_closed_to_another_role_by_then() {
    virtually(async {
        let sandbox = with_accounts().await;
        let roles = "[roles]\nread = \"GroundlineRead\"\nmember = \"Other\"\n";
        let baseline = baseline(KEPT, &format!("{roles}{TWO}"));
        let mut run = Run::new(&sandbox, &[]).await;
        run.purpose = Purpose::Compare;
        let (inventory, mut plan) = run.plan(&baseline).await.unwrap();
        assert_eq!((titles(&plan).len(), plan.unread.len()), (1, 1));
        let kept = saved::read(&saved::write(&mut plan, &inventory, &[])).unwrap();
        let (inventory, fresh) = Run::new(&sandbox, &[]).await.plan(&baseline).await.unwrap();
        assert_ne!(fresh.unread, kept.unread);
        assert!(saved::check(&kept, &inventory, &fresh).is_ok());
    });
}
