//! The kinds of parameters, and what a value of each must look like.

use serde::{Deserialize, Serialize};

use super::role;
use crate::facts::accounts::{is_id, wrong_in_arn};
use crate::facts::partitions;
use crate::facts::suggest::closest;

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Names of Regions: `eu-west-1`.
    Regions,
    /// Roles: names, names with a path, or ARN patterns. Compiled to ARN patterns.
    RolePatterns,
    /// Prefixes of services in actions: `s3`.
    Services,
    /// Action patterns: `s3:Get*`.
    Actions,
    /// Tag keys.
    TagKeys,
    /// Account ids: 12 digits.
    Accounts,
    /// The id of an Organization: `o-a1b2c3d4e5`.
    OrganizationId,
    /// ARN patterns.
    Arns,
    /// One text.
    Text,
    /// Texts.
    Texts,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Boolean,
}

impl Kind {
    /// Whether it takes a list.
    #[must_use]
    pub fn is_list(self) -> bool {
        !matches!(self, Self::OrganizationId | Self::Text | Self::Number | Self::Boolean)
    }

    /// What it takes, in words: `a list of Regions`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Regions => "a list of Regions",
            Self::RolePatterns => "a list of roles",
            Self::Services => "a list of service prefixes",
            Self::Actions => "a list of actions",
            Self::TagKeys => "a list of tag keys",
            Self::Accounts => "a list of account ids",
            Self::OrganizationId => "the id of an Organization",
            Self::Arns => "a list of ARNs",
            Self::Text => "a text",
            Self::Texts => "a list of texts",
            Self::Number => "a number",
            Self::Boolean => "`true` or `false`",
        }
    }

    /// The form of a text that is compiled.
    ///
    /// # Errors
    /// What is wrong with it, and what to do.
    pub(super) fn text(self, written: &str) -> Result<String, (String, String)> {
        if written.contains("${") {
            return Err((
                format!("`{}` holds a policy variable", written.escape_debug()),
                "the values of parameters are compared as they are: write the value itself".to_owned(),
            ));
        }
        if written.is_empty() || written.chars().any(char::is_control) {
            return Err((
                format!("`{}` is empty or holds control characters", written.escape_debug()),
                "write a text of visible characters".to_owned(),
            ));
        }
        if self == Self::RolePatterns {
            return role::arn_pattern(written);
        }
        if self == Self::Arns
            && let Some(account) = wrong_in_arn(written)
        {
            let message = format!(
                "`{}` names `{account}`, which is not the id of an account",
                written.escape_debug()
            );
            return Err((message, "an account id is 12 digits, or `*`".to_owned()));
        }
        if self == Self::Arns
            && let Some(partition) = wrong_partition(written)
        {
            return Err(partition);
        }
        let (fits, example) = match self {
            Self::Regions => (partitions::is_name(written), "a Region is written like `eu-west-1`"),
            Self::Services => (
                is_prefix(written),
                "a service is written as in actions, without `:*`: `s3`",
            ),
            Self::Actions => (
                is_action(written),
                "an action is written like `s3:GetObject` or `s3:Get*`",
            ),
            Self::TagKeys => (
                is_tag_key(written),
                "a tag key has up to 128 letters, digits, spaces and `_ . : / = + - @`, and does not begin with `aws:`",
            ),
            Self::Accounts => (is_id(written), "an account id is 12 digits in quotes"),
            Self::OrganizationId => (
                is_organization(written),
                "the id of an Organization is written like `o-a1b2c3d4e5`",
            ),
            Self::Arns => (is_arn(written), "an ARN has six parts: `arn:*:s3:::bucket/*`"),
            _ => (true, ""),
        };
        if fits {
            Ok(written.to_owned())
        } else {
            Err((
                format!("`{}` is not {}", written.escape_debug(), self.one()),
                example.to_owned(),
            ))
        }
    }

    fn one(self) -> &'static str {
        match self {
            Self::Regions => "a Region",
            Self::RolePatterns => "a role",
            Self::Services => "the prefix of a service",
            Self::Actions => "an action",
            Self::TagKeys => "a tag key",
            Self::Accounts => "an account id",
            Self::OrganizationId => "the id of an Organization",
            Self::Arns => "an ARN",
            Self::Text | Self::Texts => "a text",
            Self::Number => "a number",
            Self::Boolean => "`true` or `false`",
        }
    }
}

/// What is wrong with the partition of an ARN, and what to do.
pub(super) fn wrong_partition(arn: &str) -> Option<(String, String)> {
    let name = partitions::of_arn(arn).filter(|name| partitions::named(name).is_none())?;
    let message = format!(
        "`{}` names `{}`, which is not a partition",
        arn.escape_debug(),
        name.escape_debug()
    );
    let help = match closest(name, partitions::PARTITIONS.iter().map(|known| known.id)) {
        Some(close) => format!("did you mean `{close}`? `*` is any of them"),
        None => "write the partition of the Organization, or `*` for any".to_owned(),
    };
    Some((message, help))
}

fn is_prefix(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn is_action(text: &str) -> bool {
    let name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"*?".contains(&byte))
    };
    text.split_once(':')
        .is_some_and(|(prefix, action)| is_prefix(prefix) && name(action))
}

/// Source: the tag grammar of AWS Organizations, `TagKey`.
fn is_tag_key(text: &str) -> bool {
    let known = |character: char| character.is_alphanumeric() || " _.:/=+-@".contains(character);
    (1..=128).contains(&text.chars().count())
        && text.chars().all(known)
        && !text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
}

/// Source: the API model of AWS Organizations, `OrganizationId`.
fn is_organization(text: &str) -> bool {
    text.strip_prefix("o-").is_some_and(|id| {
        (10..=32).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

fn is_arn(text: &str) -> bool {
    text.starts_with("arn:")
        && text.splitn(6, ':').count() == 6
        && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(kind: Kind, text: &str) -> bool {
        kind.text(text).is_ok()
    }

    #[test]
    fn regions_have_a_shape() {
        for region in ["eu-west-1", "us-gov-west-1", "eusc-de-east-1", "ap-southeast-10"] {
            assert!(takes(Kind::Regions, region), "{region}");
        }
        for wrong in [
            "",
            "eu-west",
            "eu-west-1a",
            "EU-west-1",
            "eu-*-1",
            "eu_west_1",
            "global",
            "-west-1",
            "eu-west-1 ",
        ] {
            assert!(!takes(Kind::Regions, wrong), "{wrong}");
        }
    }

    #[test]
    fn services_actions_and_tag_keys_have_a_shape() {
        assert!(takes(Kind::Services, "route53-recovery-cluster"));
        assert!(!takes(Kind::Services, "s3:*") && !takes(Kind::Services, "*") && !takes(Kind::Services, "S3"));
        assert!(takes(Kind::Actions, "s3:Get*") && takes(Kind::Actions, "iam:*"));
        for wrong in ["*", "*:*", "s3", "s3:", ":Get", "s3:Get Object", "s3:Get:x"] {
            assert!(!takes(Kind::Actions, wrong), "{wrong}");
        }
        assert!(takes(Kind::TagKeys, "cost-center") && takes(Kind::TagKeys, "Kosten stelle"));
        assert!(
            !takes(Kind::TagKeys, "aws:x") && !takes(Kind::TagKeys, "a*") && !takes(Kind::TagKeys, &"a".repeat(129))
        );
    }

    #[test]
    fn ids_have_a_shape() {
        assert!(takes(Kind::Accounts, "012345678901"));
        assert!(!takes(Kind::Accounts, "12345678901") && !takes(Kind::Accounts, "01234567890x"));
        assert!(takes(Kind::OrganizationId, "o-a1b2c3d4e5"));
        assert!(!takes(Kind::OrganizationId, "a1b2c3d4e5") && !takes(Kind::OrganizationId, "o-A1b2c3d4e5"));
        assert!(takes(Kind::Arns, "arn:*:s3:::bucket/*:x"));
        assert!(!takes(Kind::Arns, "arn:aws:s3") && !takes(Kind::Arns, "bucket"));
    }

    #[test]
    fn no_kind_takes_variables_or_control_characters() {
        for kind in [Kind::Text, Kind::Texts, Kind::Arns, Kind::TagKeys, Kind::RolePatterns] {
            for wrong in ["${aws:username}", "a\u{1b}[31m", "a\nb", ""] {
                assert!(!takes(kind, wrong), "{kind:?} {wrong:?}");
            }
        }
        assert!(takes(Kind::Text, "Bitte über das Portal: \"ja\""));
    }
}
