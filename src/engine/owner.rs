//! Whose an object is. The tag `groundline` says it: `<baseline>/<kind>/<key>[/<part>]`.

use std::collections::BTreeMap;
use std::fmt;

use super::address::Address;

/// The key of the ownership tag.
pub const OWNER_TAG: &str = "groundline";

/// The parsed value of an ownership tag.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnerTag {
    /// `organization.baseline` of the baseline that owns the object.
    pub baseline: String,
    /// What the object is there.
    pub address: Address,
}

impl OwnerTag {
    /// The tag of `address` in `baseline`.
    pub fn new(baseline: impl Into<String>, address: Address) -> Self {
        Self {
            baseline: baseline.into(),
            address,
        }
    }

    /// Reads a tag's value; a value of another shape is somebody else's.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let mut parts = value.splitn(4, '/');
        let (baseline, kind, key) = (parts.next()?, parts.next()?, parts.next()?);
        if baseline.is_empty() || kind.is_empty() || key.is_empty() {
            return None;
        }
        Some(Self {
            baseline: baseline.to_owned(),
            address: Address {
                kind: kind.to_owned(),
                key: key.to_owned(),
                part: parts.next().map(str::to_owned),
            },
        })
    }
}

impl fmt::Display for OwnerTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.baseline, self.address.kind, self.address.key)?;
        match &self.address.part {
            Some(part) => write!(f, "/{part}"),
            None => Ok(()),
        }
    }
}

/// Whose an object is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// This baseline's, at this address.
    Ours(Address),
    /// Another baseline's.
    OtherBaseline(String),
    /// Another tool's, by its mark.
    Foreign(String),
    /// Nobody's: it may be adopted.
    Nobody,
}

impl Owner {
    /// How lists of foreign things name the owner.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Ours(address) => format!("this baseline, as {address}"),
            Self::OtherBaseline(name) => format!("baseline {name}"),
            Self::Foreign(mark) => mark.clone(),
            Self::Nobody => "nobody".to_owned(),
        }
    }

    /// As [`Owner::describe`], of something that has an ownership tag of ours only where it `fits`: any other was set by mistake.
    #[must_use]
    pub fn describe_where(&self, fits: impl Fn(&Address) -> bool) -> String {
        match self {
            Self::Ours(address) if !fits(address) => {
                format!("nobody, though it carries the ownership tag of {address}, which it cannot be")
            }
            other => other.describe(),
        }
    }
}

/// What the names of Control Tower's guardrails begin with.
pub const GUARDRAIL: &str = "aws-guardrails-";

/// Whose an object with these tags and this name is. The mark of another tool wins over an ownership tag: anybody can set a tag.
///
/// Control Tower marks its policies only by their names (AWS Control Tower User Guide, "Prevent inadvertent changes to resources").
#[must_use]
pub fn owner(baseline: &str, name: &str, tags: &BTreeMap<String, String>) -> Owner {
    let tag = tags.get(OWNER_TAG).map(|value| (value, OwnerTag::parse(value)));
    let mark = tags
        .keys()
        .find_map(|key| mark_of_tag(key))
        .or_else(|| mark_of_name(name));
    match (mark, tag) {
        (Some(mark), Some((value, _))) => Owner::Foreign(format!("{mark}, though it is tagged {OWNER_TAG} = {value}")),
        (Some(mark), None) => Owner::Foreign(mark.to_owned()),
        (None, Some((_, Some(tag)))) if tag.baseline == baseline => Owner::Ours(tag.address),
        (None, Some((_, Some(tag)))) => Owner::OtherBaseline(tag.baseline),
        (None, Some((value, None))) => Owner::Foreign(format!("tag {OWNER_TAG} = {value}")),
        (None, None) => Owner::Nobody,
    }
}

fn mark_of_name(name: &str) -> Option<&'static str> {
    let marks = [GUARDRAIL, "aws-controltower-", "AWSControlTower"];
    marks
        .iter()
        .any(|prefix| name.starts_with(prefix))
        .then_some("Control Tower")
}

/// The tool that marks what it makes with a tag of this key.
#[must_use]
pub fn mark_of_tag(key: &str) -> Option<&'static str> {
    if key.starts_with("aws:cloudformation:") {
        Some("CloudFormation")
    } else if key.eq_ignore_ascii_case("lzaManaged") || key == "AWSAccelerator" {
        Some("Landing Zone Accelerator")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn owner_tag_round_trips() {
        for text in ["acme/scp/deny-root", "acme/unit/a/replaced", "acme/policy/x/eu-west-1"] {
            assert_eq!(OwnerTag::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "acme", "acme/scp", "/scp/x", "acme//x", "acme/scp/"] {
            assert_eq!(OwnerTag::parse(text), None, "{text}");
        }
    }

    #[test]
    fn owner_follows_marks_then_tag() {
        let ours = owner("acme", "x", &tags(&[("groundline", "acme/scp/x")]));
        assert_eq!(ours, Owner::Ours(Address::new("scp", "x")));
        let other = owner("acme", "x", &tags(&[("groundline", "beta/scp/x")]));
        assert_eq!(other, Owner::OtherBaseline("beta".to_owned()));
        assert!(matches!(
            owner("acme", "x", &tags(&[("aws:cloudformation:stack-name", "s")])),
            Owner::Foreign(_)
        ));
        assert!(matches!(
            owner("acme", "aws-guardrails-abc", &tags(&[])),
            Owner::Foreign(_)
        ));
        assert!(matches!(
            owner("acme", "x", &tags(&[("groundline", "mine")])),
            Owner::Foreign(_)
        ));
        assert_eq!(owner("acme", "x", &tags(&[("team", "a")])), Owner::Nobody);
    }

    #[test]
    fn the_mark_of_another_tool_wins_over_an_ownership_tag() {
        for (name, key, tool) in [
            ("aws-guardrails-abc", "team", "Control Tower"),
            ("x", "aws:cloudformation:stack-name", "CloudFormation"),
            ("x", "LZAManaged", "Landing Zone Accelerator"),
        ] {
            for baseline in ["acme", "beta"] {
                let tags = tags(&[(key, "y"), ("groundline", &format!("{baseline}/scp/x"))]);
                let mark = format!("{tool}, though it is tagged groundline = {baseline}/scp/x");
                assert_eq!(owner("acme", name, &tags), Owner::Foreign(mark));
            }
        }
    }
}
