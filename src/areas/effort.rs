//! How many calls a plan makes, how long it takes, and what holds it up most. Pure.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::engine::change::{Change, PlannedCall};
use crate::engine::plan::{Bottleneck, Effort, Limit};
use crate::facts::service::rates_of;

use super::simulation::{Kind, Simulation, Stretch, Wait};

/// The effort of applying these changes, where `checks` are the reads before each of them, and a call takes `latency`.
pub(super) fn effort(read_calls: u64, checks: &[Vec<PlannedCall>], changes: &[Change], latency: Duration) -> Effort {
    let simulation = Simulation::run(checks, changes, latency);
    let total = simulation.courses.iter().map(|course| course.ended).max();
    Effort {
        read_calls,
        calls: count(changes.iter().flat_map(|change| &change.calls)),
        check_calls: count(checks.iter().flatten()),
        seconds: seconds(total.unwrap_or_default()),
        bottleneck: bottleneck(&simulation),
    }
}

fn count<'a>(calls: impl Iterator<Item = &'a PlannedCall>) -> u64 {
    calls.map(|call| u64::from(call.count)).sum()
}

/// In tenths.
fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 10.0).round() / 10.0
}

/// The operation that most of the time is spent on, along the changes that had to wait for each other from the start to the end.
fn bottleneck(simulation: &Simulation<'_>) -> Option<Bottleneck> {
    let mut spent: BTreeMap<&str, Spent<'_>> = BTreeMap::new();
    for (stretch, time) in critical_path(simulation) {
        let kind = simulation.calls.get(stretch.call)?;
        let of_it = spent.entry(kind.operation).or_insert(Spent {
            kind,
            all: Duration::ZERO,
            by_aws: Duration::ZERO,
        });
        of_it.all += time;
        if stretch.wait == Wait::Aws {
            of_it.by_aws += time;
        }
    }
    let (operation, spent) = spent.into_iter().max_by_key(|(_, spent)| spent.all)?;
    Some(Bottleneck {
        operation: operation.to_owned(),
        limit: limit(simulation, &spent),
        seconds: seconds(spent.all),
    })
}

/// The time that calls of one operation took.
struct Spent<'a> {
    kind: &'a Kind<'a>,
    all: Duration,
    /// Until AWS had answered and done what it was asked for.
    by_aws: Duration,
}

/// The stretches of time from the last end back to the start, each as far as it held up what came next.
fn critical_path<'a>(simulation: &'a Simulation<'_>) -> Vec<(&'a Stretch, Duration)> {
    let courses = &simulation.courses;
    let mut path = Vec::new();
    let last = courses.iter().enumerate().max_by_key(|(_, course)| course.ended);
    let mut at = last.map(|(index, course)| (index, course.ended));
    while let Some((index, until)) = at {
        let Some(course) = courses.get(index) else { break };
        for stretch in &course.stretches {
            let time = stretch.to.min(until).saturating_sub(stretch.from);
            if !time.is_zero() {
                path.push((stretch, time));
            }
        }
        at = course.after.map(|after| (after, course.started));
    }
    path
}

/// What would make it take longest if there were nothing else.
fn limit(simulation: &Simulation<'_>, spent: &Spent<'_>) -> Limit {
    let kind = spent.kind;
    let rate = rates_of(kind.operation, kind.access).account;
    let paced = simulation.count(|other| other.account == kind.account);
    let paced = ((f64::from(paced) - rate.burst) / rate.per_second).max(0.0);
    let in_turn = simulation.count(|other| other.serial == kind.serial);
    let in_turn = f64::from(in_turn) * simulation.latency.as_secs_f64();
    let calls = simulation.count(|other| other.operation == kind.operation);
    let few = kind
        .asynchronous
        .and_then(|asynchronous| Some((asynchronous, asynchronous.at_a_time?)));
    let few = few.filter(|(_, at_a_time)| usize::try_from(calls).is_ok_and(|calls| calls > *at_a_time));
    let by_aws = match few {
        Some((asynchronous, at_a_time)) => (
            f64::from(calls) * asynchronous.typical.as_secs_f64() / number(at_a_time),
            Limit::InProgress { at_a_time },
        ),
        None => (spent.by_aws.as_secs_f64(), Limit::Duration),
    };
    let rate = Limit::Rate {
        per_second: rate.per_second,
    };
    let in_turn = kind.serial.map(|_| (in_turn, Limit::Serial));
    let all = [(paced, rate), by_aws].into_iter().chain(in_turn);
    all.max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map_or(Limit::Duration, |(_, limit)| limit)
}

#[expect(clippy::cast_precision_loss, reason = "what AWS does at a time is a small number")]
fn number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::address::Address;
    use crate::engine::change::{Action, Facet, Label, Phase};
    use crate::engine::session::Session;

    fn change(action: Action, kind: &str, key: usize, operation: &str) -> Change {
        let address = Address::new(kind, format!("k{key:05}"));
        let mut change = Change::new("accounts", Phase::Accounts, action, address.clone());
        change.calls.push(PlannedCall::once(operation, Session::management()));
        change.provides.insert(Label::new(&address, Facet::Exists));
        change
    }

    fn attach(key: usize) -> Change {
        change(Action::Attach, "scp", key, "organizations:AttachPolicy")
    }

    fn create(key: usize) -> Change {
        change(Action::Create, "account", key, "organizations:CreateAccount")
    }

    fn after(mut change: Change, other: &Change) -> Change {
        change.needs.extend(other.provides.clone());
        change
    }

    fn of(changes: &[Change]) -> Effort {
        effort(0, &[], changes, Duration::ZERO)
    }

    fn about(effort: &Effort, seconds: f64) {
        assert!((effort.seconds - seconds).abs() < 0.2, "{effort:?} and not {seconds} s");
    }

    fn held_up_by(effort: &Effort, operation: &str, limit: Limit) {
        let found = effort.bottleneck.as_ref().unwrap();
        assert_eq!((found.operation.as_str(), found.limit), (operation, limit));
    }

    #[test]
    fn nothing_takes_no_time_and_nothing_holds_it_up() {
        assert_eq!(of(&[]), Effort::default());
        let three: Vec<Change> = (0..3).map(attach).collect();
        let found = of(&three);
        assert_eq!((found.calls, found.seconds, found.bottleneck), (3, 0.0, None));
    }

    #[test]
    fn what_exceeds_a_burst_comes_at_the_rate() {
        let found = of(&(0..203).map(attach).collect::<Vec<_>>());
        about(&found, 100.2);
        held_up_by(&found, "organizations:AttachPolicy", Limit::Rate { per_second: 2.0 });
    }

    #[test]
    fn what_waits_for_another_change_comes_after_it() {
        let account = create(0);
        let moves = after(
            change(Action::Move, "account", 1, "organizations:MoveAccount"),
            &account,
        );
        let found = of(&[account, moves]);
        about(&found, 20.0);
        held_up_by(&found, "organizations:CreateAccount", Limit::Duration);
    }

    #[test]
    fn of_accounts_so_many_are_made_at_a_time() {
        // The tokens of 33 come one by one.
        about(&of(&(0..36).map(create).collect::<Vec<_>>()), 350.7);
        let six = of(&(0..6).map(create).collect::<Vec<_>>());
        about(&six, 50.0);
        held_up_by(&six, "organizations:CreateAccount", Limit::Rate { per_second: 0.1 });
    }

    #[test]
    fn reads_before_a_change_take_their_time() {
        let changes: Vec<Change> = (0..21).map(attach).collect();
        let read = PlannedCall {
            count: 2,
            ..PlannedCall::once("organizations:DescribePolicy", Session::management())
        };
        let checks = vec![vec![read]; 21];
        let found = effort(5, &checks, &changes, Duration::ZERO);
        assert_eq!((found.read_calls, found.calls, found.check_calls), (5, 21, 42));
        about(&found, 20.0);
        held_up_by(&found, "organizations:DescribePolicy", Limit::Rate { per_second: 2.0 });
    }

    #[test]
    fn accounts_and_regions_have_their_own_rates_and_operations_may_share_one() {
        let put = |key: usize, session: Session| {
            let mut put = change(Action::Update, "thing", key, "nothing:PutThing");
            put.calls = vec![PlannedCall::once("nothing:PutThing", session)];
            put
        };
        let one: Vec<Change> = (0..40).map(|key| put(key, Session::account("a"))).collect();
        about(&of(&one), 39.0);
        let session = |key: usize| Session::account(["a", "b"][key % 2]).region(["x", "y"][key / 2 % 2]);
        let four: Vec<Change> = (0..40).map(|key| put(key, session(key))).collect();
        about(&of(&four), 9.0);
        let shared = |count: u32, name: &str| PlannedCall {
            count,
            ..PlannedCall::once(format!("sts:{name}"), Session::management())
        };
        let mut asks = attach(0);
        asks.calls = vec![shared(600, "AssumeRole"), shared(600, "GetCallerIdentity")];
        about(&of(&[asks]), 1.0);
    }

    #[test]
    fn far_away_changes_that_are_sent_one_at_a_time_hold_each_other_up() {
        let mut changes: Vec<Change> = (0..40).map(attach).collect();
        changes.extend((40..80).map(|key| change(Action::Move, "account", key, "organizations:MoveAccount")));
        let found = effort(0, &[], &changes, Duration::from_millis(500));
        about(&found, 40.0);
        held_up_by(&found, "organizations:MoveAccount", Limit::Serial);
    }
}
