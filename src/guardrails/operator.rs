//! Condition operators by name.
//!
//! Source: IAM User Guide, "IAM JSON policy elements: Condition operators". Names are taken in any case.

/// Every operator without prefix and suffix.
const OPERATORS: &[&str] = &[
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "BinaryEquals",
    "Bool",
    "DateEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateNotEquals",
    "IpAddress",
    "NotIpAddress",
    "Null",
    "NumericEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericNotEquals",
    "StringEquals",
    "StringEqualsIgnoreCase",
    "StringLike",
    "StringNotEquals",
    "StringNotEqualsIgnoreCase",
    "StringNotLike",
];

/// What may stand before an operator.
const PREFIXES: &[&str] = &["ForAllValues:", "ForAnyValue:"];

/// The operator as AWS spells it, if there is one of that name.
pub(super) fn spelled(name: &str) -> Option<String> {
    let (prefix, rest) = PREFIXES
        .iter()
        .find_map(|prefix| Some((*prefix, without_prefix(name, prefix)?)))
        .unwrap_or(("", name));
    let (base, suffix) = match rest
        .len()
        .checked_sub("IfExists".len())
        .and_then(|at| rest.split_at_checked(at))
    {
        Some((base, end)) if end.eq_ignore_ascii_case("IfExists") => (base, "IfExists"),
        _ => (rest, ""),
    };
    let base = OPERATORS.iter().find(|known| known.eq_ignore_ascii_case(base))?;
    if *base == "Null" && !suffix.is_empty() {
        return None;
    }
    Some(format!("{prefix}{base}{suffix}"))
}

/// The operator whose name is closest to `name`, if one is close.
pub(super) fn closest(name: &str) -> Option<&'static str> {
    closest_of(name, OPERATORS)
}

/// The word closest to `name`, if one is close enough to be a misspelling of it.
pub(super) fn closest_of(name: &str, words: &[&'static str]) -> Option<&'static str> {
    words
        .iter()
        .map(|word| {
            (
                strsim::damerau_levenshtein(&name.to_ascii_lowercase(), &word.to_ascii_lowercase()),
                *word,
            )
        })
        .filter(|(distance, word)| *distance * 3 <= word.len())
        .min()
        .map(|(_, word)| word)
}

/// Whether the operator's values are `true` and `false`, in any case.
pub(super) fn is_boolean(spelled: &str) -> bool {
    let base = PREFIXES
        .iter()
        .find_map(|prefix| spelled.strip_prefix(prefix))
        .unwrap_or(spelled);
    matches!(base, "Bool" | "BoolIfExists" | "Null")
}

fn without_prefix<'a>(name: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = name.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(closest("StringEqual"), Some("StringEquals"));
        assert_eq!(closest("whatever"), None);
    }
}
