//! Marks of other tools, and ownership tags where they cannot be: nothing of that is taken over, moved or deleted, and all of it is named.

use groundline::areas::baseline::Baseline;
use groundline::areas::declare::declare;
use groundline::exit::Exit;
use groundline::sandbox::{Fault, FaultKind, Sandbox, Seed, When};

use crate::cli::Desk;
use crate::desks::applied_company;
use crate::hand::{
    account, attach, by_hand, foreign, in_sync, json, make_account, make_scp, make_unit, organization, policy,
    refusals, shape, tag, titles, unit,
};
use crate::simulated::{plan, setup, virtually};

/// Groundline beside a landing zone of Control Tower, of which it declares the units.
const LANDING_ZONE: &str = r#"format = 1

[organization]
baseline = "beside"
management-account = "123456789012"
id = "o-a1b2c3d4e5"

[units.security]
name = "Security"

[units.own]
name = "Own"
"#;

fn landing_zone() -> Desk {
    let desk = Desk::empty();
    desk.write("baseline.toml", LANDING_ZONE);
    desk.types("sandbox reset --quiet --seed control-tower")
        .expect(Exit::Done);
    by_hand(&desk, |it| {
        let root = it.root.id.clone();
        make_unit(it, &root, "Own");
    });
    desk
}

#[test]
fn a_unit_of_control_tower_is_taken_over_only_with_the_risk() {
    let desk = landing_zone();
    let before = shape(&organization(&desk));
    let plan = desk.types("plan --sandbox --format json").expect(Exit::Refused).json();
    let refused = refusals(&plan);
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(
        refused[0].starts_with("unit.security: Control Tower governs this unit")
            && refused[0].ends_with("allow it with `--allow control-tower=unit.security`"),
        "{refused:?}"
    );
    // Where none of its guardrails is, the unit is not Control Tower's.
    assert!(titles(&plan).contains(&"adopt unit.own".to_owned()), "{plan}");
    assert!(
        foreign(&plan).contains(&"unit Sandbox (Control Tower)".to_owned()),
        "{plan}"
    );
    desk.types("apply --sandbox --yes").expect(Exit::Refused);
    assert_eq!(shape(&organization(&desk)), before);
    desk.types("apply --sandbox --yes --allow control-tower=unit.security")
        .expect(Exit::Done);
    in_sync(&desk);
}

#[test]
fn what_is_below_a_unit_of_control_tower_is_too() {
    let desk = landing_zone();
    by_hand(&desk, |it| {
        let security = unit(it, "Security");
        let inner = make_unit(it, &security, "Inner");
        make_unit(it, &inner, "Innermost");
    });
    let more = "[units.inner]\nname = \"Inner\"\nparent = \"security\"\n[units.innermost]\nname = \"Innermost\"\nparent = \"inner\"\n";
    desk.write("baseline.toml", &format!("{LANDING_ZONE}\n{more}"));
    let refused = refusals(&json(&desk, "plan --sandbox"));
    let addresses: Vec<&str> = refused.iter().filter_map(|line| line.split(": ").next()).collect();
    assert_eq!(addresses, ["unit.inner", "unit.innermost", "unit.security"]);
}

#[test]
fn without_its_trusted_access_or_below_the_root_alone_it_is_not() {
    let desk = landing_zone();
    by_hand(&desk, |it| {
        it.services.remove("controltower.amazonaws.com");
    });
    desk.types("plan --sandbox").expect(Exit::Done);
    let desk = landing_zone();
    by_hand(&desk, |it| {
        let root = it.root.id.clone();
        let ids: Vec<String> = it
            .policies
            .iter()
            .filter(|(_, policy)| policy.name.starts_with("aws-guardrails-"))
            .map(|(id, _)| id.clone())
            .collect();
        for id in ids {
            it.attachments.remove(&id);
            attach(it, &id, &root);
        }
    });
    desk.types("plan --sandbox").expect(Exit::Done);
}

#[test]
fn nothing_is_taken_over_where_it_is_not_known_whose_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("baseline.toml");
    std::fs::write(&file, LANDING_ZONE.replace("[units.own]\nname = \"Own\"\n", "")).unwrap();
    let baseline: Baseline = declare(&file).baseline.unwrap();
    for operation in [
        "organizations:ListAWSServiceAccessForOrganization",
        "organizations:ListPolicies",
        "organizations:ListTargetsForPolicy",
    ] {
        virtually(async {
            let sandbox = Sandbox::new(&Seed::ControlTower, &setup(&baseline));
            sandbox.add_fault(Fault {
                when: When::Always {
                    operation: operation.to_owned(),
                },
                kind: FaultKind::Error {
                    code: "AccessDeniedException".to_owned(),
                    message: "no".to_owned(),
                },
            });
            let plan = plan(&sandbox, &baseline, &[]).await.unwrap();
            let titles: Vec<String> = plan.changes.iter().map(|change| change.title()).collect();
            assert_eq!(titles, Vec::<String>::new(), "{operation}");
            assert!(!plan.unread.is_empty(), "{operation}");
        });
    }
}

#[test]
fn the_mark_of_another_tool_wins_over_our_tag() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let root = it.root.id.clone();
        let guardrail = make_scp(it, "aws-guardrails-xyz", "s3:*");
        attach(it, &guardrail, &root);
        tag(it, &guardrail, "groundline", "company/scp/gone");
        let stack = make_scp(it, "stack", "s3:*");
        tag(it, &stack, "aws:cloudformation:stack-id", "theirs");
        tag(it, &stack, "groundline", "company/scp/gone-too");
        let accelerator = make_unit(it, &root, "Accelerator");
        tag(it, &accelerator, "lzaManaged", "true");
        tag(it, &accelerator, "groundline", "company/unit/gone");
    });
    in_sync(&desk);
    let seen = foreign(&json(&desk, "plan --sandbox"));
    for line in [
        "scp aws-guardrails-xyz (Control Tower, though it is tagged groundline = company/scp/gone)",
        "scp stack (CloudFormation, though it is tagged groundline = company/scp/gone-too)",
        "unit Accelerator (Landing Zone Accelerator, though it is tagged groundline = company/unit/gone)",
    ] {
        assert!(seen.iter().any(|one| one == line), "{line}: {seen:?}");
    }
}

#[test]
fn what_another_tool_has_taken_is_refused_by_name() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let (shop, production, stay) = (
            account(it, "aws+shop@example.com"),
            unit(it, "Workloads/Production"),
            policy(it, "stay"),
        );
        for id in [shop, production, stay] {
            tag(it, &id, "aws:cloudformation:stack-id", "theirs");
        }
    });
    let plan = json(&desk, "plan --sandbox");
    let refused = refusals(&plan);
    for address in ["account.shop", "scp.stay", "unit.production"] {
        let said = refused.iter().find(|line| line.starts_with(&format!("{address}: ")));
        let said = said.unwrap_or_else(|| panic!("{address}: {refused:?}"));
        assert!(
            said.contains("belongs to CloudFormation") && said.contains("leave it out of the baseline"),
            "{said}"
        );
    }
    // Nothing is taken off what cannot be tied, and nothing is moved.
    assert_eq!(titles(&plan), Vec::<String>::new());
}

#[test]
fn a_tag_of_another_kind_deletes_nothing() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let root = it.root.id.clone();
        for (number, value) in ["company/scp/x", "company/account/x", "company/unit/x/part"]
            .into_iter()
            .enumerate()
        {
            let id = make_unit(it, &root, &format!("Odd {number}"));
            tag(it, &id, "groundline", value);
        }
        for (number, value) in [
            "company/unit/x",
            "company/rcp/x",
            "company/scp/x/part",
            "company/scp-attachment/x",
        ]
        .into_iter()
        .enumerate()
        {
            let id = make_scp(it, &format!("odd {number}"), "s3:*");
            attach(it, &id, &root);
            tag(it, &id, "groundline", value);
        }
        let id = make_account(it, &root, "odd@example.org");
        tag(it, &id, "groundline", "company/unit/y");
    });
    in_sync(&desk);
    let seen = foreign(&json(&desk, "plan --sandbox"));
    for line in [
        "unit Odd 0 (nobody, though it carries the ownership tag of scp.x, which it cannot be)",
        "unit Odd 2 (nobody, though it carries the ownership tag of unit.x[\"part\"], which it cannot be)",
        "scp odd 0 (nobody, though it carries the ownership tag of unit.x, which it cannot be)",
        "scp odd 1 (nobody, though it carries the ownership tag of rcp.x, which it cannot be)",
    ] {
        assert!(seen.iter().any(|one| one == line), "{line}: {seen:?}");
    }
    assert_eq!(seen.len(), 8, "{seen:?}");
    // Nor do they where nothing else of their kind may exist.
    let text = desk.read("baseline.toml");
    desk.write(
        "baseline.toml",
        &format!("{text}\n[ownership]\nexclusive = [\"scps\"]\n"),
    );
    in_sync(&desk);
}

#[test]
fn a_declared_thing_with_a_tag_of_another_kind_is_refused() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let (shop, production, stay) = (
            account(it, "aws+shop@example.com"),
            unit(it, "Workloads/Production"),
            policy(it, "stay"),
        );
        tag(it, &shop, "groundline", "company/unit/production");
        tag(it, &production, "groundline", "company/scp/stay");
        tag(it, &stay, "groundline", "company/unit/production");
    });
    let plan = json(&desk, "plan --sandbox");
    let refused = refusals(&plan);
    for (address, owned) in [
        ("account.shop", "unit.production"),
        ("scp.stay", "unit.production"),
        ("unit.production", "scp.stay"),
    ] {
        let said = format!("carries the ownership tag of {owned}, which it cannot be | find out who set the tag");
        let line = refused.iter().find(|line| line.starts_with(&format!("{address}: ")));
        assert!(line.is_some_and(|line| line.contains(&said)), "{address}: {refused:?}");
    }
    assert_eq!(titles(&plan), Vec::<String>::new());
}

#[test]
fn one_address_on_two_things_moves_and_deletes_nothing() {
    for (kind, value) in [
        ("unit", "company/unit/production"),
        ("unit", "company/unit/production/replaced"),
        ("unit", "company/unit/gone"),
        ("account", "company/account/shop"),
        ("scp", "company/scp/buckets"),
        ("scp", "company/scp/gone"),
    ] {
        let desk = applied_company();
        let ids: Vec<String> = by_hand(&desk, |it| {
            let root = it.root.id.clone();
            let made = |it: &mut groundline::sandbox::Organization, name: &str| match kind {
                "unit" => make_unit(it, &root, name),
                "account" => make_account(it, &root, &format!("{name}@example.org")),
                _ => make_scp(it, name, "s3:*"),
            };
            let ids = vec![made(it, "zig"), made(it, "zag")];
            for id in &ids {
                tag(it, id, "groundline", value);
            }
            ids
        });
        let plan = desk.types("plan --sandbox --format json").expect(Exit::Refused).json();
        assert_eq!(titles(&plan), Vec::<String>::new(), "{value}");
        let refused = refusals(&plan);
        assert!(
            refused.iter().any(|line| ids.iter().all(|id| line.contains(id))),
            "{value}: {refused:?}"
        );
    }
}
