//! Which partition requests are signed for: that of the caller's Region and of the baseline, which must be one.

use super::sanitize::sanitize;
use crate::facts::partitions::{COMMERCIAL, Partition, of_region};

/// The partition of the caller's `region` and of the Organization's `home` Region; the commercial one where neither is known.
///
/// # Errors
/// What is wrong, if a Region is in no known partition, or the two are in different ones.
pub(super) fn of(region: Option<&str>, home: Option<&str>) -> Result<&'static Partition, String> {
    let caller = region.filter(|region| !region.is_empty()).map(known).transpose()?;
    let organization = home.map(known).transpose()?;
    match (caller, organization) {
        (Some(caller), Some(organization)) if caller.id != organization.id => Err(format!(
            "the caller's Region `{}` is in the partition `{}`, and `regions.home` of the baseline, `{}`, is in `{}`: use credentials and a \
             Region (`AWS_REGION`, or `region` in the profile) of the partition that the Organization is in",
            sanitize(region.unwrap_or_default()),
            caller.id,
            sanitize(home.unwrap_or_default()),
            organization.id
        )),
        (caller, organization) => Ok(caller.or(organization).unwrap_or(&COMMERCIAL)),
    }
}

fn known(region: &str) -> Result<&'static Partition, String> {
    of_region(region).ok_or_else(|| {
        format!(
            "`{}` is a Region of no partition that this version knows: correct `AWS_REGION`, or `region` in the profile",
            sanitize(region)
        )
    })
}

/// What is wrong with a caller of another partition than requests are signed for.
pub(super) fn mismatch(wanted: &Partition, caller: &str) -> Option<String> {
    (caller != wanted.id).then(|| {
        format!(
            "the caller is in the partition `{}`, and requests are for `{}`: set `AWS_REGION` to a Region of the Organization's partition, and \
             use credentials of it",
            sanitize(caller),
            wanted.id
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(region: Option<&str>, home: Option<&str>) -> Result<&'static str, String> {
        of(region, home).map(|partition| partition.id)
    }

    #[test]
    fn the_partition_follows_from_either_region() {
        assert_eq!(id(None, None), Ok("aws"));
        assert_eq!(id(Some(""), None), Ok("aws"));
        assert_eq!(id(Some("eusc-de-east-1"), None), Ok("aws-eusc"));
        assert_eq!(id(None, Some("cn-north-1")), Ok("aws-cn"));
        assert_eq!(id(Some("us-gov-east-1"), Some("us-gov-west-1")), Ok("aws-us-gov"));
        assert_eq!(id(Some("us-isob-east-1"), None), Ok("aws-iso-b"));
    }

    #[test]
    fn two_partitions_are_refused_by_name() {
        let wrong = id(Some("eusc-de-east-1"), Some("eu-central-1")).unwrap_err();
        for word in ["eusc-de-east-1", "aws-eusc", "eu-central-1", "`aws`"] {
            assert!(wrong.contains(word), "{wrong}");
        }
        assert!(id(Some("us-isog-east-1"), None).is_err());
    }

    #[test]
    fn callers_of_other_partitions_are_told() {
        assert_eq!(mismatch(&COMMERCIAL, "aws"), None);
        assert!(mismatch(&COMMERCIAL, "aws-cn").unwrap().contains("`aws-cn`"));
    }
}
