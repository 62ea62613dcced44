//! What somebody changed by hand shows in `drift` at its address, and `apply` mends it.

use groundline::exit::Exit;
use groundline::sandbox::{AccountState, Organization};
use serde_json::Value;

use crate::desks::{applied_company, edit};
use crate::hand::{
    FULL_ACCESS, account, attach, by_hand, deny, detach, in_sync, make_account, policy, put, shape, state, tag, titles,
    unit, untag,
};

/// What is done by hand, what `drift` then says is to do, and what must be allowed to mend it.
struct Case {
    name: &'static str,
    by_hand: fn(&mut Organization),
    shows: &'static [&'static str],
    allow: &'static str,
}

const fn case(name: &'static str, by_hand: fn(&mut Organization), shows: &'static [&'static str]) -> Case {
    Case {
        name,
        by_hand,
        shows,
        allow: "",
    }
}

const CASES: &[Case] = &[
    case(
        "a policy is attached",
        |it| attach(it, &policy(it, "buckets"), &unit(it, "Workloads/Production")),
        &["detach scp-attachment.buckets[\"production\"]"],
    ),
    case(
        "a policy is attached to an account",
        |it| attach(it, &policy(it, "buckets"), &account(it, "aws+shop@example.com")),
        &["detach scp-attachment.buckets[\"account:shop\"]"],
    ),
    case(
        "a policy is detached",
        |it| detach(it, &policy(it, "stay"), &it.root.id.clone()),
        &["attach scp-attachment.stay[\"root\"]"],
    ),
    case(
        "a policy is edited",
        |it| content(it, "stay", deny("organizations:DescribeAccount")),
        &["update scp.stay"],
    ),
    case(
        "a policy is emptied of what is declared",
        |it| content(it, "cost", "{\"tags\":{}}".to_owned()),
        &["update tag-policy.cost"],
    ),
    case(
        "a policy says the same in another case, where case matters",
        |it| {
            content(
                it,
                "stay",
                deny("organizations:LeaveOrganization").replace("\"No\"", "\"no\""),
            )
        },
        &["update scp.stay"],
    ),
    case(
        "a policy is renamed and described otherwise",
        |it| {
            let id = policy(it, "stay");
            let stay = it.policies.get_mut(&id).unwrap();
            stay.name = "leave".to_owned();
            stay.description = "everybody leaves".to_owned();
        },
        &["update scp.stay"],
    ),
    case(
        "a policy is deleted",
        |it| {
            let id = policy(it, "stay");
            it.policies.remove(&id);
            it.attachments.remove(&id);
            it.tags.remove(&id);
        },
        &["create scp.stay", "attach scp-attachment.stay[\"root\"]"],
    ),
    case(
        "a unit is renamed",
        |it| it.units.get_mut(&unit(it, "Workloads/Production")).unwrap().name = "Prod".to_owned(),
        &["update unit.production"],
    ),
    case(
        "an account is moved",
        |it| {
            it.accounts
                .get_mut(&account(it, "aws+shop@example.com"))
                .unwrap()
                .parent = unit(it, "Security")
        },
        &["move account.shop"],
    ),
    case(
        "an account is renamed",
        |it| it.accounts.get_mut(&account(it, "aws+shop@example.com")).unwrap().name = "Shoppe".to_owned(),
        &["update account.shop"],
    ),
    case(
        "an account is suspended, and moved",
        |it| {
            let (id, to) = (account(it, "aws+shop@example.com"), unit(it, "Security"));
            let shop = it.accounts.get_mut(&id).unwrap();
            shop.state = AccountState::Suspended;
            shop.parent = to;
        },
        &["move account.shop"],
    ),
    case(
        "tags are changed",
        |it| {
            tag(it, &unit(it, "Workloads/Production"), "tier", "test");
            tag(it, &account(it, "aws+shop@example.com"), "owner", "nobody@example.com");
            untag(it, &policy(it, "stay"), "reviewed");
        },
        &["update account.shop", "update scp.stay", "update unit.production"],
    ),
    case(
        "ownership tags are removed",
        |it| {
            untag(it, &unit(it, "Workloads/Production"), "groundline");
            untag(it, &account(it, "aws+shop@example.com"), "groundline");
            untag(it, &policy(it, "stay"), "groundline");
        },
        &["adopt account.shop", "adopt scp.stay", "adopt unit.production"],
    ),
    case(
        "a service loses its access",
        |it| {
            it.services.remove("ram.amazonaws.com");
        },
        &["enable trusted-access.ram.amazonaws.com"],
    ),
    case(
        "an administrator is deregistered",
        |it| {
            it.delegations.remove("access-analyzer.amazonaws.com");
        },
        &["register delegated-admin.access-analyzer.amazonaws.com[\"audit\"]"],
    ),
    Case {
        name: "another administrator is registered",
        by_hand: |it| {
            let shop = account(it, "aws+shop@example.com");
            let admins = it.delegations.get_mut("access-analyzer.amazonaws.com").unwrap();
            let since = *admins.values().next().unwrap();
            admins.clear();
            admins.insert(shop, since);
        },
        shows: &[
            "deregister delegated-admin.access-analyzer.amazonaws.com[\"shop\"]",
            "register delegated-admin.access-analyzer.amazonaws.com[\"audit\"]",
        ],
        allow: "--allow change-delegated-admin",
    },
    case(
        "a policy type is disabled",
        |it| {
            it.root.policy_types.remove("TAG_POLICY");
            it.attachments.remove(&policy(it, "cost"));
        },
        &[
            "attach tag-policy-attachment.cost[\"workloads\"]",
            "enable policy-type.TAG_POLICY",
        ],
    ),
    case(
        "the delegation policy is deleted",
        |it| it.resource_policy = None,
        &["create delegation-policy.organization"],
    ),
    case(
        "a statement of the delegation policy is changed",
        |it| {
            let policy = it.resource_policy.as_mut().unwrap();
            let mut document: Value = serde_json::from_str(&policy.content).unwrap();
            document["Statement"][0]["Action"] = Value::from("organizations:ListRoots");
            policy.content = document.to_string();
        },
        &["update delegation-policy.organization"],
    ),
    case(
        "a unit with an account is deleted",
        |it| {
            let (id, parent) = (unit(it, "Workloads/Production"), unit(it, "Workloads"));
            it.accounts
                .get_mut(&account(it, "aws+shop@example.com"))
                .unwrap()
                .parent = parent;
            it.units.remove(&id);
            it.tags.remove(&id);
            it.attachments.values_mut().for_each(|targets| {
                targets.remove(&id);
            });
        },
        &["create unit.production", "move account.shop"],
    ),
];

fn content(organization: &mut Organization, name: &str, text: String) {
    let id = policy(organization, name);
    organization.policies.get_mut(&id).unwrap().content = text;
}

#[test]
fn what_was_changed_by_hand_shows_at_its_address_and_is_mended() {
    let desk = applied_company();
    let clean = state(&desk);
    let wanted = shape(clean.organization.as_ref().unwrap());
    for Case {
        name,
        by_hand: change,
        shows,
        allow,
    } in CASES
    {
        put(&desk, &clean);
        by_hand(&desk, change);
        let drift = desk.types("drift --sandbox --format json").json();
        let mut found = titles(&drift);
        found.sort();
        let mut expected: Vec<String> = shows.iter().map(|title| (*title).to_owned()).collect();
        expected.sort();
        assert_eq!(found, expected, "{name}");
        assert_eq!(drift["exit_codes"], serde_json::json!([2]), "{name}");
        let text = desk.types("drift --sandbox").expect(Exit::Differences);
        for title in *shows {
            let (_, address) = title.split_once(' ').unwrap();
            assert!(text.stdout.contains(address), "{name}: {}", text.stdout);
        }
        if !allow.is_empty() {
            desk.types("apply --sandbox --yes").expect(Exit::Refused);
        }
        desk.types(&format!("apply --sandbox --yes {allow}")).expect(Exit::Done);
        desk.types("drift --sandbox").expect(Exit::Done).shows("in sync");
        let mended = state(&desk).organization.unwrap();
        let mut differs: Vec<_> = shape(&mended).symmetric_difference(&wanted).cloned().collect();
        // AWS alone ends a suspension.
        differs.retain(|line| !line.contains("Suspended") && !line.contains("aws+shop@example.com Shop in"));
        assert_eq!(differs, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn full_access_that_was_taken_off_or_put_back_is_drift_where_it_is_declared() {
    let desk = applied_company();
    let list = r#"{"Version":"2012-10-17","Statement":[{"Sid":"List","Effect":"Allow","Action":["account:*","cloudformation:*","iam:*","s3:*","sts:*"],"Resource":"*"}]}"#;
    desk.write("list.json", list);
    let more = "[scps.list]\nfile = \"list.json\"\nattach = [\"production\", \"account:shop\"]\n";
    desk.write("baseline.toml", &format!("{}\n{more}", desk.read("baseline.toml")));
    edit(
        &desk,
        "parent = \"workloads\"\n",
        "parent = \"workloads\"\nfull-access = false\n",
    );
    edit(
        &desk,
        "name = \"Workloads\"\n",
        "name = \"Workloads\"\nfull-access = true\n",
    );
    desk.types("apply --sandbox --yes --quiet --allow allow-list")
        .expect(Exit::Done);
    in_sync(&desk);
    by_hand(&desk, |it| {
        detach(it, FULL_ACCESS, &unit(it, "Workloads"));
        attach(it, FULL_ACCESS, &unit(it, "Workloads/Production"));
        // Of the account nothing is said.
        detach(it, FULL_ACCESS, &account(it, "aws+shop@example.com"));
    });
    let drift = desk
        .types("drift --sandbox --format json")
        .expect(Exit::Differences)
        .json();
    let mut found = titles(&drift);
    found.sort();
    let shows = [
        "attach scp-attachment.p-FullAWSAccess[\"workloads\"]",
        "detach scp-attachment.p-FullAWSAccess[\"production\"]",
    ];
    assert_eq!(found, shows);
    desk.types("apply --sandbox --yes").expect(Exit::Refused);
    let allow = "--allow allow-list=scp-attachment.p-FullAWSAccess[\"workloads\"] --allow allow-list=scp-attachment.p-FullAWSAccess[\"production\"]";
    // A filtered run takes nothing away.
    let only = desk
        .types(&format!("plan --sandbox --format json --only policies {allow}"))
        .expect(Exit::Done)
        .json();
    assert_eq!(titles(&only), [shows[0]]);
    desk.types(&format!("apply --sandbox --yes {allow}")).expect(Exit::Done);
    in_sync(&desk);
}

#[test]
fn what_cannot_be_mended_is_drift_all_the_same() {
    let desk = applied_company();
    edit(&desk, "\"account.amazonaws.com\"", "\"sso.amazonaws.com\"");
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    by_hand(&desk, |it| {
        it.services.remove("account.amazonaws.com");
        let id = account(it, "aws+shop@example.com");
        it.accounts.get_mut(&id).unwrap().name = "Shoppe".to_owned();
    });
    let drift = desk
        .types("drift --sandbox --format json")
        .expect(Exit::Differences)
        .json();
    let left = &drift["left_out"][0];
    assert_eq!(
        (left["address"].as_str(), left["drift"].as_bool()),
        (Some("account.shop"), Some(true))
    );
    assert!(
        left["why"].as_str().unwrap().contains("`account.amazonaws.com`"),
        "{left}"
    );
    desk.types("plan --sandbox --detailed-exitcode")
        .expect(Exit::Differences);
}

#[test]
fn what_nobody_declared_is_no_drift() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let root = it.root.id.clone();
        make_account(it, &root, "aws+lab@example.com");
        crate::hand::make_unit(it, &root, "Lab");
        let scp = crate::hand::make_scp(it, "lab", "s3:*");
        attach(it, &scp, &root);
        tag(it, &account(it, "aws+shop@example.com"), "lab", "yes");
        let since = *it.services.values().next().unwrap();
        it.services.insert("config.amazonaws.com".to_owned(), since);
    });
    in_sync(&desk);
    let drift = desk.types("drift --sandbox --format json").expect(Exit::Done).json();
    let foreign = drift["foreign"].as_array().unwrap();
    let names: Vec<&str> = foreign.iter().filter_map(|one: &Value| one["kind"].as_str()).collect();
    assert_eq!(names, ["account", "scp", "trusted-access", "unit"]);
}
