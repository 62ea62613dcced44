//! The name of one managed thing, as people and machines see it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The name of one managed thing: `unit.production`, `scp.deny-root`, `scp-attachment.deny-root["root"]`.
///
/// `Ord` is the order of printing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// What sort of thing it is: `unit`, `account`, `scp`, …
    pub kind: String,
    /// Its key in the baseline, or what AWS calls it where it has no key.
    pub key: String,
    /// One part of several under one key: a Region, or the target of an attachment.
    pub part: Option<String>,
}

impl Address {
    /// An address without a part.
    pub fn new(kind: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            key: key.into(),
            part: None,
        }
    }

    /// The same address with a part: `scp-attachment.deny-root["root"]`.
    #[must_use]
    pub fn part(mut self, part: impl Into<String>) -> Self {
        self.part = Some(part.into());
        self
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.kind, self.key)?;
        match &self.part {
            Some(part) => write!(f, "[\"{part}\"]"),
            None => Ok(()),
        }
    }
}

/// Text that is not an address.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not an address: write it as `unit.production` or `scp-attachment.deny-root[\"root\"]`")]
pub struct BadAddress(pub String);

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let bad = || BadAddress(text.to_owned());
        let (kind, rest) = text.split_once('.').ok_or_else(bad)?;
        let (key, part) = match rest.strip_suffix("\"]") {
            Some(rest) => {
                let (key, part) = rest.split_once("[\"").ok_or_else(bad)?;
                (key, Some(part.to_owned()))
            }
            None => (rest, None),
        };
        if kind.is_empty() || key.is_empty() {
            return Err(bad());
        }
        Ok(Self {
            kind: kind.to_owned(),
            key: key.to_owned(),
            part,
        })
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_text_round_trips() {
        for text in [
            "unit.production",
            "trusted-access.ram.amazonaws.com",
            "scp-attachment.deny-root[\"account:dev\"]",
        ] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn address_needs_kind_and_key() {
        for text in ["", "unit", ".x", "unit.", "unit.x\"]"] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
