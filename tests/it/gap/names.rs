//! Names that change hands: one gives its name up before another gets it, and whoever cannot wait steps aside.

use std::collections::{BTreeMap, BTreeSet};

use groundline::engine::plan::Plan;
use groundline::sandbox::{Organization, State};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use super::bench::{NO_GAP, Ran, applied, converged, left_of, no_gap, run, titles};
use super::sketch::Sketch;
use super::watch::Watch;

/// What begins so is a name for the moment.
const TEMPORARY: &str = "groundline-temporary-";
/// Writes that may be made.
const WRITES: &[&str] = &[
    "AttachPolicy",
    "CreateOrganizationalUnit",
    "CreatePolicy",
    "DeleteOrganizationalUnit",
    "DeletePolicy",
    "DetachPolicy",
    "MoveAccount",
    "TagResource",
    "UntagResource",
    "UpdateOrganizationalUnit",
    "UpdatePolicy",
];

fn organization(state: &State) -> &Organization {
    state.organization.as_ref().unwrap()
}

/// Names of units and policies by what their ownership tags say they are.
fn names(state: &State) -> BTreeMap<String, String> {
    let organization = organization(state);
    let units = organization.units.iter().map(|(id, unit)| (id, &unit.name));
    let policies = organization.policies.iter().map(|(id, policy)| (id, &policy.name));
    let owned = units.chain(policies).filter_map(|(id, name)| {
        let tags = &organization.tags.get(id)?.tags;
        Some((
            tags.get("groundline")?.trim_start_matches("gap/").to_owned(),
            name.clone(),
        ))
    });
    owned.collect()
}

/// How many changes give a temporary name.
fn aside(plan: &Plan) -> usize {
    let after = plan
        .changes
        .iter()
        .filter_map(|change| change.after.as_ref()?["name"].as_str());
    after.filter(|name| name.starts_with(TEMPORARY)).count()
}

/// Exactly the writes of the plan were sent.
fn as_planned(ran: &Ran) -> Result<(), String> {
    for write in WRITES {
        let operation = format!("organizations:{write}");
        let calls = ran.plan.changes.iter().flat_map(|change| &change.calls);
        let planned: u64 = calls
            .filter(|call| call.operation == operation)
            .map(|call| u64::from(call.count))
            .sum();
        let sent = ran.calls.get(&operation).copied().unwrap_or_default();
        if planned != sent {
            return Err(format!(
                "{write}: {planned} planned, {sent} sent\n{}",
                titles(&ran.plan)
            ));
        }
    }
    Ok(())
}

/// Goes there without a gap, with so many steps aside, and whatever fails on the way; the same objects then have these names.
#[track_caller]
fn hands(before: &Sketch, after: &Sketch, steps: usize, expected: &[(&str, &str)]) -> Ran {
    let before = applied(before);
    let ran = no_gap(&before, after);
    as_planned(&ran).unwrap();
    assert_eq!(aside(&ran.plan), steps, "{}", titles(&ran.plan));
    let names = names(&ran.state);
    for (owner, name) in expected {
        assert_eq!(names.get(*owner).map(String::as_str), Some(*name), "{names:?}");
    }
    assert!(names.values().all(|name| !name.starts_with(TEMPORARY)), "{names:?}");
    ran
}

fn units(names: &[(&str, &str)]) -> Sketch {
    let sketch = Sketch::default().unit("top", "root");
    names.iter().fold(sketch, |sketch, (key, name)| {
        sketch.unit_named(key, name, "top").account(&format!("in-{key}"), key)
    })
}

fn policies(names: &[(&str, &str)]) -> Sketch {
    let sketch = Sketch::default().unit("top", "root").account("one", "top");
    names.iter().fold(sketch, |sketch, (key, name)| {
        sketch.named("scps", key, name, &key.to_uppercase(), "top root")
    })
}

#[test]
fn one_gets_a_name_as_another_gives_it_up() {
    hands(
        &units(&[("one", "Sandbox"), ("two", "Dev")]),
        &units(&[("one", "Dev"), ("two", "Test")]),
        0,
        &[("unit/one", "Dev"), ("unit/two", "Test")],
    );
    hands(
        &policies(&[("one", "Sandbox"), ("two", "Dev")]),
        &policies(&[("one", "Dev"), ("two", "Test")]),
        0,
        &[("scp/one", "Dev"), ("scp/two", "Test")],
    );
}

#[test]
fn two_swap_and_three_go_round_by_way_of_one_temporary_name() {
    for kind in ["unit", "scp"] {
        let of = |names: &[(&str, &str)]| if kind == "unit" { units(names) } else { policies(names) };
        let is = |key: &str| format!("{kind}/{key}");
        let (a, b, c) = (is("a"), is("b"), is("c"));
        let swapped = of(&[("a", "B"), ("b", "A")]);
        hands(&of(&[("a", "A"), ("b", "B")]), &swapped, 1, &[(&a, "B"), (&b, "A")]);
        let before = of(&[("a", "A"), ("b", "B"), ("c", "C"), ("d", "D"), ("e", "E")]);
        let after = of(&[("a", "B"), ("b", "C"), ("c", "A"), ("d", "E"), ("e", "D")]);
        hands(&before, &after, 2, &[(&a, "B"), (&b, "C"), (&c, "A")]);
    }
}

#[test]
fn a_new_one_gets_the_name_that_another_gives_up() {
    hands(
        &units(&[("one", "Dev")]),
        &units(&[("one", "Old dev"), ("new", "Dev")]),
        0,
        &[("unit/one", "Old dev"), ("unit/new", "Dev")],
    );
    hands(
        &policies(&[("one", "Dev")]),
        &policies(&[("one", "Old dev"), ("new", "Dev")]),
        0,
        &[("scp/one", "Old dev"), ("scp/new", "Dev")],
    );
}

#[test]
fn one_gets_the_name_of_an_empty_unit_that_leaves() {
    let tree = |leaves: bool| {
        let tree = Sketch::default().unit("top", "root").account("one", "top");
        match leaves {
            true => tree.unit_named("stays", "Dev", "top"),
            false => tree.unit_named("stays", "Test", "top").unit_named("goes", "Dev", "top"),
        }
    };
    let ran = hands(&tree(false), &tree(true), 0, &[("unit/stays", "Dev")]);
    let order: Vec<String> = ran.plan.changes.iter().map(|change| change.title()).collect();
    assert_eq!(order, ["delete unit.goes", "update unit.stays"]);
}

#[test]
fn one_gets_the_name_of_a_unit_that_leaves_while_its_accounts_come() {
    let tree = |leaves: bool, key: &str| {
        let tree = Sketch::default().unit("top", "root").scp("guard", "G", "top");
        match leaves {
            true => tree
                .unit_named(key, "Dev", "top")
                .account("one", key)
                .scp("own", "O", key),
            false => tree
                .unit_named("goes", "Dev", "top")
                .unit_named("stays", "Test", "top")
                .account("one", "goes")
                .scp("own", "O", "goes"),
        }
    };
    hands(&tree(false, ""), &tree(true, "stays"), 1, &[("unit/stays", "Dev")]);
    let ran = hands(&tree(false, ""), &tree(true, "new"), 1, &[("unit/new", "Dev")]);
    let mut changes = ran.plan.changes.iter();
    let made = changes.find(|change| change.title() == "create unit.new").unwrap();
    assert!(
        made.reason.contains(
            "it gets the name of unit.goes (if unit.goes is the same under its old key, say so with `[[moved]]`)"
        ),
        "{}",
        made.reason
    );
}

#[test]
fn one_gets_the_name_of_a_policy_that_leaves() {
    let before = policies(&[("goes", "Guard"), ("stays", "Other")]);
    let after = policies(&[("stays", "Guard")]).scp("stays-too", "GOES", "root");
    let after = after.named("scps", "stays", "Guard", "STAYS GOES", "top root");
    hands(&before, &after, 1, &[("scp/stays", "Guard")]);
    hands(
        &policies(&[("goes", "Guard")]),
        &policies(&[]).named("scps", "new", "Guard", "GOES", "top root"),
        1,
        &[("scp/new", "Guard")],
    );
}

#[test]
fn one_gets_the_name_of_a_unit_that_is_replaced() {
    let tree = |parent: &str, name: &str| {
        Sketch::default()
            .unit("top", "root")
            .unit("other", "root")
            .unit_named("wanders", "Dev", parent)
            .unit_named("stays", name, "top")
            .account("one", "wanders")
            .account("two", "stays")
            .scp("w", "W", "wanders")
    };
    hands(
        &tree("top", "Test"),
        &tree("other", "Dev"),
        1,
        &[("unit/wanders", "Dev"), ("unit/stays", "Dev")],
    );
}

#[test]
fn names_and_texts_are_swapped_without_a_gap() {
    let of = |one: (&str, &str), other: (&str, &str)| {
        let tree = Sketch::default().unit("top", "root").account("a", "top");
        let tree = tree.named("scps", "one", one.0, one.1, "root");
        tree.named("scps", "other", other.0, other.1, "top")
    };
    hands(
        &of(("A", "S One"), ("B", "Two")),
        &of(("B", "One"), ("A", "Two S")),
        1,
        &[("scp/one", "B"), ("scp/other", "A")],
    );
    // No two of these fit into one policy, so that texts have to wait for each other and names must not.
    let before = applied(&of(("A", "Big1 S"), ("B", "Big2")));
    let baseline = of(("B", "Big1"), ("A", "Big2 S")).baseline();
    let watch = Watch::default();
    let ran = run(&before, &baseline, NO_GAP, &watch, None);
    assert_eq!(left_of(&ran), Vec::<String>::new(), "{}", titles(&ran.plan));
    assert_eq!(watch.missing(), BTreeSet::new(), "{}", titles(&ran.plan));
    as_planned(&ran).unwrap();
    converged(&ran.state, &baseline);
}

#[test]
fn a_name_that_cannot_be_given_up_is_left_out_by_name() {
    let before = units(&[("one", "Test"), ("goes", "Dev")]);
    let before = super::bench::by_hand(applied(&before), |it| {
        // What nobody declares holds the unit that leaves.
        let found = it
            .accounts
            .values_mut()
            .find(|account| account.email.contains("in-goes"));
        let parent = found.map(|account| account.parent.clone()).unwrap();
        let mut lodger = it.accounts.values().next().unwrap().clone();
        (lodger.email, lodger.parent) = ("aws+lodger@example.com".to_owned(), parent);
        it.accounts.insert("999999999999".to_owned(), lodger);
    });
    let after = units(&[("one", "Dev")]).account("in-goes", "one").baseline();
    let ran = run(&before, &after, NO_GAP, &Watch::default(), None);
    let why: Vec<&str> = ran.plan.left_out.iter().map(|left| left.why.as_str()).collect();
    assert!(
        why.iter()
            .any(|why| why.starts_with("its name `Dev` is still that of unit.goes (ou-")),
        "{why:?}"
    );
    assert_eq!(left_of(&ran), Vec::<String>::new());
    assert_eq!(names(&ran.state)["unit/one"], "Test");
}

/// Who is there before and after, and who has which name: everybody's is its number before.
#[derive(Debug, Clone)]
struct Hands {
    before: Vec<bool>,
    after: Vec<bool>,
    names: Vec<usize>,
    /// Where each account is afterwards, among the units that are there.
    accounts: Vec<usize>,
}

const MANY: usize = 6;

fn any_hands() -> impl Strategy<Value = Hands> {
    let there = || prop::collection::vec(prop::bool::weighted(0.75), MANY);
    let names = Just((0..MANY).collect::<Vec<usize>>()).prop_shuffle();
    let accounts = prop::collection::vec(0..MANY, MANY);
    (there(), there(), names, accounts).prop_map(|(before, after, names, accounts)| Hands {
        before,
        after,
        names,
        accounts,
    })
}

impl Hands {
    fn sketch(&self, is_after: bool) -> Sketch {
        let there = if is_after { &self.after } else { &self.before };
        let present: Vec<usize> = (0..MANY).filter(|at| there[*at]).collect();
        let mut sketch = Sketch::default().unit("top", "root").scp("always", "Always", "root");
        for at in &present {
            let name = if is_after { self.names[*at] } else { *at };
            sketch = sketch.unit_named(&format!("u{at}"), &format!("N{name}"), "top");
            let (key, place) = (format!("p{at}"), format!("u{at}"));
            sketch = sketch.named("scps", &key, &format!("N{name}"), &format!("S{} All", at % 3), &place);
        }
        for account in 0..MANY {
            let place = if is_after { self.accounts[account] } else { account };
            let unit = match present.len() {
                0 => "top".to_owned(),
                many => format!("u{}", present[place % many]),
            };
            sketch = sketch.account(&format!("a{account}"), &unit);
        }
        sketch
    }
}

fn holds(hands: &Hands) -> Result<(), TestCaseError> {
    let before = applied(&hands.sketch(false));
    let baseline = hands.sketch(true).baseline();
    let watch = Watch::default();
    let ran = run(&before, &baseline, NO_GAP, &watch, None);
    let shown = titles(&ran.plan);
    prop_assert_eq!(left_of(&ran), Vec::<String>::new(), "{}", shown);
    prop_assert_eq!(watch.missing(), BTreeSet::new(), "{}", shown);
    prop_assert_eq!(as_planned(&ran), Ok(()));
    converged(&ran.state, &baseline);
    for (owner, name) in names(&ran.state) {
        if let Some(at) = owner.strip_prefix("unit/u").or_else(|| owner.strip_prefix("scp/p")) {
            let at: usize = at.parse().unwrap();
            prop_assert_eq!(name, format!("N{}", hands.names[at]), "{}", shown);
        }
    }
    Ok(())
}

#[test]
fn any_names_go_to_anybody() {
    let config = Config {
        cases: 24,
        failure_persistence: None,
        max_shrink_iters: 100,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    if let Err(error) = runner.run(&any_hands(), |hands| holds(&hands)) {
        panic!("{error}");
    }
}

#[test]
fn what_cannot_be_tied_leads_to_no_other_change() {
    let tree = |name: &str| {
        let tree = Sketch::default()
            .unit_named("above", name, "root")
            .unit("below", "above");
        let tree = tree.account("one", "below").scp("guard", "G", "above below");
        tree.scp("other", "O", "root")
    };
    let before = super::bench::by_hand(applied(&tree("Above")), |it| {
        // Somebody else's unit has the name that this one is to get.
        let mut taken = it.units.values().find(|unit| unit.name == "Above").unwrap().clone();
        taken.name = "Wanted".to_owned();
        it.units.insert("ou-a1b2-theirs00".to_owned(), taken);
    });
    let ran = run(&before, &tree("Wanted").baseline(), NO_GAP, &Watch::default(), None);
    assert_eq!(ran.plan.refused.len(), 1, "{:?}", ran.plan.refused);
    assert!(
        ran.plan.refused[0].why.contains("but ou-a1b2-theirs00 has its name"),
        "{:?}",
        ran.plan.refused
    );
    assert_eq!(titles(&ran.plan), "");
}

#[test]
fn a_temporary_name_is_one_that_nothing_has() {
    let before = super::bench::by_hand(applied(&units(&[("a", "A"), ("b", "B")])), |it| {
        let mut other = it.units.values().find(|unit| unit.name == "A").unwrap().clone();
        other.name = format!("{TEMPORARY}unit-a");
        it.units.insert("ou-a1b2-theirs00".to_owned(), other);
    });
    let ran = no_gap(&before, &units(&[("a", "B"), ("b", "A")]));
    let mut after = ran.plan.changes.iter().filter_map(|change| change.after.as_ref());
    let name = format!("{TEMPORARY}unit-a-2");
    assert!(
        after.any(|after| after["name"] == name.as_str()),
        "{}",
        titles(&ran.plan)
    );
}
