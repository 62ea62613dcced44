//! The pacer against a server with token buckets.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use proptest::prelude::*;
use tokio::time::{Instant, sleep};

use crate::aws::{Pace, Pacer};
use crate::facts::op::{Access, Op, PAGES};
use crate::facts::rates::Rate;
use crate::facts::service::{ORGANIZATIONS, TAGGING};

static OPS: [Op; 6] = [
    Op::read(&ORGANIZATIONS, "ListAccounts", PAGES, &[]),
    Op::read(&ORGANIZATIONS, "DescribePolicy", PAGES, &[]),
    Op::read(&ORGANIZATIONS, "ListParents", PAGES, &[]),
    Op::write(&ORGANIZATIONS, "AttachPolicy", &[]),
    Op::write(&ORGANIZATIONS, "EnablePolicyType", &[]),
    Op::read(&TAGGING, "GetResources", PAGES, &[]),
];

const HOME: &str = "us-east-1";

/// A bucket as a server keeps it, by the runtime's clock.
struct Server {
    rate: Rate,
    level: f64,
    at: Instant,
    throttled: u32,
}

impl Server {
    fn new(rate: Rate) -> Arc<Mutex<Self>> {
        Arc::new(Mutex::new(Self {
            rate,
            level: rate.burst,
            at: Instant::now(),
            throttled: 0,
        }))
    }

    fn admits(&mut self) -> bool {
        let now = Instant::now();
        let seconds = now.duration_since(self.at).as_secs_f64();
        self.level = (self.level + seconds * self.rate.per_second).min(self.rate.burst);
        self.at = now;
        let admitted = self.level >= 1.0;
        if admitted {
            self.level -= 1.0;
        } else {
            self.throttled += 1;
        }
        admitted
    }
}

fn published(op: &Op) -> Rate {
    op.rates().account
}

/// Makes one call after another until each is admitted; it takes `there` to arrive and `back` to be answered.
async fn work(pacer: &Pacer, server: &Mutex<Server>, op: &'static Op, delays: &[(u64, u64)]) {
    work_at(pacer, server, op, (None, HOME), delays).await;
}

/// The same by an account in a Region.
async fn work_at(
    pacer: &Pacer,
    server: &Mutex<Server>,
    op: &'static Op,
    (account, region): (Option<&str>, &str),
    delays: &[(u64, u64)],
) {
    for (there, back) in delays {
        loop {
            let permit = pacer.permit(op, account, region, |_| {}).await;
            sleep(Duration::from_millis(*there)).await;
            let admitted = server.lock().unwrap().admits();
            sleep(Duration::from_millis(*back)).await;
            if admitted {
                break;
            }
            permit.throttled();
        }
    }
}

/// How many seconds `calls` calls take at least.
fn least(rate: Rate, calls: usize) -> f64 {
    ((f64::from(u32::try_from(calls).unwrap()) - rate.burst) / rate.per_second).max(0.0)
}

fn paused<T>(run: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().start_paused(true).build().unwrap().block_on(run)
}

/// Seconds and throttles of `lanes` workers side by side.
async fn race(op: &'static Op, server_rate: Rate, lanes: Vec<Vec<(u64, u64)>>) -> (f64, u32) {
    let begun = Instant::now();
    let pacer = Pacer::new(Pace::Published);
    let server = Server::new(server_rate);
    let all = lanes.iter().map(|delays| work(&pacer, &server, op, delays));
    futures_util::future::join_all(all).await;
    let throttled = server.lock().unwrap().throttled;
    (begun.elapsed().as_secs_f64(), throttled)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn alone_it_is_never_throttled_and_wastes_nothing(
        op in (0..OPS.len()).prop_map(|i| &OPS[i]),
        lanes in prop::collection::vec(prop::collection::vec((0..200u64, 0..200u64), 1..20), 1..12),
    ) {
        let calls = lanes.iter().map(Vec::len).sum();
        let slowest = lanes.iter().map(|lane| lane.iter().map(|(a, b)| a + b).sum::<u64>()).max().unwrap_or(0);
        let rate = published(op);
        let (seconds, throttled) = paused(race(op, rate, lanes));
        prop_assert_eq!(throttled, 0);
        // With room for one call alone, a token only comes back after the answer.
        let in_flight = if rate.burst < 2.0 { f64::from(u32::try_from(calls).unwrap()) * 0.4 } else { 1.0 };
        let bound = (least(rate, calls) * 1.01 + in_flight).max(slowest as f64 / 1000.0 * 1.5 + least(rate, calls) + 1.0);
        prop_assert!(seconds <= bound, "{} calls in {} s, bound {}", calls, seconds, bound);
    }

    #[test]
    fn with_others_at_the_bucket_it_still_finishes(
        op in (0..OPS.len()).prop_map(|i| &OPS[i]),
        share in 0.2..0.9f64,
        lanes in prop::collection::vec(prop::collection::vec((0..200u64, 0..200u64), 1..20), 1..12),
    ) {
        let calls = u32::try_from(lanes.iter().map(Vec::len).sum::<usize>()).unwrap();
        let rate = published(op);
        let left = Rate { per_second: rate.per_second * share, burst: (rate.burst * share).max(1.0) };
        let (seconds, throttled) = paused(race(op, left, lanes));
        prop_assert!(throttled <= 12 + calls, "{} throttles of {} calls", throttled, calls);
        prop_assert!(seconds <= 60.0 + 4.0 * f64::from(calls) / left.per_second, "{} s for {} calls", seconds, calls);
    }
}

#[test]
fn at_latency_zero_ten_thousand_accounts_take_what_the_bucket_takes() {
    let op = &OPS[0];
    let (seconds, throttled) = paused(race(op, published(op), vec![vec![(0, 0); 500]]));
    assert_eq!(throttled, 0);
    let ideal = least(published(op), 500);
    assert!(seconds >= ideal && seconds < ideal * 1.01, "{seconds} against {ideal}");
}

#[test]
fn at_150_milliseconds_a_chain_of_calls_keeps_the_rate() {
    let op = &OPS[2];
    let (seconds, throttled) = paused(race(op, published(op), vec![vec![(75, 75); 500]]));
    assert_eq!(throttled, 0);
    let ideal = least(published(op), 500);
    assert!(seconds < ideal * 1.02, "{seconds} against {ideal}");
}

#[tokio::test]
async fn in_real_time_it_is_not_early_either() {
    let op = &OPS[5];
    let (seconds, throttled) = race(op, published(op), vec![vec![(1, 2); 10]; 3]).await;
    assert_eq!(throttled, 0);
    assert!(seconds >= least(published(op), 30));
}

#[test]
fn at_half_the_rate_throttles_are_few() {
    let op = &OPS[0];
    let rate = published(op);
    let half = Rate {
        per_second: rate.per_second / 2.0,
        burst: rate.burst / 2.0,
    };
    let (seconds, throttled) = paused(race(op, half, vec![vec![(20, 20); 100]; 5]));
    let ideal = least(half, 500);
    assert!(throttled < 50, "{throttled} throttles");
    assert!(seconds < ideal * 1.5, "{seconds} against {ideal}");
}

#[test]
fn accounts_and_operations_have_buckets_of_their_own() {
    paused(async {
        let pacer = Pacer::new(Pace::Published);
        let begun = Instant::now();
        for account in [None, Some("1"), Some("2")] {
            for op in [&OPS[3], &OPS[4]] {
                drop(pacer.permit(op, account, HOME, |_| {}).await);
            }
        }
        assert_eq!(begun.elapsed(), Duration::ZERO);
        drop(pacer.permit(&OPS[4], None, HOME, |_| {}).await);
        assert!(begun.elapsed() >= Duration::from_secs(1));
    });
}

#[test]
fn two_accounts_in_two_regions_at_half_the_rate_slow_down_each_by_itself() {
    let rate = published(&OPS[1]);
    let half = Rate::new(rate.per_second / 2.0, rate.burst / 2.0);
    let calls = vec![(20, 20); 60];
    let (alone, _) = paused(race(&OPS[1], half, vec![calls.clone()]));
    let together = paused(async {
        let begun = Instant::now();
        let pacer = Pacer::new(Pace::Published);
        let places = [
            (None, HOME),
            (None, "eu-west-1"),
            (Some("1"), HOME),
            (Some("1"), "eu-west-1"),
        ];
        let servers = places.map(|place| (place, Server::new(half)));
        let all = servers
            .iter()
            .map(|(place, server)| work_at(&pacer, server, &OPS[1], *place, &calls));
        futures_util::future::join_all(all).await;
        begun.elapsed().as_secs_f64()
    });
    assert!(together < alone * 1.2, "{together} s for four, {alone} s for one");
}

#[test]
fn first_come_first_served() {
    paused(async {
        let pacer = Pacer::new(Pace::Published);
        let order = Mutex::new(Vec::new());
        let all = (0..20).map(|n| {
            let (pacer, order) = (&pacer, &order);
            async move {
                let permit = pacer.permit(&OPS[1], None, HOME, |_| {}).await;
                order.lock().unwrap().push(n);
                sleep(Duration::from_millis(300)).await;
                drop(permit);
            }
        });
        futures_util::future::join_all(all).await;
        assert_eq!(*order.lock().unwrap(), (0..20).collect::<Vec<_>>());
    });
}

#[test]
fn factors_scale_the_rate_and_off_does_not_wait() {
    let time = |pace| {
        paused(async move {
            let pacer = Pacer::new(pace);
            let begun = Instant::now();
            for _ in 0..100 {
                drop(pacer.permit(&OPS[1], None, HOME, |_| {}).await);
            }
            begun.elapsed().as_secs_f64()
        })
    };
    let published = time(Pace::Published);
    assert!((49.0..50.0).contains(&published), "{published}");
    assert!((4.9..5.2).contains(&time(Pace::Factor(10.0))));
    assert!((98.0..101.0).contains(&time(Pace::Factor(0.5))));
    assert!(time(Pace::Off) == 0.0);
}

#[test]
fn an_operation_without_a_published_rate_has_one_of_its_own() {
    static UNKNOWN: Op = Op::read(&ORGANIZATIONS, "DescribeResourcePolicy", PAGES, &[]);
    assert_eq!(UNKNOWN.access, Access::Read);
    paused(async {
        let pacer = Pacer::new(Pace::Published);
        let begun = Instant::now();
        for _ in 0..10 {
            drop(pacer.permit(&UNKNOWN, None, HOME, |_| {}).await);
        }
        assert!((1.0..1.1).contains(&begun.elapsed().as_secs_f64()));
    });
}
