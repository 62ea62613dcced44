//! What makes a change dangerous: a closed set of words that a person must allow by name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::address::Address;

/// A danger that a person must allow with `--allow RISK[=ADDRESS]` before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    /// For a moment, something that is denied before and after is allowed.
    Gap,
    /// Much of what is managed is detached, moved, deleted or closed at once.
    LargeChange,
    /// Evidence is deleted.
    DestroyEvidence,
    /// Data is kept for a shorter time.
    ShortenRetention,
    /// A policy type is enabled whose enabling alone changes behaviour.
    EnablePolicyType,
    /// A policy type is disabled, which detaches every policy of it.
    DisablePolicyType,
    /// A service loses its access to the Organization.
    DisableTrustedAccess,
    /// A service gets another administrator.
    ChangeDelegatedAdmin,
    /// A unit is replaced by a new one, with a new id.
    ReplaceUnit,
    /// Control Tower governs what is changed.
    ControlTower,
    /// Something becomes reachable by the public.
    OpensPublicAccess,
    /// AWS's policy that allows everything comes to a root, unit or account, or goes.
    AllowList,
    /// Traffic that flows today stops.
    CutsTraffic,
    /// Something metered starts.
    Spend,
    /// It cannot be undone.
    Irreversible,
}

impl Risk {
    /// All of them, in the order of documents.
    pub const ALL: [Self; 15] = [
        Self::Gap,
        Self::LargeChange,
        Self::DestroyEvidence,
        Self::ShortenRetention,
        Self::EnablePolicyType,
        Self::DisablePolicyType,
        Self::DisableTrustedAccess,
        Self::ChangeDelegatedAdmin,
        Self::ReplaceUnit,
        Self::ControlTower,
        Self::OpensPublicAccess,
        Self::AllowList,
        Self::CutsTraffic,
        Self::Spend,
        Self::Irreversible,
    ];

    /// The word that a person types.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::LargeChange => "large-change",
            Self::DestroyEvidence => "destroy-evidence",
            Self::ShortenRetention => "shorten-retention",
            Self::EnablePolicyType => "enable-policy-type",
            Self::DisablePolicyType => "disable-policy-type",
            Self::DisableTrustedAccess => "disable-trusted-access",
            Self::ChangeDelegatedAdmin => "change-delegated-admin",
            Self::ReplaceUnit => "replace-unit",
            Self::ControlTower => "control-tower",
            Self::OpensPublicAccess => "opens-public-access",
            Self::AllowList => "allow-list",
            Self::CutsTraffic => "cuts-traffic",
            Self::Spend => "spend",
            Self::Irreversible => "irreversible",
        }
    }
}

impl fmt::Display for Risk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A risk that one change carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskNote {
    /// Which one.
    pub risk: Risk,
    /// What happens, with names: accounts, statements, ids.
    pub why: String,
    /// Whether `--allow` named it when the plan was made.
    pub allowed: bool,
}

/// The risks that one change carries, each once. In documents `risk` is the one that stands in the way, or else the first, and `risks` has all of
/// them where there are several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Risks(Vec<RiskNote>);

#[derive(Serialize, Deserialize)]
struct Written {
    risk: Option<RiskNote>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    risks: Vec<RiskNote>,
}

impl Risks {
    /// Adds a risk, in place of what was said of the same one.
    pub fn add(&mut self, note: RiskNote) {
        match self.0.iter_mut().find(|known| known.risk == note.risk) {
            Some(known) => *known = note,
            None => self.0.push(note),
        }
    }

    /// All of them, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &RiskNote> {
        self.0.iter()
    }

    /// The one that stands in the way, or else the first.
    #[must_use]
    pub fn first(&self) -> Option<&RiskNote> {
        self.0.iter().find(|note| !note.allowed).or_else(|| self.0.first())
    }
}

impl From<Written> for Risks {
    fn from(written: Written) -> Self {
        if written.risks.is_empty() {
            return Self(written.risk.into_iter().collect());
        }
        Self(written.risks)
    }
}

impl From<Risks> for Written {
    fn from(risks: Risks) -> Self {
        Self {
            risk: risks.first().cloned(),
            risks: if risks.0.len() > 1 { risks.0 } else { Vec::new() },
        }
    }
}

/// One `--allow RISK[=ADDRESS]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Allowance {
    /// The risk that may be taken.
    pub risk: Risk,
    /// Only at this address; anywhere if absent.
    pub address: Option<Address>,
}

impl Allowance {
    /// Whether it covers `risk` at `address`.
    #[must_use]
    pub fn covers(&self, risk: Risk, address: &Address) -> bool {
        self.risk == risk && self.address.as_ref().is_none_or(|only| only == address)
    }
}

impl fmt::Display for Allowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.address {
            Some(address) => write!(f, "{}={address}", self.risk),
            None => write!(f, "{}", self.risk),
        }
    }
}

impl FromStr for Allowance {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (word, address) = match text.split_once('=') {
            Some((word, address)) => (word, Some(address)),
            None => (text, None),
        };
        let risk = Risk::ALL.into_iter().find(|risk| risk.word() == word).ok_or_else(|| {
            let known: Vec<_> = Risk::ALL.iter().map(|risk| risk.word()).collect();
            format!("unknown risk `{word}`, the risks are {}", known.join(", "))
        })?;
        let address = address
            .map(|address| address.parse::<Address>().map_err(|e| e.to_string()))
            .transpose()?;
        Ok(Self { risk, address })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_risk_is_written_as_one_and_several_are_all_written() {
        let note = |risk, allowed| RiskNote {
            risk,
            why: "why".to_owned(),
            allowed,
        };
        let mut risks = Risks::default();
        assert_eq!(json!(risks), json!({ "risk": null }));
        risks.add(note(Risk::Gap, true));
        assert_eq!(json!(risks), json!({ "risk": note(Risk::Gap, true) }));
        risks.add(note(Risk::Spend, false));
        risks.add(note(Risk::Gap, true));
        let written = json!(risks);
        let all = [note(Risk::Gap, true), note(Risk::Spend, false)];
        assert_eq!(written, json!({ "risk": note(Risk::Spend, false), "risks": all }));
        assert_eq!(serde_json::from_value::<Risks>(written).unwrap(), risks);
    }
}
