//! What a sandbox starts from.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::services::iam::is_role_name;
use crate::facts::quotas;

/// Whose Organization it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// The Organization's id: `o-a1b2c3d4e5`.
    pub organization_id: String,
    /// The twelve digits of the management account, which unknown credentials belong to.
    pub management_account: String,
    /// Its e-mail address.
    pub management_email: String,
    /// Whether the Organization exists already; if not, it comes with `CreateOrganization`.
    pub exists: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            organization_id: "o-a1b2c3d4e5".to_owned(),
            management_account: "123456789012".to_owned(),
            management_email: "management@example.com".to_owned(),
            exists: true,
        }
    }
}

/// What is in the Organization at the start: `empty`, `empty:accounts=50`, `small`, `org:1000` or `control-tower`, and behind each of them, if wanted,
/// `,member-role=NAME`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Seed {
    /// The management account alone.
    Empty {
        /// How many accounts the Organization may have; AWS's 10 if nothing is said.
        accounts: Option<usize>,
    },
    /// A few units, accounts and policies, made by hand over time.
    Small,
    /// So many accounts, with units and policies in proportion.
    Org(usize),
    /// A landing zone that AWS Control Tower has set up.
    ControlTower,
    /// The same with a role in every account, those too that come later, which the management account may assume: as a StackSet would put it there.
    WithMemberRole {
        /// What else is there.
        seed: Box<Seed>,
        /// The role's name.
        role: String,
    },
}

impl Default for Seed {
    fn default() -> Self {
        Self::Empty { accounts: None }
    }
}

impl Seed {
    /// How many accounts the Organization may have.
    #[must_use]
    pub fn account_quota(&self) -> usize {
        match self {
            Self::Empty { accounts } => accounts.unwrap_or(quotas::DEFAULT_ACCOUNTS),
            Self::Small | Self::ControlTower => 20,
            Self::Org(accounts) => accounts.saturating_add(100),
            Self::WithMemberRole { seed, .. } => seed.account_quota(),
        }
    }

    /// The role that is in every account.
    #[must_use]
    pub fn member_role(&self) -> Option<&str> {
        match self {
            Self::WithMemberRole { role, .. } => Some(role),
            Self::Empty { .. } | Self::Small | Self::Org(_) | Self::ControlTower => None,
        }
    }
}

/// Text that names no seed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown seed `{0}`: use `empty`, `empty:accounts=N`, `small`, `org:N` (up to 50000 accounts) or `control-tower`; `,member-role=NAME` behind it puts a role in every account"
)]
pub struct SeedError(String);

impl FromStr for Seed {
    type Err = SeedError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |digits: &str| {
            let count: Option<usize> = digits.parse().ok();
            count
                .filter(|count| (1..=50_000).contains(count))
                .ok_or_else(|| SeedError(text.to_owned()))
        };
        if let Some((seed, role)) = text.split_once(",member-role=") {
            let seed: Self = seed.parse().map_err(|_| SeedError(text.to_owned()))?;
            if !is_role_name(role) {
                return Err(SeedError(text.to_owned()));
            }
            return Ok(Self::WithMemberRole {
                seed: Box::new(seed),
                role: role.to_owned(),
            });
        }
        match text.split_once(':') {
            None if text == "empty" => Ok(Self::Empty { accounts: None }),
            None if text == "small" => Ok(Self::Small),
            None if text == "control-tower" => Ok(Self::ControlTower),
            Some(("org", digits)) => Ok(Self::Org(number(digits)?)),
            Some(("empty", option)) => match option.split_once('=') {
                Some(("accounts", digits)) => Ok(Self::Empty {
                    accounts: Some(number(digits)?),
                }),
                _ => Err(SeedError(text.to_owned())),
            },
            _ => Err(SeedError(text.to_owned())),
        }
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty { accounts: None } => f.write_str("empty"),
            Self::Empty { accounts: Some(count) } => write!(f, "empty:accounts={count}"),
            Self::Small => f.write_str("small"),
            Self::Org(accounts) => write!(f, "org:{accounts}"),
            Self::ControlTower => f.write_str("control-tower"),
            Self::WithMemberRole { seed, role } => write!(f, "{seed},member-role={role}"),
        }
    }
}

impl TryFrom<String> for Seed {
    type Error = SeedError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Seed> for String {
    fn from(seed: Seed) -> Self {
        seed.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_reads_as_it_is_written() {
        for text in [
            "empty",
            "empty:accounts=50",
            "small",
            "org:1000",
            "control-tower",
            "empty:accounts=60,member-role=GroundlineMember",
            "small,member-role=a.b@c",
        ] {
            assert_eq!(text.parse::<Seed>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_words_are_refused() {
        for text in [
            "",
            "org",
            "org:0",
            "org:x",
            "org:50001",
            "empty:units=3",
            "small:1",
            "Small",
            "small,member-role=",
            "small,member-role=a b",
            "small,member-role=a/b",
            "small,role=a",
            ",member-role=a",
        ] {
            assert!(text.parse::<Seed>().is_err(), "{text}");
        }
    }
}
