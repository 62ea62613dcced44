//! What a merge has to tell: where each value comes from, what conflicts, and what has no effect.

use super::super::{Allowed, Effective, Operator, Reason, Source};
use super::support::{json, merged};

const EC2: &str = "DECLARATIVE_POLICY_EC2";

fn reasons(effective: &Effective) -> Vec<Reason> {
    effective.notes.iter().map(|note| note.reason.clone()).collect()
}

fn source(layer: usize, policy: usize) -> Source {
    Source { layer, policy }
}

#[test]
fn every_value_tells_its_policy() {
    let root = r#"{"a":{"list":{"@@assign":["x","y"]},"one":{"@@assign":1}}}"#;
    let unit = r#"{"a":{"list":{"@@append":["z","x"]}}}"#;
    let account = r#"{"a":{"one":{"@@assign":2},"list":{"@@remove":["y"]}}}"#;
    let effective = merged(EC2, &[&[root], &["{}", unit], &[account]]);
    let given: Vec<(String, String, Source)> = effective
        .settings
        .iter()
        .flat_map(|setting| {
            setting
                .given
                .items()
                .iter()
                .map(|item| (setting.path.join("."), item.value.to_string(), item.spot.source))
        })
        .collect();
    let expected = [
        ("a.list", "\"x\"", source(0, 0)),
        ("a.list", "\"z\"", source(1, 1)),
        ("a.one", "2", source(2, 0)),
    ];
    let expected = expected.map(|(path, value, source)| (path.to_owned(), value.to_owned(), source));
    assert_eq!(given, expected);
    assert_eq!(effective.notes, []);
}

#[test]
fn who_limits_a_setting_is_kept_from_the_top() {
    let root = r#"{"a":{"@@operators_allowed_for_child_policies":["@@append","@@assign"],"b":{"@@assign":["x"]}}}"#;
    let unit = r#"{"a":{"b":{"@@operators_allowed_for_child_policies":["@@append"]}}}"#;
    let effective = merged(EC2, &[&[root], &[unit], &[r#"{"a":{"b":{"@@assign":["y"]}}}"#]]);
    let setting = &effective.settings[0];
    assert_eq!(setting.limited_by, [source(0, 0), source(1, 0)]);
    assert_eq!(setting.allowed.to_string(), "@@append");
    assert_eq!(setting.given.value(), json(r#"["x"]"#));
    assert_eq!(effective.notes[0].other.unwrap().source, source(1, 0));
}

#[test]
fn nothing_below_loosens_what_is_forbidden() {
    let root = r#"{"a":{"b":{"@@assign":"x","@@operators_allowed_for_child_policies":["@@none"]}}}"#;
    let unit = r#"{"a":{"b":{"@@operators_allowed_for_child_policies":["@@all"]}}}"#;
    let account = r#"{"a":{"b":{"@@assign":"y"}}}"#;
    let effective = merged(EC2, &[&[root], &[unit], &[account]]);
    assert_eq!(effective.document()["a"]["b"], "x");
    assert_eq!(
        reasons(&effective),
        [Reason::Loosened(Allowed::ALL), Reason::Forbidden(Operator::Assign)]
    );
}

#[test]
fn what_two_controls_leave_together_is_what_is_left() {
    let root = r#"{"a":{"@@operators_allowed_for_child_policies":["@@append"],"b":{"@@operators_allowed_for_child_policies":["@@assign"]}}}"#;
    let unit = r#"{"a":{"b":{"@@assign":["x"]},"c":{"@@assign":["x"]}}}"#;
    let effective = merged(EC2, &[&[root], &[unit]]);
    assert_eq!(*effective.document(), json(r#"{"a":{"c":["x"]}}"#));
    assert_eq!(reasons(&effective), [Reason::Forbidden(Operator::Assign)]);
}

#[test]
fn a_control_does_not_bind_its_own_place() {
    let locks = r#"{"a":{"b":{"@@operators_allowed_for_child_policies":["@@none"]}}}"#;
    let sets = r#"{"a":{"b":{"@@assign":"x"}}}"#;
    for node in [[locks, sets], [sets, locks]] {
        let effective = merged(EC2, &[&node, &[r#"{"a":{"b":{"@@assign":"y"}}}"#]]);
        assert_eq!(effective.document()["a"]["b"], "x");
    }
}

#[test]
fn equal_assignments_at_one_place_are_no_conflict() {
    let one = r#"{"a":{"b":{"@@assign":["x","y"]}}}"#;
    let other = r#"{"a":{"b":{"@@assign":["y","x"]}}}"#;
    assert_eq!(reasons(&merged(EC2, &[&[one, other]])), []);
    let single = r#"{"a":{"b":{"@@assign":"x"}}}"#;
    assert_eq!(reasons(&merged(EC2, &[&[one, single]])), [Reason::Conflict]);
    // At different places the lower one simply overwrites.
    assert_eq!(reasons(&merged(EC2, &[&[one], &[single]])), []);
}

#[test]
fn the_outcome_at_one_place_depends_on_order_only_between_assignments() {
    let assigns = r#"{"a":{"b":{"@@assign":["x"]}}}"#;
    let appends = r#"{"a":{"b":{"@@append":["y"]}}}"#;
    let removes = r#"{"a":{"b":{"@@remove":["y"]}}}"#;
    let orders = [
        [assigns, appends, removes],
        [removes, appends, assigns],
        [appends, assigns, removes],
    ];
    for order in orders {
        let effective = merged(EC2, &[&order]);
        assert_eq!(effective.document()["a"]["b"], json(r#"["x","y"]"#));
        assert!(reasons(&effective).iter().all(|reason| *reason == Reason::Undecided));
        assert_eq!(effective.notes.len(), 2, "{order:?}");
    }
}

#[test]
fn a_single_value_takes_nothing_in() {
    let root = r#"{"a":{"b":{"@@assign":"x"}}}"#;
    let unit = r#"{"a":{"b":{"@@append":["y"],"@@remove":["x"]}}}"#;
    let effective = merged(EC2, &[&[root], &[unit]]);
    assert_eq!(effective.document()["a"]["b"], "x");
    let expected = [Reason::NotAList(Operator::Remove), Reason::NotAList(Operator::Append)];
    assert_eq!(reasons(&effective), expected);
}

#[test]
fn a_setting_wins_over_a_map() {
    let root = r#"{"a":{"b":{"@@assign":"x"}}}"#;
    let unit = r#"{"a":{"b":{"c":{"@@assign":"y"}}}}"#;
    let effective = merged(EC2, &[&[root], &[unit]]);
    assert_eq!(*effective.document(), json(r#"{"a":{"b":"x"}}"#));
    assert_eq!(reasons(&effective), [Reason::Clash]);
}

#[test]
fn case_matters_but_in_the_keys_of_tag_policies() {
    let upper = r#"{"tags":{"CostCenter":{"tag_key":{"@@assign":"CostCenter"}}}}"#;
    let lower = r#"{"tags":{"costcenter":{"tag_value":{"@@assign":["1"]}}}}"#;
    let effective = merged("TAG_POLICY", &[&[upper], &[lower]]);
    let expected = r#"{"tags":{"CostCenter":{"tag_key":"CostCenter","tag_value":["1"]}}}"#;
    assert_eq!(*effective.document(), json(expected));
    assert_eq!(reasons(&effective), [Reason::Spelling("costcenter".to_owned())]);
    let out = r#"{"services":{"Default":{"opt_out_policy":{"@@assign":"optOut"}},"default":{"opt_out_policy":{"@@assign":"optIn"}}}}"#;
    let effective = merged("AISERVICES_OPT_OUT_POLICY", &[&[out]]);
    assert_eq!(effective.settings.len(), 2);
}

#[test]
fn notes_read_well_and_show_no_control_characters() {
    let one = "{\"a\":{\"b\u{202e}\":{\"@@assign\":1}}}";
    let other = "{\"a\":{\"b\u{202e}\":{\"@@assign\":2}}}";
    let effective = merged(EC2, &[&[one, other]]);
    let message = effective.notes[0].message(|source| format!("policy `p{}`", source.policy));
    assert_eq!(
        message,
        "policy `p0` and policy `p1` assign `a.b\\u{202e}` differently: AWS takes the one attached first, and does not tell which that is"
    );
}

#[test]
fn what_is_no_policy_says_nothing() {
    for text in [
        "{}",
        r#"{"a":1,"b":[{"@@assign":1}],"c":{"@@sign":1}}"#,
        r#"{"a":{"b":{"@@remove":["x"]}}}"#,
        r#"{"a":{"@@operators_allowed_for_child_policies":7}}"#,
    ] {
        let effective = merged(EC2, &[&[text]]);
        assert_eq!(*effective.document(), json("{}"), "{text}");
        assert_eq!(effective.notes, [], "{text}");
    }
}
