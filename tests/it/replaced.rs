//! A unit that comes under another parent is replaced by a new one: what others put on it comes along, or the plan says what is lost.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use groundline::exit::Exit;
use groundline::sandbox::{Organization, Sandbox, State};

use crate::cli::Desk;
use crate::desks::{applied_company, edit};
use crate::hand::{by_hand, in_sync, json, organization, refusals, state, tag, unit, untag};
use crate::simulated::{Run, allow, apply, left, unfinished, virtually};
use crate::support::valid;

/// A desk whose unit `production` gets another parent, as does the unit below it, with tags of others on both.
fn replaced() -> Desk {
    let desk = applied_company();
    let text = desk.read("baseline.toml");
    desk.write(
        "baseline.toml",
        &format!("{text}\n[units.blue]\nname = \"Blue\"\nparent = \"production\"\n"),
    );
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    by_hand(&desk, |it| {
        let (production, blue) = (unit(it, "Workloads/Production"), unit(it, "Workloads/Production/Blue"));
        tag(it, &production, "billing", "77");
        tag(it, &production, "backup", "daily");
        tag(it, &blue, "colour", "blue");
    });
    in_sync(&desk);
    edit(&desk, "parent = \"workloads\"", "parent = \"security\"");
    desk
}

fn tags(it: &Organization, path: &str) -> BTreeMap<String, String> {
    let mut tags = it.tags[&unit(it, path)].tags.clone();
    tags.remove("groundline");
    tags
}

fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn production() -> BTreeMap<String, String> {
    pairs(&[("tier", "production"), ("billing", "77"), ("backup", "daily")])
}

#[test]
fn tags_of_others_come_along_with_a_unit_and_those_below_it() {
    let desk = replaced();
    let plan = json(&desk, "plan --sandbox --allow replace-unit");
    let changes = plan["changes"].as_array().unwrap();
    let made = changes
        .iter()
        .find(|change| change["address"] == "unit.production")
        .unwrap();
    assert_eq!(made["after"]["tags"]["billing"], "77", "{made}");
    let why = made["risk"]["why"].as_str().unwrap();
    assert!(
        why.contains("the tags of others come along: `backup`, `billing`"),
        "{why}"
    );
    assert!(why.contains("targets of StackSets") && !why.contains("lost"), "{why}");
    desk.types("apply --sandbox --yes --allow replace-unit")
        .expect(Exit::Done);
    let after = organization(&desk);
    assert_eq!(tags(&after, "Security/Production"), production());
    assert_eq!(tags(&after, "Security/Production/Blue"), pairs(&[("colour", "blue")]));
    in_sync(&desk);
}

#[test]
fn tags_that_are_lost_are_in_the_risk_by_name() {
    let desk = replaced();
    by_hand(&desk, |it| {
        let id = unit(it, "Workloads/Production");
        tag(it, &id, "aws:servicecatalog:portfolio", "p-1");
    });
    let said = refusals(&json(&desk, "plan --sandbox"));
    let of = |said: &[String]| {
        said.iter()
            .find(|line| line.starts_with("unit.production: "))
            .cloned()
            .unwrap()
    };
    assert!(
        of(&said).contains("come along: `backup`, `billing`; these tags are lost: `aws:servicecatalog:portfolio`"),
        "{said:?}"
    );
    desk.types("apply --sandbox --yes --allow replace-unit")
        .expect(Exit::Done);
    assert_eq!(tags(&organization(&desk), "Security/Production"), production());
    // Where nobody else may set tags they go anyway.
    let desk = replaced();
    let text = desk.read("baseline.toml");
    desk.write(
        "baseline.toml",
        &format!("{text}\n[ownership]\nexclusive = [\"tags\"]\n"),
    );
    let said = refusals(&json(&desk, "plan --sandbox"));
    assert!(
        of(&said).contains("these tags are lost: `backup`, `billing`"),
        "{said:?}"
    );
    desk.types("apply --sandbox --yes --allow replace-unit")
        .expect(Exit::Done);
    assert_eq!(
        tags(&organization(&desk), "Security/Production"),
        pairs(&[("tier", "production")])
    );
    in_sync(&desk);
}

#[test]
fn more_tags_than_a_unit_takes_are_refused() {
    let desk = replaced();
    by_hand(&desk, |it| {
        let id = unit(it, "Workloads/Production");
        untag(it, &id, "tier");
        for number in 0..47 {
            tag(it, &id, &format!("t{number}"), "x");
        }
    });
    let said = refusals(&json(&desk, "plan --sandbox --allow replace-unit"));
    assert!(
        said.iter().any(|line| line.contains(
            "would need 51 tags with those of others: AWS takes 50 | remove some of the old unit's tags first"
        )),
        "{said:?}"
    );
    desk.types("apply --sandbox --yes --allow replace-unit")
        .expect(Exit::Refused);
}

#[test]
fn tags_are_not_lost_wherever_the_series_is_cut() {
    let desk = replaced();
    let baseline = valid(&desk.path("baseline.toml"));
    let cuts: Arc<Mutex<Vec<State>>> = Arc::default();
    let start = state(&desk);
    virtually(async {
        let sandbox = Sandbox::from_state(start);
        let keep = Arc::clone(&cuts);
        sandbox.observe(Box::new(move |call, state| {
            if call.write {
                keep.lock().unwrap().push(state.clone());
            }
        }));
        let (plan, applied) = apply(&sandbox, &baseline, &allow(&["replace-unit"])).await.unwrap();
        assert_eq!((plan.refused.len(), unfinished(&applied)), (0, Vec::new()));
    });
    let cuts = std::mem::take(&mut *cuts.lock().unwrap());
    assert_eq!(cuts.len(), 7);
    for (number, mut cut) in cuts.into_iter().enumerate() {
        let it = cut.organization.as_mut().unwrap();
        // Somebody goes on tagging the old unit as long as it is there.
        let mut units = it.units.iter().filter(|(_, unit)| unit.name == "Production");
        let old = units.find(|(_, one)| it.units.get(&one.parent).is_some_and(|above| above.name == "Workloads"));
        let late = old.map(|(id, _)| id.clone());
        if let Some(id) = &late {
            tag(it, id, "late", "yes");
        }
        let end = virtually(async {
            let sandbox = Sandbox::from_state(cut);
            let run = Run::new(&sandbox, &allow(&["replace-unit"])).await;
            let (world, plan) = run.plan(&baseline).await.unwrap();
            assert_eq!(plan.refused, [], "cut {number}");
            let applied = run.apply(&world, &plan).await;
            assert_eq!(unfinished(&applied), Vec::<String>::new(), "cut {number}");
            let (_, again) = Run::new(&sandbox, &[]).await.plan(&baseline).await.unwrap();
            assert_eq!(left(&again), Vec::<String>::new(), "cut {number}");
            sandbox.state()
        });
        let end = end.organization.unwrap();
        let mut expected = production();
        if late.is_some() {
            expected.insert("late".to_owned(), "yes".to_owned());
        }
        assert_eq!(tags(&end, "Security/Production"), expected, "cut {number}");
        assert_eq!(
            tags(&end, "Security/Production/Blue"),
            pairs(&[("colour", "blue")]),
            "cut {number}"
        );
    }
}
