//! Accounts that are suspended, closed or not activated: what their state does not allow is left out by name, and never fails.

use groundline::exit::Exit;
use groundline::sandbox::AccountState;
use serde_json::Value;

use crate::cli::Desk;
use crate::desks::{applied_company, edit};
use crate::hand::{account, by_hand, foreign, in_sync, json, organization, shape, titles, writes};

/// A desk whose account `shop` is in this state, and is to get everything that can be planned for it.
fn everything_for(state: AccountState) -> Desk {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let id = account(it, "aws+shop@example.com");
        it.accounts.get_mut(&id).unwrap().state = state;
    });
    edit(&desk, "name = \"Shop\"", "name = \"Store\"");
    edit(&desk, "cost-center = \"1234\"", "cost-center = \"5678\"");
    edit(&desk, "unit = \"production\"", "unit = \"workloads\"");
    edit(
        &desk,
        "attach = [\"workloads\", \"security\"]",
        "attach = [\"workloads\", \"security\", \"account:shop\"]",
    );
    edit(
        &desk,
        "services = [\"ram.amazonaws.com\", \"account.amazonaws.com\"]",
        "services = [\"ram.amazonaws.com\", \"account.amazonaws.com\", \"config.amazonaws.com\"]",
    );
    edit(
        &desk,
        "access-analyzer = \"audit\"",
        "access-analyzer = \"shop\"\nconfig = \"shop\"",
    );
    desk
}

/// What a plan leaves out that is drift, as `address: why`.
fn drift(plan: &Value) -> Vec<String> {
    let left = plan["left_out"].as_array().unwrap().iter();
    let left = left.filter(|left| left["drift"] == true);
    left.map(|left| {
        format!(
            "{}: {}",
            left["address"].as_str().unwrap(),
            left["why"].as_str().unwrap()
        )
    })
    .collect()
}

#[test]
fn what_a_state_does_not_allow_is_left_out_by_name_and_the_rest_is_done() {
    let attach = "attach scp-attachment.buckets[\"account:shop\"]";
    for (state, word, allowed) in [
        (
            AccountState::PendingActivation,
            "PENDING_ACTIVATION: its sign-up is not complete",
            vec!["update account.shop", "move account.shop", attach],
        ),
        (
            AccountState::Suspended,
            "SUSPENDED: AWS has restricted it",
            vec!["update account.shop", "move account.shop"],
        ),
        (
            AccountState::PendingClosure,
            "PENDING_CLOSURE: it is being closed",
            vec![],
        ),
        (AccountState::Closed, "CLOSED: it is closed", vec![]),
    ] {
        let desk = everything_for(state);
        let plan = json(&desk, "plan --sandbox");
        let mut done = titles(&plan);
        done.retain(|title| title.contains("shop"));
        done.sort();
        let mut expected = allowed.clone();
        expected.sort_unstable();
        assert_eq!(done, expected, "{word}");
        let left = drift(&plan);
        let says = |start: &str| left.iter().any(|line| line.starts_with(start) && line.contains(word));
        for service in [
            "access-analyzer.amazonaws.com",
            "config-multiaccountsetup.amazonaws.com",
        ] {
            assert!(
                says(&format!("delegated-admin.{service}[\"shop\"]: cannot be registered")),
                "{left:#?}"
            );
        }
        if !allowed.contains(&attach) {
            assert!(
                says("scp-attachment.buckets[\"account:shop\"]: cannot be attached"),
                "{left:#?}"
            );
        }
        if allowed.is_empty() {
            assert!(says("account.shop: account "), "{left:#?}");
            let advice = "remove its table `[accounts.shop]` from the baseline, and what names it: `attach` of scp.buckets, `delegated-admins` (access-analyzer.amazonaws.com)";
            assert!(left.iter().any(|line| line.contains(advice)), "{left:#?}");
        } else {
            assert!(
                says("account.shop: its name is `Shop` and cannot be changed"),
                "{left:#?}"
            );
        }
        // The service keeps the administrator that it has.
        assert!(
            titles(&plan).iter().all(|title| !title.starts_with("deregister")),
            "{plan}"
        );
        desk.types("apply --sandbox --yes --calls calls.json")
            .expect(Exit::Done);
        let again = json(&desk, "plan --sandbox");
        assert_eq!(titles(&again), Vec::<String>::new(), "{word}");
        desk.types("drift --sandbox").expect(Exit::Differences).shows(word);
        desk.types("sandbox show")
            .expect(Exit::Done)
            .shows("aws+shop@example.com");
    }
}

#[test]
fn once_its_table_is_gone_a_closed_account_is_no_drift() {
    let desk = applied_company();
    edit(
        &desk,
        "attach = [\"workloads\", \"security\"]",
        "attach = [\"workloads\", \"security\", \"account:shop\"]",
    );
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    by_hand(&desk, |it| {
        let id = account(it, "aws+shop@example.com");
        it.accounts.get_mut(&id).unwrap().state = AccountState::Closed;
    });
    desk.types("drift --sandbox")
        .expect(Exit::Differences)
        .shows("[accounts.shop]");
    let text = desk.read("baseline.toml").replace(", \"account:shop\"]", "]");
    let (head, rest) = text.split_once("[accounts.shop]").unwrap();
    let (_, tail) = rest.split_once("[scps.stay]").unwrap();
    desk.write("baseline.toml", &format!("{head}[scps.stay]{tail}"));
    in_sync(&desk);
    let plan = json(&desk, "plan --sandbox");
    let left = plan["left_out"].to_string();
    assert!(
        left.contains("is CLOSED") && left.contains("scp-attachment.buckets[") && left.contains("account.shop"),
        "{left}"
    );
    assert_eq!(drift(&plan), Vec::<String>::new());
    desk.types("drift --sandbox").expect(Exit::Done);
    // The policy goes everywhere else, and stays for the account that nothing can be taken off.
    let text = desk.read("baseline.toml");
    let (head, rest) = text.split_once("[scps.buckets]").unwrap();
    let (_, tail) = rest.split_once("[tag-policies.cost]").unwrap();
    desk.write("baseline.toml", &format!("{head}[tag-policies.cost]{tail}"));
    let plan = json(&desk, "plan --sandbox");
    assert!(
        titles(&plan)
            .iter()
            .all(|title| title.starts_with("detach scp-attachment.buckets")),
        "{plan}"
    );
    assert!(
        plan["left_out"]
            .to_string()
            .contains("stays while it is attached to an account that nothing can be taken off"),
        "{plan}"
    );
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(&desk);
    by_hand(&desk, |it| {
        let id = account(it, "aws+shop@example.com");
        it.accounts.remove(&id);
        for targets in it.attachments.values_mut() {
            targets.remove(&id);
        }
        it.attachments.retain(|_, targets| !targets.is_empty());
    });
    assert_eq!(titles(&json(&desk, "plan --sandbox")), ["delete scp.buckets"]);
}

#[test]
fn states_are_shown_wherever_accounts_are_listed() {
    let desk = applied_company();
    let before = shape(&organization(&desk));
    by_hand(&desk, |it| {
        let id = account(it, "aws+shop@example.com");
        it.accounts.get_mut(&id).unwrap().state = AccountState::Suspended;
        let root = it.root.id.clone();
        let lab = crate::hand::make_account(it, &root, "aws+lab@example.com");
        it.accounts.get_mut(&lab).unwrap().state = AccountState::PendingClosure;
    });
    in_sync(&desk);
    let plan = json(&desk, "plan --sandbox");
    assert!(
        plan["left_out"]
            .to_string()
            .contains("is SUSPENDED: AWS has restricted it"),
        "{plan}"
    );
    assert!(foreign(&plan)[0].ends_with("(nobody, PENDING_CLOSURE)"), "{plan}");
    desk.types("plan --sandbox")
        .expect(Exit::Done)
        .shows("is SUSPENDED: AWS has restricted it");
    desk.types("sandbox show").expect(Exit::Done).shows("suspended");
    desk.types("apply --sandbox --yes --calls calls.json")
        .expect(Exit::Done);
    assert!(writes(&desk, "calls.json").is_empty());
    assert_ne!(shape(&organization(&desk)), before);
}
