//! What is known of a service without calling it.

use std::cmp::Ordering;
use std::fmt;
use std::time::Duration;

use super::super::access::Access;
use super::super::rates::{Rate, Rates};

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
    /// Published rates by operation; the others have those of [`Rates::unpublished`].
    pub rates: &'static [(&'static [&'static str], Rates)],
    /// Operations whose answer comes before AWS is done.
    pub asynchronous: &'static [Asynchronous],
}

/// An operation that AWS goes on with after its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asynchronous {
    /// Its name: `CreateAccount`.
    pub operation: &'static str,
    /// How long AWS typically is at it, for estimates alone.
    pub typical: Duration,
    /// How many AWS takes at a time, where it says so.
    pub at_a_time: Option<usize>,
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
    /// restXml: the operation is the method, the path and the query.
    RestXml {
        /// The first label of its endpoints: `s3-control`.
        endpoint: &'static str,
        /// What clients write before that label.
        before: HostLabel,
        /// The namespace of its documents.
        namespace: &'static str,
        /// Whether the error of an answer stands in an `ErrorResponse`.
        wrapped_errors: bool,
    },
    /// awsQuery, answered in XML: the operation is a field of the form.
    Query {
        /// The API version, a field of the form.
        version: &'static str,
    },
}

/// What clients of a service write before the host of its endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostLabel {
    /// The bucket, unless they write it at the beginning of the path.
    Bucket,
    /// The id of the account that a call is about.
    AccountId,
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
        published.map_or_else(|| Rates::unpublished(access), |(_, rates)| *rates)
    }
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
