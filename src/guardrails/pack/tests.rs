//! What packing keeps, and how little it changes.

use std::collections::BTreeSet;

use proptest::prelude::*;

use std::sync::Arc;

use super::block::Guard;
use super::{Packing, Piece, Previous, Room, least, pack};
use crate::guardrails::evaluate::matching::covers;
use crate::guardrails::evaluate::{Attached, Chain, Context, Level, LevelKind, Prepared, Request, Setting, evaluate};
use crate::guardrails::policy::{Policy, Statement, Version};

const ROOM: Room = Room {
    characters: 700,
    policies: 6,
};

fn statements(text: &str) -> Vec<Statement> {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{text}]}}"#);
    Policy::parse(&text).unwrap().statements
}

fn piece(name: &str, text: &str) -> Piece {
    Piece {
        guardrail: name.to_owned(),
        statements: statements(text),
    }
}

fn deny(sid: &str, actions: &[&str], condition: &str) -> String {
    let actions = serde_json::to_string(actions).unwrap();
    format!(r#"{{"Sid":"{sid}","Effect":"Deny","Action":{actions},"Resource":"*"{condition}}}"#)
}

const EXEMPT: &str =
    r#","Condition":{"ArnNotLike":{"aws:PrincipalArn":["arn:*:iam::*:role/a","arn:*:iam::*:role/b"]}}"#;
const EXEMPT_TURNED: &str =
    r#","Condition":{"ArnNotLike":{"aws:PrincipalArn":["arn:*:iam::*:role/b","arn:*:iam::*:role/a"]}}"#;

fn previous(packing: &Packing) -> Vec<Previous> {
    let policies = packing.policies.iter();
    policies
        .map(|packed| Previous {
            number: packed.number,
            policy: Policy::parse(&packed.policy.to_json()).unwrap(),
        })
        .collect()
}

/// What statements deny: each action with everything that must hold besides. Those that a wider one covers are left out.
fn denied<'a>(statements: impl IntoIterator<Item = &'a Statement>) -> BTreeSet<(Guard, String)> {
    let mut denied = BTreeSet::new();
    for statement in statements {
        for action in statement.actions.texts() {
            denied.insert((Guard::of(statement), action.to_ascii_lowercase()));
        }
    }
    let all = denied.clone();
    denied.retain(|(guard, action)| {
        let wider = |(other, wide): &&(Guard, String)| other == guard && wide != action && covers(wide, action);
        !all.iter().any(|other| wider(&other))
    });
    denied
}

#[test]
fn statements_that_differ_in_their_actions_become_one() {
    let pieces = [
        piece("one", &deny("One", &["s3:A", "ec2:B"], EXEMPT)),
        piece("two", &deny("Two", &["ec2:*"], EXEMPT_TURNED)),
        piece("three", &deny("Three", &["ec2:*"], "")),
    ];
    let packing = pack(&pieces, ROOM, &[]).unwrap();
    assert_eq!(packing.policies.len(), 1);
    let packed = &packing.policies[0];
    let shown: Vec<(String, Vec<&str>)> = packed
        .policy
        .statements
        .iter()
        .map(|statement| (statement.name(0), statement.actions.texts().collect()))
        .collect();
    assert_eq!(
        shown,
        [
            ("One".to_owned(), vec!["s3:A", "ec2:*"]),
            ("Three".to_owned(), vec!["ec2:*"])
        ]
    );
    assert_eq!(packed.size, packed.policy.to_json().chars().count());
    let from: Vec<(&str, &str)> = packed.parts[0]
        .sources
        .iter()
        .map(|source| (source.guardrail.as_str(), source.statement.as_str()))
        .collect();
    assert_eq!(from, [("one", "One"), ("two", "Two")]);
}

#[test]
fn what_is_not_listed_is_never_merged() {
    let not = |sid: &str, action: &str| {
        format!(r#"{{"Sid":"{sid}","Effect":"Deny","NotAction":["{action}"],"Resource":"*"}}"#)
    };
    let pieces = [piece("one", &not("One", "s3:*")), piece("two", &not("Two", "ec2:*"))];
    let packing = pack(&pieces, ROOM, &[]).unwrap();
    assert_eq!(packing.policies[0].policy.statements.len(), 2);
}

#[test]
fn names_are_unique_in_a_policy() {
    let pieces = [
        piece("one", &deny("Same", &["s3:A"], EXEMPT)),
        piece("two", &deny("Same", &["s3:A"], "")),
        piece(
            "three",
            &deny("Same2", &["s3:B"], r#","Condition":{"Null":{"aws:userid":"true"}}"#),
        ),
    ];
    let packing = pack(&pieces, ROOM, &[]).unwrap();
    let names: BTreeSet<String> = packing.policies[0]
        .policy
        .statements
        .iter()
        .map(|one| one.name(0))
        .collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn a_large_list_of_actions_is_cut() {
    let actions: Vec<String> = (0..60).map(|number| format!("ec2:ActionNumber{number:02}")).collect();
    let actions: Vec<&str> = actions.iter().map(String::as_str).collect();
    let pieces = [piece("one", &deny("One", &actions, ""))];
    let packing = pack(&pieces, ROOM, &[]).unwrap();
    assert!(packing.policies.len() > 1);
    assert!(
        packing
            .policies
            .iter()
            .all(|packed| packed.size <= ROOM.characters && !packed.parts[0].elsewhere.contains(&packed.number))
    );
    let packed = packing.policies.iter().flat_map(|packed| &packed.policy.statements);
    assert_eq!(denied(packed), denied(&pieces[0].statements));
}

#[test]
fn what_does_not_fit_is_refused_with_numbers() {
    let wide = deny(
        "Wide",
        &["s3:A"],
        &format!(
            r#","Condition":{{"StringEquals":{{"aws:userid":"{}"}}}}"#,
            "x".repeat(400)
        ),
    );
    let other = wide.replace("aws:userid", "aws:username");
    let pieces = [piece("one", &format!("{wide},{other}"))];
    let room = Room { policies: 1, ..ROOM };
    let error = pack(&pieces, room, &[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the set has 1097 characters and needs 2 policies of 700, and there is room for 1"
    );
    let room = Room {
        characters: 300,
        policies: 3,
    };
    let error = pack(&pieces, room, &[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "statement `Wide` alone has more than the 300 characters of a policy"
    );
}

/// Statements of about 200 characters that cannot be merged.
fn apart(names: &[&str]) -> Vec<Piece> {
    let long = "x".repeat(90);
    let one = |name: &&str| {
        let condition = format!(r#","Condition":{{"StringEquals":{{"aws:userid":"{name}{long}"}}}}"#);
        piece(name, &deny(name, &["s3:A"], &condition))
    };
    names.iter().map(one).collect()
}

fn numbers(packing: &Packing) -> Vec<usize> {
    packing.policies.iter().map(|packed| packed.number).collect()
}

#[test]
fn policies_are_filled_evenly() {
    let packing = pack(&apart(&["A", "B", "C", "D"]), ROOM, &[]).unwrap();
    let held: Vec<usize> = packing
        .policies
        .iter()
        .map(|packed| packed.policy.statements.len())
        .collect();
    assert_eq!(held, [2, 2]);
}

#[test]
fn a_policy_that_others_can_take_over_goes() {
    let first = pack(&apart(&["A", "B", "C", "D"]), ROOM, &[]).unwrap();
    let less = pack(&apart(&["A", "B", "D"]), ROOM, &previous(&first)).unwrap();
    // The emptier one, so that the least moves.
    assert_eq!(numbers(&less), [2]);
    assert_eq!(pack(&apart(&["A", "B", "D"]), ROOM, &previous(&less)).unwrap(), less);
}

#[test]
fn a_gap_in_the_numbers_stays_until_it_is_needed() {
    let mut before = previous(&pack(&apart(&["A", "B", "C", "D"]), ROOM, &[]).unwrap());
    before[0].number = 3;
    let same = pack(&apart(&["A", "B", "C", "D"]), ROOM, &before).unwrap();
    assert_eq!(numbers(&same), [2, 3]);
    let more = pack(&apart(&["A", "B", "C", "D", "E", "F", "G"]), ROOM, &previous(&same)).unwrap();
    assert_eq!(numbers(&more), [1, 2, 3]);
}

#[test]
fn with_less_room_it_is_packed_tighter() {
    let loose: Vec<Previous> = [(1, ["A", "B"]), (2, ["C", "D"]), (3, ["E", "F"])]
        .map(|(number, names)| Previous {
            number,
            policy: pack(&apart(&names), ROOM, &[]).unwrap().policies[0].policy.clone(),
        })
        .to_vec();
    let pieces = apart(&["A", "B", "C", "D", "E", "F"]);
    assert_eq!(least(&pieces, ROOM.characters), 2);
    let room = Room { policies: 2, ..ROOM };
    let tight = pack(&pieces, room, &loose).unwrap();
    assert_eq!(numbers(&tight), [1, 2]);
    assert!(pack(&pieces, Room { policies: 1, ..ROOM }, &loose).is_err());
}

fn condition() -> impl Strategy<Value = String> {
    let many = (1_usize..12, 0_usize..3).prop_map(|(length, key)| {
        let key = ["aws:userid", "aws:PrincipalArn", "aws:PrincipalAccount"][key];
        format!(
            r#","Condition":{{"StringNotEquals":{{"{key}":"{}"}}}}"#,
            "x".repeat(length * 9)
        )
    });
    prop_oneof![
        Just(String::new()),
        Just(EXEMPT.to_owned()),
        Just(EXEMPT_TURNED.to_owned()),
        many
    ]
}

fn actions() -> impl Strategy<Value = Vec<String>> {
    let action = prop_oneof![
        "(s3|ec2):(Get|Put|Run)[A-C]{1,3}",
        "(s3|ec2):(Get|Put)?\\*",
        "(s3|EC2):[A-C?]{1,4}"
    ];
    proptest::collection::vec(action, 1..9)
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let statement = (actions(), condition(), any::<bool>(), 0_usize..9).prop_map(|(actions, condition, not, sid)| {
        let actions: Vec<&str> = actions.iter().map(String::as_str).collect();
        let text = deny(&format!("Sid{sid}"), &actions, &condition);
        if not {
            text.replace("\"Action\"", "\"NotAction\"")
        } else {
            text
        }
    });
    let one = proptest::collection::vec(statement, 1..4);
    proptest::collection::vec(one, 1..5).prop_map(|texts| {
        let named = texts.iter().enumerate();
        named
            .map(|(number, texts)| piece(&format!("g{number}"), &texts.join(",")))
            .collect()
    })
}

/// A root with these policies beside the one that allows everything.
fn chain(policies: impl Iterator<Item = Policy>) -> Chain {
    let full = statements(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#);
    let full = Policy {
        version: Version::V2012,
        statements: full,
    };
    let attach = |policy| Attached {
        name: String::new(),
        policy: Arc::new(Prepared::new(&policy)),
    };
    Chain {
        scps: vec![Level {
            kind: LevelKind::Root,
            id: "r-1".to_owned(),
            policies: std::iter::once(full).chain(policies).map(attach).collect(),
        }],
        rcps: Vec::new(),
    }
}

/// Requests that many of the statements match.
fn request() -> impl Strategy<Value = Request> {
    let action = "(s3|ec2):(Get|Put|Run)?[A-C]{1,4}";
    let arn = prop_oneof![Just("a"), Just("b"), Just("c")];
    let value = prop_oneof![
        Just(None),
        (1_usize..12).prop_map(|length| Some("x".repeat(length * 9)))
    ];
    (action, arn, value, 0_usize..2).prop_map(|(action, role, value, key)| {
        let principal = format!("arn:aws:iam::111111111111:role/{role}");
        let mut context = Context::complete().with("aws:PrincipalArn", principal.as_str());
        if let Some(value) = value {
            context.set(["aws:userid", "aws:PrincipalAccount"][key], value);
        }
        Request::new(&principal, &action, "*", context)
    })
}

proptest! {
    #[test]
    fn the_same_is_denied(pieces in pieces(), before in pieces()) {
        let previous = pack(&before, ROOM, &[]).map(|packing| previous(&packing)).unwrap_or_default();
        let Ok(packing) = pack(&pieces, ROOM, &previous) else { return Ok(()) };
        prop_assert!(packing.policies.len() <= ROOM.policies);
        for packed in &packing.policies {
            prop_assert!(packed.size <= ROOM.characters);
            prop_assert_eq!(packed.size, packed.policy.to_json().chars().count());
        }
        let before = denied(pieces.iter().flat_map(|piece| &piece.statements));
        let after = denied(packing.policies.iter().flat_map(|packed| &packed.policy.statements));
        prop_assert_eq!(before, after);
    }

    #[test]
    fn every_request_is_decided_alike(pieces in pieces(), request in request()) {
        let Ok(packing) = pack(&pieces, ROOM, &[]) else { return Ok(()) };
        let apart = pieces.iter().map(|piece| Policy { version: Version::V2012, statements: piece.statements.clone() });
        let together = packing.policies.iter().map(|packed| packed.policy.clone());
        let setting = Setting::default();
        let (apart, together) = (chain(apart), chain(together));
        let (apart, together) = (evaluate(&request, &apart, &setting), evaluate(&request, &together, &setting));
        prop_assert_eq!((apart.verdict, apart.kind), (together.verdict, together.kind));
    }

    #[test]
    fn packing_again_changes_nothing(pieces in pieces(), before in pieces()) {
        let older = pack(&before, ROOM, &[]).map(|packing| previous(&packing)).unwrap_or_default();
        let Ok(first) = pack(&pieces, ROOM, &older) else { return Ok(()) };
        let second = pack(&pieces, ROOM, &previous(&first)).unwrap();
        prop_assert_eq!(
            first.policies.iter().map(|packed| (packed.number, packed.policy.to_json())).collect::<Vec<_>>(),
            second.policies.iter().map(|packed| (packed.number, packed.policy.to_json())).collect::<Vec<_>>()
        );
    }

    #[test]
    fn one_more_action_changes_one_policy(pieces in pieces(), at in any::<prop::sample::Index>()) {
        let room = Room { characters: 1_500, policies: 6 };
        let Ok(first) = pack(&pieces, room, &[]) else { return Ok(()) };
        let mut edited = pieces.clone();
        let piece = at.get(&pieces);
        let number = pieces.iter().position(|other| other.guardrail == piece.guardrail).unwrap();
        let more = &mut edited[number].statements[0].actions.patterns;
        let mut action = more[0].clone();
        action.text = "sqs:New".to_owned();
        more.push(action);
        let Ok(second) = pack(&edited, room, &previous(&first)) else { return Ok(()) };
        let changed = first.policies.iter().filter(|packed| !second.policies.contains(packed)).count();
        // Where the policy was full, something moves to another.
        let is_full = first.policies.iter().any(|packed| packed.size + 20 > room.characters);
        prop_assert!(changed <= if is_full { 2 } else { 1 }, "{changed} changed");
    }
}
