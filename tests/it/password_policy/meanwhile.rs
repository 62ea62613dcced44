//! Accounts that come, that are shut, and what somebody else does meanwhile.

use super::*;

#[test]
fn a_field_that_somebody_changes_between_plan_and_apply_is_not_put_back() {
    virtually(async {
        let sandbox = with_accounts().await;
        put(&sandbox, "shop", Some(plain()));
        let short = "[password-policy]\naccounts = \"shop\"\nminimum-length = 16\n";
        let run = Run::new(&sandbox, &[]).await;
        let (inventory, plan) = run.plan(&baseline(short)).await.unwrap();
        let theirs = PasswordPolicy {
            max_age: Some(30),
            ..plain()
        };
        put(&sandbox, "shop", Some(theirs.clone()));
        let applied = run.apply(&inventory, &plan).await;
        assert!(unfinished(&applied)[0].contains("max-age-days is another; plan again"));
        assert_eq!(live(&sandbox, "shop"), Some(theirs));
    });
}

#[test]
fn the_policy_of_an_account_is_set_once_the_account_is_there() {
    virtually(async {
        let sandbox = Sandbox::new(&Seed::default(), &Setup::default());
        let plan = converge(&sandbox, &baseline(ALL)).await;
        let of_shop = plan
            .changes
            .iter()
            .find(|change| change.address.part.as_deref() == Some("shop"));
        let needs: Vec<String> = of_shop.unwrap().needs.iter().map(ToString::to_string).collect();
        assert_eq!(needs, ["account.shop exists"]);
        assert_eq!(live(&sandbox, "shop"), Some(whole()));
        // A field that nobody declared is AWS's.
        let sandbox = Sandbox::new(&Seed::default(), &Setup::default());
        converge(
            &sandbox,
            &baseline("[password-policy]\naccounts = \"shop\"\nminimum-length = 9\n"),
        )
        .await;
        assert_eq!(
            live(&sandbox, "shop"),
            Some(PasswordPolicy {
                minimum_length: 9,
                ..plain()
            })
        );
    });
}

#[test]
fn an_account_that_is_suspended_or_denies_its_role_is_named_and_the_others_converge() {
    virtually(async {
        let cases: [fn(&mut groundline::sandbox::Account); 2] = [
            |shop| shop.state = AccountState::Suspended,
            |shop| shop.access_role = None,
        ];
        for (case, shut) in cases.into_iter().enumerate() {
            let sandbox = with_accounts().await;
            sandbox.change(|state| {
                let accounts = &mut state.organization.as_mut().unwrap().accounts;
                shut(accounts.values_mut().find(|account| account.name == "shop").unwrap());
            });
            let baseline = baseline(ALL);
            let (plan, applied) = apply(&sandbox, &baseline, &[]).await.unwrap();
            assert_eq!(unfinished(&applied), [""; 0]);
            let again = crate::simulated::plan(&sandbox, &baseline, &[]).await.unwrap();
            for plan in [&plan, &again] {
                let unread: Vec<String> = plan
                    .unread
                    .iter()
                    .map(|unread| format!("{} in {}", unread.what, unread.session))
                    .collect();
                assert_eq!(unread, ["the password policy in account:shop"]);
                let why = &plan.unread[0].why;
                let shop = id(&sandbox, "shop");
                let named = format!("role `OrganizationAccountAccessRole` (`roles.member`) of account `shop` ({shop})");
                assert!(why.contains(&named), "{why}");
                assert_eq!(why.contains("which is SUSPENDED"), case == 0, "{why}");
            }
            assert_eq!(titles(&again), [""; 0]);
            assert_eq!(live(&sandbox, "bank"), Some(whole()));
            assert_eq!(live(&sandbox, "shop"), None);
        }
    });
}

#[test]
fn a_kept_plan_holds_until_a_policy_changes() {
    virtually(async {
        let sandbox = with_accounts().await;
        put(&sandbox, "shop", Some(plain()));
        let baseline = baseline(ALL);
        let mut run = Run::new(&sandbox, &[]).await;
        run.purpose = Purpose::Compare;
        let (inventory, mut plan) = run.plan(&baseline).await.unwrap();
        let kept = saved::read(&saved::write(&mut plan, &inventory, &[])).unwrap();
        let holds = async || {
            let (inventory, fresh) = Run::new(&sandbox, &[]).await.plan(&baseline).await.unwrap();
            saved::check(&kept, &inventory, &fresh).map(|plan| plan.changes.len())
        };
        assert_eq!(holds().await, Ok(3));
        put(&sandbox, "bank", Some(whole()));
        assert_eq!(holds().await, Ok(2));
        put(
            &sandbox,
            "shop",
            Some(PasswordPolicy {
                max_age: Some(5),
                ..plain()
            }),
        );
        let address = "password-policy.default[\"shop\"]";
        let stale = [
            format!("{address} has changed"),
            format!("to update {address} does not follow from the baseline"),
        ];
        assert_eq!(holds().await, Err(stale.to_vec()));
    });
}
