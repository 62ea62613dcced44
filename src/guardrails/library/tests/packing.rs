//! How much room the library takes.

use super::super::{Argument, Arguments, Guardrail, PolicyKind, Surroundings, all};
use super::support::surroundings;
use crate::facts::policy_types::{SCP, policy_type};
use crate::guardrails::pack::{Packing, Piece, Room, pack};
use crate::guardrails::policy::Policy;

/// Not for the root: they stop what some accounts do for a living, or all work.
const ELSEWHERE: &[&str] = &["approved-services", "isolated-network", "quarantine", "spend-freeze"];

/// Three patterns of exempt roles.
fn exempt() -> Surroundings {
    let mut surroundings = surroundings();
    let people = "aws-reserved/sso.amazonaws.com*/AWSReservedSSO_OrgAdmin_*";
    surroundings.exempt.push(people.to_owned());
    surroundings
}

fn piece(guardrail: &Guardrail) -> Piece {
    let mut with = Arguments::new();
    for (name, items) in [
        ("tag-keys", &["owner", "cost-center"][..]),
        (
            "services",
            &["ec2", "s3", "lambda", "dynamodb", "rds", "sqs", "sns", "events"],
        ),
    ] {
        if guardrail.parameter(name).is_some() {
            with.insert(name.to_owned(), Argument::texts(items.iter().copied()));
        }
    }
    Piece {
        guardrail: guardrail.name.clone(),
        statements: Policy::parse(&guardrail.compile(&with, &exempt()).unwrap())
            .unwrap()
            .statements,
    }
}

fn packed(wanted: impl Fn(&Guardrail) -> bool, policies: usize) -> Packing {
    let scps = all().iter().filter(|one| one.kind == PolicyKind::Scp && wanted(one));
    let pieces: Vec<Piece> = scps.map(piece).collect();
    let room = Room {
        characters: policy_type(SCP).max_size,
        policies,
    };
    pack(&pieces, room, &[]).unwrap_or_else(|overfull| panic!("{overfull}"))
}

#[test]
fn the_root_set_fits_two_policies_and_every_scp_three() {
    let root = packed(|one| !ELSEWHERE.contains(&one.name.as_str()), 2);
    let sizes: Vec<usize> = root.policies.iter().map(|policy| policy.size).collect();
    assert!(sizes.iter().sum::<usize>() > 15_000, "{sizes:?}");
    assert!(packed(|_| true, 3).policies.len() <= 3);
}
