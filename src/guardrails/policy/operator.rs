//! Condition operators.
//!
//! Source: IAM User Guide, "IAM JSON policy elements: Condition operators". Names are taken in any case.

use std::fmt;

/// A condition operator with what stands before and after it: `ForAnyValue:StringLikeIfExists`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operator {
    /// How a key with many values is compared; none compares a key of one value.
    pub set: Option<SetOperator>,
    /// What is compared.
    pub comparison: Comparison,
    /// Whether a key that is not there counts as a match.
    pub if_exists: bool,
}

/// How a key with many values is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SetOperator {
    /// Every value of the request must match; true when there is none.
    ForAllValues,
    /// One value of the request must match.
    ForAnyValue,
}

/// What kind of values a comparison reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Texts.
    String,
    /// Decimal numbers.
    Numeric,
    /// Instants: ISO 8601, or seconds since 1970.
    Date,
    /// `true` and `false`, in any case.
    Bool,
    /// Bytes in Base64.
    Binary,
    /// IP addresses and ranges.
    Address,
    /// ARNs, part by part.
    Arn,
    /// Whether the key is there.
    Null,
}

/// An operator without prefix and suffix, by AWS's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "AWS's names say what they compare")]
pub enum Comparison {
    StringEquals,
    StringNotEquals,
    StringEqualsIgnoreCase,
    StringNotEqualsIgnoreCase,
    StringLike,
    StringNotLike,
    NumericEquals,
    NumericNotEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    DateEquals,
    DateNotEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    Bool,
    BinaryEquals,
    IpAddress,
    NotIpAddress,
    ArnEquals,
    ArnLike,
    ArnNotEquals,
    ArnNotLike,
    Null,
}

impl Comparison {
    /// Every one.
    pub const ALL: &[Self] = &[
        Self::StringEquals,
        Self::StringNotEquals,
        Self::StringEqualsIgnoreCase,
        Self::StringNotEqualsIgnoreCase,
        Self::StringLike,
        Self::StringNotLike,
        Self::NumericEquals,
        Self::NumericNotEquals,
        Self::NumericLessThan,
        Self::NumericLessThanEquals,
        Self::NumericGreaterThan,
        Self::NumericGreaterThanEquals,
        Self::DateEquals,
        Self::DateNotEquals,
        Self::DateLessThan,
        Self::DateLessThanEquals,
        Self::DateGreaterThan,
        Self::DateGreaterThanEquals,
        Self::Bool,
        Self::BinaryEquals,
        Self::IpAddress,
        Self::NotIpAddress,
        Self::ArnEquals,
        Self::ArnLike,
        Self::ArnNotEquals,
        Self::ArnNotLike,
        Self::Null,
    ];

    /// AWS's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::StringEquals => "StringEquals",
            Self::StringNotEquals => "StringNotEquals",
            Self::StringEqualsIgnoreCase => "StringEqualsIgnoreCase",
            Self::StringNotEqualsIgnoreCase => "StringNotEqualsIgnoreCase",
            Self::StringLike => "StringLike",
            Self::StringNotLike => "StringNotLike",
            Self::NumericEquals => "NumericEquals",
            Self::NumericNotEquals => "NumericNotEquals",
            Self::NumericLessThan => "NumericLessThan",
            Self::NumericLessThanEquals => "NumericLessThanEquals",
            Self::NumericGreaterThan => "NumericGreaterThan",
            Self::NumericGreaterThanEquals => "NumericGreaterThanEquals",
            Self::DateEquals => "DateEquals",
            Self::DateNotEquals => "DateNotEquals",
            Self::DateLessThan => "DateLessThan",
            Self::DateLessThanEquals => "DateLessThanEquals",
            Self::DateGreaterThan => "DateGreaterThan",
            Self::DateGreaterThanEquals => "DateGreaterThanEquals",
            Self::Bool => "Bool",
            Self::BinaryEquals => "BinaryEquals",
            Self::IpAddress => "IpAddress",
            Self::NotIpAddress => "NotIpAddress",
            Self::ArnEquals => "ArnEquals",
            Self::ArnLike => "ArnLike",
            Self::ArnNotEquals => "ArnNotEquals",
            Self::ArnNotLike => "ArnNotLike",
            Self::Null => "Null",
        }
    }

    /// What it compares.
    #[must_use]
    pub fn family(self) -> Family {
        match self {
            Self::StringEquals
            | Self::StringNotEquals
            | Self::StringEqualsIgnoreCase
            | Self::StringNotEqualsIgnoreCase
            | Self::StringLike
            | Self::StringNotLike => Family::String,
            Self::NumericEquals
            | Self::NumericNotEquals
            | Self::NumericLessThan
            | Self::NumericLessThanEquals
            | Self::NumericGreaterThan
            | Self::NumericGreaterThanEquals => Family::Numeric,
            Self::DateEquals
            | Self::DateNotEquals
            | Self::DateLessThan
            | Self::DateLessThanEquals
            | Self::DateGreaterThan
            | Self::DateGreaterThanEquals => Family::Date,
            Self::Bool => Family::Bool,
            Self::BinaryEquals => Family::Binary,
            Self::IpAddress | Self::NotIpAddress => Family::Address,
            Self::ArnEquals | Self::ArnLike | Self::ArnNotEquals | Self::ArnNotLike => Family::Arn,
            Self::Null => Family::Null,
        }
    }

    /// Whether it asks that no value matches: it is true when the key is not there.
    #[must_use]
    pub fn is_negated(self) -> bool {
        matches!(
            self,
            Self::StringNotEquals
                | Self::StringNotEqualsIgnoreCase
                | Self::StringNotLike
                | Self::NumericNotEquals
                | Self::DateNotEquals
                | Self::NotIpAddress
                | Self::ArnNotEquals
                | Self::ArnNotLike
        )
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|known| known.name().eq_ignore_ascii_case(name))
    }
}

impl SetOperator {
    const ALL: &[Self] = &[Self::ForAllValues, Self::ForAnyValue];

    /// What is written before the operator, the colon included.
    fn prefix(self) -> &'static str {
        match self {
            Self::ForAllValues => "ForAllValues:",
            Self::ForAnyValue => "ForAnyValue:",
        }
    }
}

const IF_EXISTS: &str = "IfExists";

impl Operator {
    /// The operator of that name, in any case, if there is one.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let (set, rest) = SetOperator::ALL
            .iter()
            .find_map(|set| Some((Some(*set), without_prefix(name, set.prefix())?)))
            .unwrap_or((None, name));
        let end = rest
            .len()
            .checked_sub(IF_EXISTS.len())
            .and_then(|at| rest.split_at_checked(at));
        let (base, if_exists) = match end {
            Some((base, end)) if end.eq_ignore_ascii_case(IF_EXISTS) => (base, true),
            _ => (rest, false),
        };
        let comparison = Comparison::named(base)?;
        (comparison != Comparison::Null || !if_exists).then_some(Self {
            set,
            comparison,
            if_exists,
        })
    }
}

/// The operator as AWS spells it.
impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = self.set.map_or("", SetOperator::prefix);
        let suffix = if self.if_exists { IF_EXISTS } else { "" };
        write!(f, "{prefix}{}{suffix}", self.comparison.name())
    }
}

/// The word closest to `name`, if one is close enough to be a misspelling of it.
pub(in crate::guardrails) fn closest_of<'a>(name: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_ascii_lowercase();
    let length = name.chars().count();
    let letters = counted(&name);
    words
        .into_iter()
        // What differs in length or letters by more than the limit is never close, and this is told without the distance.
        .filter(|word| word.chars().count().abs_diff(length) * 3 <= word.len())
        .filter(|word| !(name.is_ascii() && word.is_ascii()) || differing(letters, word) * 3 <= word.len())
        .map(|word| (strsim::damerau_levenshtein(&name, &word.to_ascii_lowercase()), word))
        .filter(|(distance, word)| *distance * 3 <= word.len())
        .min()
        .map(|(_, word)| word)
}

/// How often each character of ASCII is in a text.
fn counted(text: &str) -> [i16; 128] {
    let mut counts = [0_i16; 128];
    for byte in text.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count = count.saturating_add(1);
        }
    }
    counts
}

/// How many characters of one text are not in the other, in any case and whatever their order: the distance is never less.
fn differing(mut letters: [i16; 128], word: &str) -> usize {
    let mut missing: usize = 0;
    for byte in word.bytes() {
        if let Some(count) = letters.get_mut(usize::from(byte.to_ascii_lowercase())) {
            missing += usize::from(*count <= 0);
            *count = count.saturating_sub(1);
        }
    }
    missing
}

fn without_prefix<'a>(name: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = name.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(name: &str) -> Option<String> {
        Operator::parse(name).map(|operator| operator.to_string())
    }

    #[test]
    fn any_case_has_one_spelling() {
        assert_eq!(
            spelled("stringnotequalsIFEXISTS").as_deref(),
            Some("StringNotEqualsIfExists")
        );
        assert_eq!(
            spelled("forallvalues:STRINGLIKE").as_deref(),
            Some("ForAllValues:StringLike")
        );
        assert_eq!(spelled("Null").as_deref(), Some("Null"));
        assert_eq!(spelled("NullIfExists"), None);
        assert_eq!(spelled("IfExists"), None);
        assert_eq!(spelled("StringEqual"), None);
        assert_eq!(spelled("é"), None);
    }

    #[test]
    fn misspellings_are_recognised() {
        let closest = |name: &str| closest_of(name, Comparison::ALL.iter().map(|known| known.name()));
        assert_eq!(closest("StringEqual"), Some("StringEquals"));
        assert_eq!(closest("whatever"), None);
    }
}
