//! What somebody else does meanwhile, and accounts that cannot be entered.

use super::*;

#[test]
fn a_kept_plan_holds_until_something_changes_and_goes_on_where_it_was_cut() {
    virtually(async {
        let sandbox = with_accounts().await;
        let baseline = baseline(KEPT, TWO);
        let run = Run::new(&sandbox, &[]).await;
        let (inventory, mut plan) = run.plan(&baseline).await.unwrap();
        let kept = saved::read(&saved::write(&mut plan, &inventory, &[])).unwrap();
        let holds = async || {
            let (inventory, fresh) = run.plan(&baseline).await.unwrap();
            saved::check(&kept, &inventory, &fresh).map(|plan| titles(&plan))
        };
        assert_eq!(holds().await, Ok(titles(&plan)));
        // One half is done already.
        put(
            None,
            "a",
            note("first", 1, &[("groundline", "acme/note/a"), ("owner", "platform")]),
        );
        change(None, "a", |note| note.days = None);
        assert_eq!(holds().await, Ok(vec!["create note.b: not there".to_owned()]));
        change(None, "a", |note| note.text = Some("other".to_owned()));
        assert_eq!(
            holds().await,
            Err(vec![
                "it would now also update note.a".to_owned(),
                "to create note.a does not follow from the baseline".to_owned()
            ])
        );
        LIVE.take();
        put(Some("shop"), "b", note("by hand", 1, &[]));
        assert_eq!(
            holds().await,
            Err(vec![
                "it would now also adopt note.b".to_owned(),
                "to create note.b does not follow from the baseline".to_owned()
            ])
        );
    });
}

#[test]
fn what_somebody_changes_between_plan_and_apply_is_left_to_them() {
    virtually(async {
        let sandbox = with_accounts().await;
        let baseline = baseline(KEPT, TWO);
        applied(&sandbox, &baseline).await;
        change(None, "a", |note| note.text = Some("drifted".to_owned()));
        change(Some("shop"), "b", |note| note.text = Some("drifted".to_owned()));
        let run = Run::new(&sandbox, &[]).await;
        let (inventory, plan) = run.plan(&baseline).await.unwrap();
        // An unmanaged field of a thing that is replaced as a whole would be put back.
        change(None, "a", |note| note.days = Some(3));
        change(Some("shop"), "b", |note| note.text = Some("second".to_owned()));
        let applied = run.apply(&inventory, &plan).await;
        let end = |key: &str| {
            applied
                .ends
                .iter()
                .find(|ended| ended.address.key == key)
                .map(|ended| ended.end.clone())
        };
        let why = "somebody else has changed it since it was read: days is another; plan again";
        assert_eq!(end("a"), Some(End::Skipped { why: why.to_owned() }));
        let note = "was so already, by somebody else: nothing was written";
        assert_eq!(
            end("b"),
            Some(End::Done {
                id: None,
                note: Some(note.to_owned())
            })
        );
        assert_eq!(live(None, "a").unwrap().days, Some(3));
    });
}

#[test]
fn an_account_that_cannot_be_entered_is_named_and_the_others_converge() {
    virtually(async {
        let sandbox = with_accounts().await;
        let shut = |sandbox: &Sandbox, role: Option<&str>| {
            sandbox.change(|state| {
                let accounts = &mut state.organization.as_mut().unwrap().accounts;
                let shop = accounts.values_mut().find(|account| account.name == "shop").unwrap();
                shop.access_role = role.map(str::to_owned);
            });
        };
        shut(&sandbox, None);
        let baseline = baseline(KEPT, TWO);
        let run = Run::new(&sandbox, &[]).await;
        let (inventory, plan) = run.plan(&baseline).await.unwrap();
        assert_eq!(titles(&plan), ["create note.a: not there"]);
        let unread: Vec<String> = plan
            .unread
            .iter()
            .map(|unread| format!("{} in {}", unread.what, unread.session))
            .collect();
        assert_eq!(unread, ["notes in account:shop"]);
        assert_eq!(unfinished(&run.apply(&inventory, &plan).await), [""; 0]);
        shut(&sandbox, Some("OrganizationAccountAccessRole"));
        applied(&sandbox, &baseline).await;
    });
}

#[test]
fn what_is_ours_in_another_account_is_not_made_a_second_time() {
    virtually(async {
        let sandbox = with_accounts().await;
        applied(&sandbox, &baseline(KEPT, TWO)).await;
        let moved = baseline(
            KEPT,
            &TWO.replace("text = \"first\"", "account = \"bank\"\ntext = \"first\""),
        );
        let plan = plan(&sandbox, &moved).await;
        let refused: Vec<String> = plan.refused.iter().map(|refused| refused.why.clone()).collect();
        assert_eq!(
            refused,
            ["a is in management, and the baseline wants it in account:bank"]
        );
        assert_eq!(titles(&plan), [""; 0]);
    });
}
