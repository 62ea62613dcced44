//! What is known of a service without calling it.

use std::cmp::Ordering;
use std::fmt;

use super::super::op::Access;
use super::super::rates::{Rate, Rates, UNPUBLISHED_READ, UNPUBLISHED_WRITE};

/// An AWS service. Two are the same where their prefixes are.
pub struct Service {
    /// The prefix of its IAM actions, and of operations in the ledger: `organizations`.
    pub prefix: &'static str,
    /// The name in the scope of signatures, where it is not the prefix.
    pub signing_name: &'static str,
    /// Where its endpoints are.
    pub reach: Reach,
    /// How requests and answers are written.
    pub protocol: Protocol,
    /// Whether AWS refuses a change while another one is under way, so that changes are sent one at a time.
    pub serial_writes: bool,
    /// Whether its operations have a quota each.
    pub quota: Quota,
    /// Published rates by operation; the others have [`UNPUBLISHED_READ`] and [`UNPUBLISHED_WRITE`].
    pub rates: &'static [(&'static [&'static str], Rates)],
}

/// Where a service has its endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// One endpoint of the partition, in the home Region of Organizations.
    Global,
    /// One endpoint in each Region.
    Regional,
}

/// How a service writes requests and answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// awsJson 1.1: the operation is in the header `X-Amz-Target`, behind this prefix.
    Json {
        /// `AWSOrganizationsV20161128`
        target: &'static str,
    },
    /// restJson1: the operation is the path.
    RestJson,
    /// awsQuery, answered in XML: the operation is a field of the form.
    Query {
        /// The API version, a field of the form.
        version: &'static str,
    },
}

/// What a published rate counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quota {
    /// The calls of one operation.
    PerOperation,
    /// The calls of all operations together.
    Shared(Rate),
}

impl Service {
    /// The published rates of an operation, or the cautious default.
    #[must_use]
    pub fn rates(&self, operation: &str, access: Access) -> Rates {
        if let Quota::Shared(rate) = self.quota {
            return Rates::of_account(rate);
        }
        let published = self.rates.iter().find(|(names, _)| names.contains(&operation));
        published.map_or_else(|| unpublished(access), |(_, rates)| *rates)
    }
}

/// The service of a prefix.
#[must_use]
pub fn find(prefix: &str) -> Option<&'static Service> {
    super::ALL.iter().copied().find(|service| service.prefix == prefix)
}

/// The rates of an operation by its full name, `organizations:CreatePolicy`.
#[must_use]
pub fn rates_of(operation: &str, access: Access) -> Rates {
    let (prefix, name) = operation.split_once(':').unwrap_or(("", operation));
    find(prefix).map_or_else(|| unpublished(access), |service| service.rates(name, access))
}

fn unpublished(access: Access) -> Rates {
    Rates::of_account(match access {
        Access::Read => UNPUBLISHED_READ,
        Access::Write => UNPUBLISHED_WRITE,
    })
}

impl PartialEq for Service {
    fn eq(&self, other: &Self) -> bool {
        self.prefix == other.prefix
    }
}

impl Eq for Service {}

impl PartialOrd for Service {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Service {
    fn cmp(&self, other: &Self) -> Ordering {
        self.prefix.cmp(other.prefix)
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ALL, ORGANIZATIONS, STS};
    use super::*;

    #[test]
    fn services_are_sorted_and_named_once_and_so_are_their_operations() {
        let prefixes: Vec<&str> = ALL.iter().map(|service| service.prefix).collect();
        assert!(prefixes.is_sorted_by(|a, b| a < b), "{prefixes:?}");
        for service in ALL {
            let mut names: Vec<&str> = service.rates.iter().flat_map(|(names, _)| *names).copied().collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{service:?}");
        }
    }

    #[test]
    fn rates_are_the_published_ones_or_cautious() {
        assert_eq!(
            ORGANIZATIONS.rates("CreateAccount", Access::Write).account,
            Rate {
                per_second: 0.1,
                burst: 3.0
            }
        );
        assert_eq!(
            ORGANIZATIONS.rates("PutResourcePolicy", Access::Write).account,
            UNPUBLISHED_WRITE
        );
        assert_eq!(STS.rates("AssumeRole", Access::Read).account.per_second, 600.0);
        assert_eq!(
            rates_of("organizations:ListRoots", Access::Read)
                .organization
                .unwrap()
                .burst,
            3.0
        );
        assert_eq!(rates_of("nothing:DescribeIt", Access::Read).account, UNPUBLISHED_READ);
    }
}
