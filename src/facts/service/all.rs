//! Every service, by its prefix.

use super::super::access::Access;
use super::super::rates::Rates;
use super::{ACCOUNT, Asynchronous, IAM, ORGANIZATIONS, S3_CONTROL, STS, Service, TAGGING};

/// Every service.
pub static ALL: &[&Service] = &[&ACCOUNT, &IAM, &ORGANIZATIONS, &S3_CONTROL, &STS, &TAGGING];

/// The service of a prefix.
#[must_use]
pub fn find(prefix: &str) -> Option<&'static Service> {
    ALL.iter().copied().find(|service| service.prefix == prefix)
}

/// The rates of an operation by its full name, `organizations:CreatePolicy`.
#[must_use]
pub fn rates_of(operation: &str, access: Access) -> Rates {
    let (prefix, name) = operation.split_once(':').unwrap_or(("", operation));
    find(prefix).map_or_else(|| Rates::unpublished(access), |service| service.rates(name, access))
}

/// What AWS goes on with after the answer to an operation, by its full name.
#[must_use]
pub fn asynchronous(operation: &str) -> Option<&'static Asynchronous> {
    let (prefix, name) = operation.split_once(':')?;
    find(prefix)?.asynchronous.iter().find(|one| one.operation == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::rates::{Rate, UNPUBLISHED_READ, UNPUBLISHED_WRITE};

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
