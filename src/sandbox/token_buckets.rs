//! Token buckets: how often AWS lets each operation be called.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::clock::Moment;
use super::options::Options;
use crate::facts::rates::{Rate, Rates};

/// A hair under one token, so that the caller who waited exactly long enough is not refused for a rounding.
const ONE_TOKEN: f64 = 1.0 - 1e-6;

/// The level of one bucket.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// Calls left in it.
    pub tokens: f64,
    /// As of when.
    pub at: Moment,
}

/// The level of every bucket that was ever touched, by `operation account` or `operation *` for the whole Organization, and behind it the
/// Region of a Regional service.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Buckets(BTreeMap<String, Bucket>);

impl Buckets {
    /// Takes one call of an operation by an account (in a Region, where each has its own rates) out of its buckets, or nothing if one of them
    /// is empty: then the answer is false.
    pub(super) fn take(
        &mut self,
        (operation, account, region): (&str, &str, Option<&str>),
        rates: Rates,
        options: &Options,
        now: Moment,
    ) -> bool {
        if options.rate_factor.is_infinite() {
            return true;
        }
        let competing: f64 = options
            .competing
            .iter()
            .filter(|other| other.operation == operation)
            .map(|other| other.per_second)
            .sum();
        let key = |whose: &str| match region {
            Some(region) => format!("{operation} {whose} {region}"),
            None => format!("{operation} {whose}"),
        };
        let mut wanted = vec![(key(account), rates.account)];
        wanted.extend(rates.organization.map(|rate| (key("*"), rate)));
        let levels: Vec<(String, f64)> = wanted
            .into_iter()
            .map(|(key, rate)| {
                let tokens = self.level(&key, scaled(rate, options.rate_factor), competing, now);
                (key, tokens)
            })
            .collect();
        let allowed = levels.iter().all(|(_, tokens)| *tokens >= ONE_TOKEN);
        for (key, tokens) in levels {
            let tokens = if allowed { (tokens - 1.0).max(0.0) } else { tokens };
            self.0.insert(key, Bucket { tokens, at: now });
        }
        allowed
    }

    fn level(&self, key: &str, rate: Rate, competing: f64, now: Moment) -> f64 {
        self.0.get(key).map_or(rate.burst, |bucket| {
            let back = (rate.per_second - competing) * now.since(bucket.at).as_secs_f64();
            (bucket.tokens + back).clamp(0.0, rate.burst)
        })
    }
}

fn scaled(rate: Rate, factor: f64) -> Rate {
    Rate {
        per_second: rate.per_second * factor,
        // A bucket that holds less than one call would let none through.
        burst: (rate.burst * factor).max(1.0),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::options::Competitor;
    use super::*;

    const RATES: Rates = Rates {
        account: Rate {
            per_second: 2.0,
            burst: 3.0,
        },
        organization: Some(Rate {
            per_second: 3.0,
            burst: 4.0,
        }),
    };

    fn taken(buckets: &mut Buckets, account: &str, options: &Options, now: Moment) -> usize {
        (0..20)
            .filter(|_| buckets.take(("a:B", account, None), RATES, options, now))
            .count()
    }

    #[test]
    fn a_burst_then_the_rate_and_never_more_than_the_organization_has() {
        let (mut buckets, options) = (Buckets::default(), Options::default());
        assert_eq!(taken(&mut buckets, "1", &options, Moment::EPOCH), 3);
        assert_eq!(taken(&mut buckets, "2", &options, Moment::EPOCH), 1);
        let later = Moment::EPOCH.plus(Duration::from_secs(1));
        assert_eq!(taken(&mut buckets, "1", &options, later), 2);
        assert_eq!(taken(&mut buckets, "2", &options, later), 1);
    }

    #[test]
    fn each_region_of_a_regional_service_has_buckets_of_its_own() {
        let (mut buckets, options) = (Buckets::default(), Options::default());
        let mut take = |region| buckets.take(("a:B", "1", Some(region)), RATES, &options, Moment::EPOCH);
        assert_eq!((0..9).filter(|_| take("eu-west-1")).count(), 3);
        assert_eq!((0..9).filter(|_| take("eu-central-1")).count(), 3);
    }

    #[test]
    fn half_the_rate_a_competitor_and_no_rate() {
        let later = Moment::EPOCH.plus(Duration::from_secs(1));
        let mut options = Options {
            rate_factor: 0.5,
            ..Options::default()
        };
        let mut buckets = Buckets::default();
        taken(&mut buckets, "1", &options, Moment::EPOCH);
        assert_eq!(taken(&mut buckets, "1", &options, later), 1);
        options.rate_factor = f64::INFINITY;
        assert_eq!(taken(&mut buckets, "1", &options, later), 20);
        options.rate_factor = 1.0;
        options.competing = vec![Competitor {
            operation: "a:B".to_owned(),
            per_second: 1.0,
        }];
        let mut buckets = Buckets::default();
        taken(&mut buckets, "1", &options, Moment::EPOCH);
        assert_eq!(taken(&mut buckets, "1", &options, later), 1);
    }

    #[test]
    fn a_caller_that_waits_exactly_as_long_as_it_must_is_let_through() {
        let (mut buckets, options) = (Buckets::default(), Options::default());
        let mut now = Moment::EPOCH;
        taken(&mut buckets, "1", &options, now);
        for _ in 0..1_000 {
            now = now.plus(Duration::from_millis(500));
            assert!(buckets.take(("a:B", "1", None), RATES, &options, now));
        }
    }
}
