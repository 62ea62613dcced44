//! The ledger: every attempt to call AWS, counted.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use serde::Serialize;

use super::lock::lock;
use crate::facts::op::{Access, Op};
use crate::facts::service::Service;

type Row = (&'static Service, &'static str, Option<String>, String, Access);

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    attempts: u64,
    throttled: u64,
    waited: Duration,
}

/// Where attempts are written down.
#[derive(Debug, Default)]
pub(super) struct Book {
    rows: Mutex<BTreeMap<Row, Count>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Attempt<'a> {
    pub op: &'static Op,
    /// The calling account; `None` is the caller's own.
    pub account: Option<&'a str>,
    pub region: &'a str,
    pub throttled: bool,
    pub waited: Duration,
}

impl Book {
    pub(super) fn write(&self, attempt: Attempt<'_>) {
        let Attempt {
            op, account, region, ..
        } = attempt;
        let row = (
            op.service,
            op.name,
            account.map(str::to_owned),
            region.to_owned(),
            op.access,
        );
        let mut rows = lock(&self.rows);
        let count = rows.entry(row).or_default();
        count.attempts += 1;
        count.throttled += u64::from(attempt.throttled);
        count.waited += attempt.waited;
    }

    /// What is written so far. `caller` is the caller's own account, where it is known.
    pub(super) fn ledger(&self, caller: Option<&str>, elapsed: Duration) -> Ledger {
        let mut calls = lock(&self.rows)
            .iter()
            .map(|((service, name, account, region, access), count)| LedgerLine {
                operation: format!("{}:{name}", service.prefix),
                account: account.clone().or_else(|| caller.map(str::to_owned)),
                region: region.clone(),
                access: *access,
                count: count.attempts,
                throttled: count.throttled,
                waited_seconds: seconds(count.waited),
            })
            .collect::<Vec<_>>();
        calls.sort_by(|a, b| (&a.operation, &a.account, &a.region).cmp(&(&b.operation, &b.account, &b.region)));
        Ledger {
            total: calls.iter().map(|line| line.count).sum(),
            virtual_seconds: seconds(elapsed),
            calls,
        }
    }
}

/// Seconds to the millisecond.
fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1000.0).round() / 1000.0
}

/// All calls so far: the document of `--calls`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ledger {
    /// How many attempts.
    pub total: u64,
    /// Seconds since the door was opened, on the runtime's clock.
    pub virtual_seconds: f64,
    /// The attempts, by operation, account and Region.
    pub calls: Vec<LedgerLine>,
}

/// The attempts at one operation by one account in one Region.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LedgerLine {
    /// The operation: `organizations:ListAccounts`.
    pub operation: String,
    /// The calling account; nothing where it was never found out.
    pub account: Option<String>,
    /// The Region that was called.
    pub region: String,
    /// Whether it changes anything.
    pub access: Access,
    /// How many attempts.
    pub count: u64,
    /// How many of them were throttled.
    pub throttled: u64,
    /// How long they waited in total: for their rate, and before each retry.
    pub waited_seconds: f64,
}

impl Ledger {
    /// How many attempts to look.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.count(Access::Read)
    }

    /// How many attempts to change something.
    #[must_use]
    pub fn writes(&self) -> u64 {
        self.count(Access::Write)
    }

    /// How many attempts were throttled.
    #[must_use]
    pub fn throttled(&self) -> u64 {
        self.calls.iter().map(|line| line.throttled).sum()
    }

    fn count(&self, access: Access) -> u64 {
        let lines = self.calls.iter().filter(|line| line.access == access);
        lines.map(|line| line.count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::op::PAGES;
    use crate::facts::service::{ORGANIZATIONS, STS};

    static LIST: Op = Op::read(&ORGANIZATIONS, "ListAccounts", PAGES, &[]);
    static CREATE: Op = Op::write_once(&ORGANIZATIONS, "CreateAccount", &[]);
    static WHO: Op = Op::read(&STS, "GetCallerIdentity", PAGES, &[]);

    #[test]
    fn it_is_the_document_of_the_contract() {
        let book = Book::default();
        let note = |op, account, throttled, millis| {
            book.write(Attempt {
                op,
                account,
                region: "us-east-1",
                throttled,
                waited: Duration::from_millis(millis),
            });
        };
        note(&WHO, None, false, 0);
        note(&WHO, Some("222222222222"), false, 0);
        note(&LIST, None, false, 125);
        note(&LIST, None, true, 125);
        note(&CREATE, None, false, 10_000);
        let ledger = book.ledger(Some("111111111111"), Duration::from_micros(12_345_678));
        assert_eq!((ledger.reads(), ledger.writes(), ledger.throttled()), (4, 1, 1));
        insta::assert_json_snapshot!(ledger, @r#"
        {
          "total": 5,
          "virtual_seconds": 12.346,
          "calls": [
            {
              "operation": "organizations:CreateAccount",
              "account": "111111111111",
              "region": "us-east-1",
              "access": "write",
              "count": 1,
              "throttled": 0,
              "waited_seconds": 10.0
            },
            {
              "operation": "organizations:ListAccounts",
              "account": "111111111111",
              "region": "us-east-1",
              "access": "read",
              "count": 2,
              "throttled": 1,
              "waited_seconds": 0.25
            },
            {
              "operation": "sts:GetCallerIdentity",
              "account": "111111111111",
              "region": "us-east-1",
              "access": "read",
              "count": 1,
              "throttled": 0,
              "waited_seconds": 0.0
            },
            {
              "operation": "sts:GetCallerIdentity",
              "account": "222222222222",
              "region": "us-east-1",
              "access": "read",
              "count": 1,
              "throttled": 0,
              "waited_seconds": 0.0
            }
          ]
        }
        "#);
    }
}
