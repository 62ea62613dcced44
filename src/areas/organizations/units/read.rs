//! Reads the tree of units as fast as AWS lets it: two operations, each with a bucket of its own, share the work.
//!
//! `ListOrganizationalUnitsForParent` (5 a second) gives everything. `ListChildren` (6 a second) gives ids alone, which is enough for a unit that
//! holds no other: most do not. So the first goes down from the root, where units hold units, and the second asks at the far end, where most are
//! leaves; the few that turn out to hold something are listed after all.

use std::collections::{BTreeMap, VecDeque};

use futures_util::future::Either;
use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::areas::organizations::shared::read;
use crate::aws::{AwsError, ErrorKind, Reader};
use crate::organization::{LiveUnit, PlaceId};

/// Requests of each operation that are under way or wait for their rate: more would be bound to one bucket while the other is free.
const AT_ONCE: usize = 4;
/// The second operation helps once so many units wait for the first: before that it would save nothing, and each unit that is no leaf costs a call.
const MANY: usize = 8;

enum Answer {
    Listed(Result<Vec<LiveUnit>, AwsError>),
    Probed(PlaceId, Result<bool, AwsError>),
}

/// Every unit below the root.
///
/// # Errors
/// What AWS says: the tree is whole, or there is none.
pub async fn walk(reader: &Reader, root: PlaceId) -> Result<BTreeMap<PlaceId, LiveUnit>, AwsError> {
    let mut walk = Walk {
        open: VecDeque::from([root]),
        probes: true,
        ..Walk::default()
    };
    let mut running = FuturesUnordered::new();
    loop {
        while let Some(parent) = walk.next_to_list() {
            running.push(Either::Left(list(reader, parent)));
        }
        while let Some(parent) = walk.next_to_probe() {
            running.push(Either::Right(probe(reader, parent)));
        }
        match running.next().await {
            Some(answer) => walk.take(answer)?,
            None => return Ok(walk.found),
        }
    }
}

async fn list(reader: &Reader, parent: PlaceId) -> Answer {
    Answer::Listed(read::units_under(reader, &parent).await)
}

async fn probe(reader: &Reader, parent: PlaceId) -> Answer {
    let holds = read::holds_units(reader, &parent).await;
    Answer::Probed(parent, holds)
}

#[derive(Debug, Default)]
struct Walk {
    /// Not asked yet; those nearest to the root first.
    open: VecDeque<PlaceId>,
    /// Known to hold units.
    holding: Vec<PlaceId>,
    found: BTreeMap<PlaceId, LiveUnit>,
    listing: usize,
    probing: usize,
    /// Whether the endpoint has the second operation.
    probes: bool,
}

impl Walk {
    fn next_to_list(&mut self) -> Option<PlaceId> {
        if self.listing >= AT_ONCE {
            return None;
        }
        let next = self.holding.pop().or_else(|| self.open.pop_front())?;
        self.listing += 1;
        Some(next)
    }

    fn next_to_probe(&mut self) -> Option<PlaceId> {
        if !self.probes || self.probing >= AT_ONCE || self.open.len() <= MANY {
            return None;
        }
        let next = self.open.pop_back()?;
        self.probing += 1;
        Some(next)
    }

    fn take(&mut self, answer: Answer) -> Result<(), AwsError> {
        match answer {
            Answer::Listed(units) => {
                self.listing = self.listing.saturating_sub(1);
                for unit in units? {
                    self.open.push_back(unit.id.clone());
                    self.found.insert(unit.id.clone(), unit);
                }
            }
            Answer::Probed(parent, holds) => {
                self.probing = self.probing.saturating_sub(1);
                match holds {
                    Ok(false) => {}
                    Ok(true) => self.holding.push(parent),
                    Err(error) if error.kind == ErrorKind::Unsupported => {
                        self.probes = false;
                        self.holding.push(parent);
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::aws::{Door, HttpChoice, Settings};
    use crate::sandbox::{Fault, FaultKind, Sandbox, Seed, Setup, When};

    async fn walked(sandbox: &Sandbox) -> Result<BTreeMap<PlaceId, LiveUnit>, AwsError> {
        let settings = Settings {
            http: HttpChoice::InProcess(sandbox.clone()),
            ..Settings::default()
        };
        let root = sandbox.state().organization.unwrap().root.id;
        walk(&Door::open(settings).await.unwrap().reader(), PlaceId(root)).await
    }

    fn sandbox(accounts: usize) -> Sandbox {
        Sandbox::new(&Seed::Org(accounts), &Setup::default())
    }

    fn calls(sandbox: &Sandbox, operation: &str) -> u64 {
        let calls = sandbox.calls();
        calls.get(operation).map_or(0, |count| count.total)
    }

    const LIST: &str = "organizations:ListOrganizationalUnitsForParent";
    const CHILDREN: &str = "organizations:ListChildren";

    #[tokio::test(start_paused = true)]
    async fn both_operations_share_a_large_tree_and_find_all_of_it() {
        let sandbox = sandbox(2_000);
        let start = tokio::time::Instant::now();
        let found = walked(&sandbox).await.unwrap();
        let organization = sandbox.state().organization.unwrap();
        let all: BTreeSet<&str> = organization.units.keys().map(String::as_str).collect();
        assert_eq!(found.keys().map(PlaceId::as_str).collect::<BTreeSet<_>>(), all);
        for unit in found.values() {
            assert_eq!(unit.parent.as_str(), organization.units[unit.id.as_str()].parent);
        }
        let (listed, probed) = (calls(&sandbox, LIST), calls(&sandbox, CHILDREN));
        assert!(probed > 80, "{probed}");
        assert!(listed + probed < 201 + 25, "{listed} + {probed}");
        // Alone, the first operation would take (201 − 8) ÷ 5 = 38.6 seconds.
        assert!(start.elapsed().as_secs() < 21, "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_small_tree_is_only_listed() {
        let sandbox = sandbox(80);
        assert_eq!(walked(&sandbox).await.unwrap().len(), 8);
        assert_eq!((calls(&sandbox, LIST), calls(&sandbox, CHILDREN)), (9, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn without_the_second_operation_the_first_does_it_all() {
        let sandbox = sandbox(500);
        sandbox.add_fault(Fault {
            when: When::Always {
                operation: CHILDREN.to_owned(),
            },
            kind: FaultKind::Error {
                code: "UnknownOperationException".to_owned(),
                message: "no such operation".to_owned(),
            },
        });
        assert_eq!(walked(&sandbox).await.unwrap().len(), 50);
        assert_eq!(calls(&sandbox, LIST), 51);
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_of_either_is_a_failure_of_all() {
        for operation in [LIST, CHILDREN] {
            let sandbox = sandbox(500);
            sandbox.add_fault(Fault {
                when: When::Always {
                    operation: operation.to_owned(),
                },
                kind: FaultKind::Error {
                    code: "AccessDeniedException".to_owned(),
                    message: "no".to_owned(),
                },
            });
            assert_eq!(walked(&sandbox).await.unwrap_err().kind, ErrorKind::Denied);
        }
    }
}
