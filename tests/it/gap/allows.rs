//! Lists of what is allowed, in place of AWS's policy that allows everything.

use groundline::sandbox::{Organization, State};

use super::bench::{applied, by_hand, no_gap};
use super::sketch::Sketch;

fn tree(unit: &str) -> Sketch {
    let tree = Sketch::default().unit("upper", "root").unit("lower", "upper");
    tree.account("one", unit).account("two", "upper")
}

/// Takes AWS's policy off wherever one of ours allows something.
fn alone(state: State) -> State {
    by_hand(state, |organization: &mut Organization| {
        let allowing = |id: &&String| {
            let policy = organization.policies.get(*id);
            policy.is_some_and(|policy| !policy.aws_managed && policy.content.contains("\"Allow\""))
        };
        let places: Vec<String> = organization
            .attachments
            .iter()
            .filter(|(id, _)| allowing(id))
            .flat_map(|(_, targets)| targets.iter().cloned())
            .collect();
        let aws = organization.attachments.get_mut("p-FullAWSAccess").unwrap();
        aws.retain(|target| !places.contains(target));
    })
}

#[test]
fn one_list_takes_the_place_of_another() {
    let before = alone(applied(&tree("lower").scp(
        "m",
        "AllowSome D",
        "upper lower account:one",
    )));
    no_gap(
        &before,
        &tree("lower").scp("a", "AllowAll D", "upper lower account:one"),
    );
    no_gap(
        &before,
        &tree("lower")
            .scp("z", "AllowAll", "upper lower account:one")
            .scp("y", "D", "root"),
    );
}

#[test]
fn a_list_and_a_denial_change_their_policies() {
    let before = alone(applied(
        &tree("lower").scp("a", "AllowSome", "upper").scp("b", "D", "upper"),
    ));
    no_gap(
        &before,
        &tree("lower").scp("a", "D", "upper").scp("b", "AllowSome", "upper"),
    );
    let before = alone(applied(
        &tree("lower").scp("b", "AllowSome", "upper").scp("a", "D", "upper"),
    ));
    no_gap(
        &before,
        &tree("lower").scp("b", "D", "upper").scp("a", "AllowSome", "upper"),
    );
}

#[test]
fn a_list_moves_to_another_policy_that_comes() {
    let before = alone(applied(&tree("lower").scp("m", "AllowSome D", "lower")));
    no_gap(
        &before,
        &tree("lower").scp("m", "D", "lower").scp("z", "AllowSome", "lower"),
    );
    no_gap(&before, &tree("upper").scp("a", "AllowSome D", "lower upper"));
}
