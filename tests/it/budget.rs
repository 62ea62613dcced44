//! How long the published rates make a run take at least.

use groundline::aws::Ledger;
use groundline::facts::rates::Rate;
use groundline::facts::service::rates_of;

/// The operation whose bucket took longest by itself, and how many seconds: calls beyond the burst, at the sustained rate.
pub fn slowest(ledger: &Ledger) -> (String, f64) {
    let each = ledger.calls.iter().map(|line| {
        let rates = rates_of(&line.operation, line.access);
        let buckets = [Some(rates.account), rates.organization];
        let alone = buckets.into_iter().flatten().map(|rate| seconds(rate, line.count));
        (line.operation.clone(), alone.fold(0.0, f64::max))
    });
    each.fold(
        (String::new(), 0.0),
        |slowest, one| if one.1 > slowest.1 { one } else { slowest },
    )
}

#[expect(clippy::cast_precision_loss, reason = "counts of calls are far below 2^52")]
fn seconds(rate: Rate, count: u64) -> f64 {
    ((count as f64 - rate.burst) / rate.per_second).max(0.0)
}
