//! Where a call to AWS is made: as which account, in which Region.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// As which account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caller {
    /// The management account, with the caller's own credentials.
    Management,
    /// The delegated administrator of a service principal.
    Delegated(String),
    /// An account of the baseline by its key, through its member role.
    Account(String),
}

/// Where a call is made, as text `management`, `delegated:guardduty.amazonaws.com/eu-west-1`, `account:log-archive/eu-west-1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Session {
    /// As which account.
    pub caller: Caller,
    /// In which Region; none for services that are global.
    pub region: Option<String>,
}

impl Session {
    /// A global service in the management account.
    #[must_use]
    pub const fn management() -> Self {
        Self {
            caller: Caller::Management,
            region: None,
        }
    }

    /// A global service in the account of a service's delegated administrator.
    pub fn delegated(principal: impl Into<String>) -> Self {
        Self {
            caller: Caller::Delegated(principal.into()),
            region: None,
        }
    }

    /// A global service in an account of the baseline.
    pub fn account(key: impl Into<String>) -> Self {
        Self {
            caller: Caller::Account(key.into()),
            region: None,
        }
    }

    /// The same account in a Region.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }
}

impl fmt::Display for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.caller {
            Caller::Management => f.write_str("management")?,
            Caller::Delegated(principal) => write!(f, "delegated:{principal}")?,
            Caller::Account(key) => write!(f, "account:{key}")?,
        }
        match &self.region {
            Some(region) => write!(f, "/{region}"),
            None => Ok(()),
        }
    }
}

/// Text that says no account and Region.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{0}` says no account to call from: write it as `management`, `account:log-archive` or `account:log-archive/eu-west-1`"
)]
pub struct BadSession(pub String);

impl FromStr for Session {
    type Err = BadSession;

    fn from_str(text: &str) -> Result<Self, BadSession> {
        let bad = || BadSession(text.to_owned());
        let (caller, region) = match text.split_once('/') {
            Some((caller, region)) => (caller, Some(region)),
            None => (text, None),
        };
        let session = match caller.split_once(':') {
            None if caller == "management" => Self::management(),
            Some(("delegated", principal)) if !principal.is_empty() => Self::delegated(principal),
            Some(("account", key)) if !key.is_empty() => Self::account(key),
            _ => return Err(bad()),
        };
        match region {
            None => Ok(session),
            Some("") => Err(bad()),
            Some(region) => Ok(session.region(region)),
        }
    }
}

impl Serialize for Session {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Session {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_text_is_read_back() {
        let all = [
            Session::management(),
            Session::management().region("eu-west-1"),
            Session::delegated("guardduty.amazonaws.com").region("eu-west-1"),
            Session::account("log-archive"),
            Session::account("log-archive").region("eu-central-1"),
        ];
        let texts = all.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            texts,
            [
                "management",
                "management/eu-west-1",
                "delegated:guardduty.amazonaws.com/eu-west-1",
                "account:log-archive",
                "account:log-archive/eu-central-1"
            ]
        );
        let read = texts.iter().map(|text| text.parse::<Session>().unwrap());
        assert!(read.eq(all));
    }

    #[test]
    fn other_texts_are_refused() {
        for bad in [
            "",
            "member",
            "management/",
            "account:",
            "account:/eu-west-1",
            "delegated:/x",
            "role:x",
        ] {
            assert!(bad.parse::<Session>().is_err(), "{bad}");
        }
    }
}
