//! Partitions: clouds of their own, each with its Regions, accounts, endpoints and ARNs.
//!
//! Source: botocore 1.44.8 of 2026-11-20, `partitions.json` (`dnsSuffix`, `implicitGlobalRegion`, `regionRegex`, `regions`), and the endpoint
//! rules of its `organizations`, `account`, `iam`, `route53`, `cloudfront` and `support`: one endpoint a partition, signed for the
//! `implicitGlobalRegion` but for what stands in `elsewhere`.

/// The day of the tables of Regions.
pub const AS_OF: &str = "2026-11-20";

/// What `aws:RequestedRegion` is in requests that are made in no Region, such as those of some global services.
const UNSPECIFIED: &str = "unspecified";

/// Condition keys whose values are Regions.
///
/// Sources: IAM User Guide, "AWS global condition context keys"; Service Authorization Reference of each service.
const KEYS: &[&str] = &[
    REQUESTED,
    "account:TargetRegion",
    "batch:AWSLogsRegion",
    "cloudformation:TargetRegion",
    "dsql:WitnessRegion",
    "ec2:Region",
    "ec2:VpceServiceRegion",
    "ec2:VpceSupportedRegion",
    "identitystore:PrimaryRegion",
    "kms:PrimaryRegion",
    "kms:ReplicaRegion",
    "networkmanager:edgeLocations",
    "observabilityadmin:CentralizationBackupRegion",
    "observabilityadmin:CentralizationDestinationRegion",
    "observabilityadmin:CentralizationSourceRegions",
    "observabilityadmin:TargetRegions",
    "s3:destinationRegion",
    "s3:locationconstraint",
    "secretsmanager:AddReplicaRegions",
    "secretsmanager:SecretPrimaryRegion",
    "ses:ReplicaRegion",
    "sso:PrimaryRegion",
];

/// The condition key of the Region that a request is made in.
pub const REQUESTED: &str = "aws:RequestedRegion";

/// What one key takes beside Regions.
///
/// Sources: IAM User Guide, `aws:RequestedRegion`; Amazon S3 API Reference, `CreateBucketConfiguration` (`EU` is `eu-west-1`, and no location is
/// `us-east-1`).
const WORDS: &[(&str, &str)] = &[
    (REQUESTED, UNSPECIFIED),
    ("s3:locationconstraint", "EU"),
    ("s3:locationconstraint", ""),
];

/// The words that a condition key takes beside Regions.
pub fn words_of(key: &str) -> impl Iterator<Item = &'static str> {
    WORDS
        .iter()
        .filter(move |(known, _)| known.eq_ignore_ascii_case(key))
        .map(|(_, word)| *word)
}

/// A partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    /// What its ARNs say: `arn:aws-cn:…`.
    pub id: &'static str,
    /// What the names of its endpoints end in.
    pub dns_suffix: &'static str,
    /// Where services with one endpoint for the whole partition are called and signed for: Organizations, Account Management, and the tags of
    /// what Organizations knows.
    pub home: &'static str,
    /// Its Regions.
    pub regions: &'static [&'static str],
    /// What the names of its Regions begin with, newer ones too; then come a word and a number.
    areas: &'static [&'static str],
    /// Services without Regions whose requests count as made elsewhere than in `home`.
    elsewhere: &'static [(&'static str, &'static str)],
}

/// The partition of most accounts.
pub const COMMERCIAL: Partition = Partition {
    id: "aws",
    dns_suffix: "amazonaws.com",
    home: "us-east-1",
    regions: &[
        "af-south-1",
        "ap-east-1",
        "ap-east-2",
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-northeast-3",
        "ap-south-1",
        "ap-south-2",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-southeast-3",
        "ap-southeast-4",
        "ap-southeast-5",
        "ap-southeast-6",
        "ap-southeast-7",
        "ca-central-1",
        "ca-west-1",
        "eu-central-1",
        "eu-central-2",
        "eu-north-1",
        "eu-south-1",
        "eu-south-2",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "il-central-1",
        "me-central-1",
        "me-south-1",
        "me-west-1",
        "mx-central-1",
        "sa-east-1",
        "sa-west-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
    ],
    areas: &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
    elsewhere: &[],
};

/// Every partition.
pub const PARTITIONS: &[Partition] = &[
    COMMERCIAL,
    Partition {
        id: "aws-cn",
        dns_suffix: "amazonaws.com.cn",
        home: "cn-northwest-1",
        regions: &["cn-north-1", "cn-northwest-1"],
        areas: &["cn"],
        elsewhere: &[("iam", "cn-north-1"), ("support", "cn-north-1")],
    },
    Partition {
        id: "aws-us-gov",
        dns_suffix: "amazonaws.com",
        home: "us-gov-west-1",
        regions: &["us-gov-east-1", "us-gov-west-1"],
        areas: &["us-gov"],
        elsewhere: &[],
    },
    Partition {
        id: "aws-eusc",
        dns_suffix: "amazonaws.eu",
        home: "eusc-de-east-1",
        regions: &["eusc-de-east-1"],
        areas: &["eusc-de"],
        elsewhere: &[],
    },
    Partition {
        id: "aws-iso",
        dns_suffix: "c2s.ic.gov",
        home: "us-iso-east-1",
        regions: &["us-iso-east-1", "us-iso-west-1"],
        areas: &["us-iso"],
        elsewhere: &[],
    },
    Partition {
        id: "aws-iso-b",
        dns_suffix: "sc2s.sgov.gov",
        home: "us-isob-east-1",
        regions: &["us-isob-east-1", "us-isob-west-1"],
        areas: &["us-isob"],
        elsewhere: &[],
    },
    Partition {
        id: "aws-iso-e",
        dns_suffix: "cloud.adc-e.uk",
        home: "eu-isoe-west-1",
        regions: &["eu-isoe-west-1"],
        areas: &["eu-isoe"],
        elsewhere: &[],
    },
    Partition {
        id: "aws-iso-f",
        dns_suffix: "csp.hci.ic.gov",
        home: "us-isof-south-1",
        regions: &["us-isof-east-1", "us-isof-south-1"],
        areas: &["us-isof"],
        elsewhere: &[],
    },
];

impl Partition {
    /// The Region that requests to a service without Regions count as made in.
    #[must_use]
    pub fn region_of(&self, service: &str) -> &'static str {
        let other = self.elsewhere.iter().find(|(other, _)| *other == service);
        other.map_or(self.home, |(_, region)| region)
    }

    /// Whether a Region is one of its own, or is named like one.
    fn holds(&self, region: &str) -> bool {
        self.regions.contains(&region) || self.areas.iter().any(|area| is_in(region, area)) || is_whole(self.id, region)
    }
}

/// `AREA-word-1`
fn is_in(region: &str, area: &str) -> bool {
    let rest = region.strip_prefix(area).and_then(|rest| rest.strip_prefix('-'));
    rest.and_then(|rest| rest.split_once('-'))
        .is_some_and(|(word, number)| {
            !word.is_empty()
                && word.bytes().all(|byte| byte.is_ascii_lowercase())
                && !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// What SDKs take for the whole partition: `aws-cn-global`.
fn is_whole(id: &str, region: &str) -> bool {
    region.strip_suffix("-global") == Some(id)
}

/// The partition of a Region, by its name where the Region is newer than the tables. None if no partition names Regions so.
#[must_use]
pub fn of_region(region: &str) -> Option<&'static Partition> {
    PARTITIONS.iter().find(|partition| partition.holds(region))
}

/// Every known Region, partition by partition.
pub fn regions() -> impl Iterator<Item = &'static str> {
    PARTITIONS.iter().flat_map(|partition| partition.regions).copied()
}

/// Whether a text is named like a Region: words of letters and a number, `us-gov-west-1`.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let letters = |part: &&str| part.len() >= 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.as_slice() {
        [words @ .., number] => {
            words.len() >= 2
                && words.iter().all(letters)
                && matches!(number.len(), 1 | 2)
                && number.bytes().all(|byte| byte.is_ascii_digit())
        }
        [] => false,
    }
}

/// The partition of that name: `aws-cn`.
#[must_use]
pub fn named(id: &str) -> Option<&'static Partition> {
    PARTITIONS.iter().find(|partition| partition.id == id)
}

/// The name of the partition in an ARN or a pattern of ARNs; nothing where a wildcard or variable stands for it.
#[must_use]
pub fn of_arn(arn: &str) -> Option<&str> {
    let (name, _) = arn.strip_prefix("arn:")?.split_once(':')?;
    (!name.contains(['*', '?', '$'])).then_some(name)
}

/// Whether a condition key is compared with Regions.
#[must_use]
pub fn is_key(key: &str) -> bool {
    KEYS.iter().any(|known| known.eq_ignore_ascii_case(key))
}

/// Whether there is such a Region, as far as the tables say.
#[must_use]
pub fn is_region(name: &str) -> bool {
    regions().any(|region| region == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_is_in_its_own_partition_only() {
        for partition in PARTITIONS {
            assert!(partition.regions.contains(&partition.home), "{}", partition.id);
            for region in partition.regions {
                let holding: Vec<_> = PARTITIONS.iter().filter(|other| other.holds(region)).collect();
                assert_eq!(holding, [partition], "{region}");
            }
        }
    }

    #[test]
    fn regions_have_a_shape() {
        for good in [
            "eu-west-1",
            "us-gov-east-1",
            "cn-north-1",
            "ap-southeast-17",
            "eusc-de-east-1",
        ] {
            assert!(is_name(good), "{good}");
        }
        for bad in [
            "",
            "eu-west",
            "EU-west-1",
            "eu-1",
            "eu--1",
            "eu-west-1a",
            "eu-west-123",
            "aws-global",
        ] {
            assert!(!is_name(bad), "{bad}");
        }
        assert!(regions().all(is_name));
    }

    #[test]
    fn arns_name_partitions() {
        assert_eq!(of_arn("arn:awz:iam::1:role/x"), Some("awz"));
        for none in [
            "arn:*:iam::1:role/x",
            "arn:aws*:s3:::x",
            "arn:${aws:Partition}:s3:::x",
            "*",
            "arn:aws",
        ] {
            assert_eq!(of_arn(none), None, "{none}");
        }
        assert!(named("aws-cn").is_some() && named("awz").is_none());
    }

    #[test]
    fn some_keys_take_words() {
        assert!(is_key("AWS:requestedregion") && is_key("s3:LocationConstraint") && !is_key("aws:SourceIp"));
        assert_eq!(words_of("AWS:RequestedRegion").collect::<Vec<_>>(), ["unspecified"]);
        assert_eq!(words_of("s3:LocationConstraint").collect::<Vec<_>>(), ["EU", ""]);
        assert_eq!(words_of("ec2:Region").count(), 0);
    }

    #[test]
    fn newer_regions_are_told_by_their_names() {
        for (region, id) in [
            ("eu-new-1", Some("aws")),
            ("cn-south-12", Some("aws-cn")),
            ("us-gov-central-1", Some("aws-us-gov")),
            ("eusc-de-west-1", Some("aws-eusc")),
            ("us-isob-south-1", Some("aws-iso-b")),
            ("aws-global", Some("aws")),
            ("aws-iso-b-global", Some("aws-iso-b")),
            ("us-isog-east-1", None),
            ("xx-east-1", None),
            ("us-east", None),
            ("eu-west-", None),
            ("", None),
        ] {
            assert_eq!(of_region(region).map(|partition| partition.id), id, "{region}");
        }
    }
}
