//! A condition key, and how names are found among them.

use std::cmp::Ordering;

/// A condition key of one table: its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId(pub(super) u32);

/// What kind of values a condition key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "AWS's names say what they hold")]
pub enum KeyKind {
    String,
    Arn,
    Bool,
    Date,
    Numeric,
    Ip,
    Binary,
}

impl KeyKind {
    /// Every one, as the table numbers them.
    pub(super) const ALL: [Self; 7] = [
        Self::String,
        Self::Arn,
        Self::Bool,
        Self::Date,
        Self::Numeric,
        Self::Ip,
        Self::Binary,
    ];

    /// AWS's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::Arn => "ARN",
            Self::Bool => "Bool",
            Self::Date => "Date",
            Self::Numeric => "Numeric",
            Self::Ip => "IPAddress",
            Self::Binary => "Binary",
        }
    }
}

/// What is known of a condition key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFacts {
    /// Its name as AWS spells it. What varies stands as `${Name}`: `aws:PrincipalTag/${TagKey}`.
    pub name: String,
    /// What its values are.
    pub kind: KeyKind,
    /// Whether a request holds a list of values: it is compared with a set operator.
    pub many: bool,
    /// Whether it belongs to no service's actions alone.
    pub global: bool,
    /// Whether each request of an IAM principal holds it: what an SCP judges.
    pub always: bool,
    /// Whether also each request without one holds it (service principals, anonymous callers): what an RCP judges too.
    pub without_principal: bool,
}

impl KeyFacts {
    /// Whether a part of its name varies.
    #[must_use]
    pub fn is_template(&self) -> bool {
        self.name.contains("${")
    }

    /// Whether `name` is this key, or an instance of what varies in it. In any case.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        match self.name.split_once("${") {
            None => self.name.eq_ignore_ascii_case(name),
            Some((stem, _)) => {
                let start = name.get(..stem.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(stem))
                    && literals(&self.name).is_some_and(|literals| fits(&literals, &name.to_ascii_lowercase()))
            }
        }
    }
}

/// The parts of a template's name that do not vary, in lower case: `s3:existingobjecttag/`, and nothing.
fn literals(name: &str) -> Option<Vec<String>> {
    let mut parts = name.split("${");
    let mut literals = vec![parts.next()?.to_ascii_lowercase()];
    for part in parts {
        literals.push(part.split_once('}')?.1.to_ascii_lowercase());
    }
    Some(literals)
}

/// Whether the name is the literals with at least a letter between each two. Both in lower case.
fn fits(literals: &[String], name: &str) -> bool {
    let (Some((first, rest)), Some(last)) = (literals.split_first(), literals.last()) else {
        return false;
    };
    let Some(mut left) = name
        .strip_prefix(first.as_str())
        .and_then(|left| left.strip_suffix(last.as_str()))
    else {
        return false;
    };
    let between = rest.len().saturating_sub(1);
    for literal in rest.iter().take(between) {
        let mut letters = left.chars();
        letters.next();
        match letters.as_str().split_once(literal.as_str()) {
            Some((_, after)) => left = after,
            None => return false,
        }
    }
    !left.is_empty()
}

/// How two names stand to each other, without regard to the case of ASCII letters.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let lower = |byte: u8| byte.to_ascii_lowercase();
    one.bytes().map(lower).cmp(other.bytes().map(lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> KeyFacts {
        KeyFacts {
            name: name.to_owned(),
            kind: KeyKind::String,
            many: false,
            global: false,
            always: false,
            without_principal: false,
        }
    }

    #[test]
    fn a_name_fits_in_any_case() {
        assert!(key("aws:SourceIp").is("AWS:sourceip"));
        assert!(!key("aws:SourceIp").is("aws:SourceIps"));
    }

    #[test]
    fn what_varies_is_at_least_a_letter() {
        let tag = key("aws:PrincipalTag/${TagKey}");
        assert!(tag.is("aws:principaltag/team"));
        assert!(tag.is("aws:PrincipalTag/${TagKey}"));
        assert!(tag.is("aws:PrincipalTag/a/b é"));
        assert!(!tag.is("aws:PrincipalTag/"));
        assert!(!tag.is("aws:PrincipalTag"));
        let location = key("codebuild:secondarySources/${sourceIdentifier}.auth.type");
        assert!(location.is("codebuild:secondarySources/x.auth.type"));
        assert!(!location.is("codebuild:secondarySources/.auth.type"));
        assert!(!location.is("codebuild:secondarySources/x.auth.typ"));
        let issuer = key("${Host}.${Domain}:sub");
        assert!(issuer.is("token.actions.example.com/tenant:sub"));
        assert!(!issuer.is("s3:sub"));
        assert!(!issuer.is(".:sub"));
        assert!(!issuer.is("a.:sub"));
    }

    #[test]
    fn broken_templates_fit_nothing() {
        assert!(!key("aws:X/${TagKey").is("aws:X/a"));
    }
}
