//! An endpoint that is faster than AWS: what AWS takes its time for is waited for as much shorter.

use std::time::Duration;

use groundline::areas::kit::purpose::Purpose;
use groundline::areas::planner::PlanOptions;
use groundline::aws::{Door, HttpChoice, Pace, Settings};
use groundline::engine::change::Action;
use groundline::sandbox::{Options, Sandbox, Seed};
use tokio::time::Instant;

use crate::simulated::{Run, setup, unfinished, virtually};
use crate::support::{repository, valid};

const FASTER: f64 = 100.0;

#[test]
fn a_factor_divides_the_waits_for_what_aws_makes() {
    let baseline = valid(&repository("tests/fixtures/crash/before/baseline.toml"));
    let seed = Seed::Empty { accounts: Some(30) };
    let took = virtually(async {
        let sandbox = Sandbox::new(&seed, &setup(&baseline));
        sandbox.set_options(Options {
            speed: FASTER,
            ..Options::default()
        });
        let settings = Settings {
            http: HttpChoice::InProcess(sandbox.clone()),
            pace: Pace::Factor(FASTER),
            ..Settings::default()
        };
        let run = Run {
            door: Door::open(settings).await.unwrap(),
            options: PlanOptions::default(),
            purpose: Purpose::Compare,
        };
        let (world, plan) = run.plan(&baseline).await.unwrap();
        let makes = |kind: &str| {
            let mut changes = plan.changes.iter();
            changes.any(|change| change.address.kind == kind && change.action == Action::Create)
        };
        assert!(makes("account"), "{:?}", plan.changes);
        let began = Instant::now();
        let applied = run.apply(&world, &plan).await;
        assert_eq!(unfinished(&applied), Vec::<String>::new());
        began.elapsed()
    });
    // AWS itself is first asked for a new account after ten seconds.
    assert!(took < Duration::from_secs(10), "{took:?}");
}
