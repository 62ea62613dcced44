//! Who contributed a statement: read from its `Sid` alone, so that nothing else has to be remembered.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How the `Sid` of every statement of any baseline begins.
const START: &str = "Groundline";
/// Characters of the digest of a baseline's name.
const DIGEST: usize = 8;

/// What tells the statements of one baseline from all others: the digest of its name, behind the area in each `Sid`.
///
/// A `Sid` takes letters and digits only (IAM User Guide, "Sid"), so the name itself cannot stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark(String);

impl Mark {
    /// The mark of a baseline.
    #[must_use]
    pub fn of(baseline: &str) -> Self {
        let digest = Sha256::digest(baseline.as_bytes());
        Self(
            digest
                .iter()
                .take(DIGEST / 2)
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }

    /// The area, as its `Sid`s spell it, and what stands behind the mark. Nothing where the `Sid` is not this baseline's.
    pub(super) fn parts<'a>(&self, sid: &'a str) -> Option<(&'a str, &'a str)> {
        let (area, rest) = sid.strip_prefix(START)?.split_once(self.0.as_str())?;
        let is_area = area.starts_with(|first: char| first.is_ascii_uppercase());
        (is_area && area.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some((area, rest))
    }

    /// Whether a `Sid` is this baseline's.
    #[must_use]
    pub fn is_on(&self, sid: &str) -> bool {
        self.parts(sid).is_some()
    }
}

/// Whether a `Sid` bears the mark of some baseline.
pub(super) fn is_marked(sid: &str) -> bool {
    let Some(rest) = sid
        .strip_prefix(START)
        .filter(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()))
    else {
        return false;
    };
    let digests = rest.as_bytes().windows(DIGEST).skip(1);
    let mut digests = digests.map(|digest| digest.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    digests.any(|is_digest| is_digest)
}

/// Who contributes statements: an area, or one part of it that is read, and withdrawn, by itself: `guardduty` in `eu-west-1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Contributor {
    area: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part: Option<String>,
}

impl Contributor {
    /// An area by its name: `trails`.
    pub fn area(area: impl Into<String>) -> Self {
        Self {
            area: area.into(),
            part: None,
        }
    }

    /// One part of the area: a key of its table, a Region.
    #[must_use]
    pub fn part(mut self, part: impl Into<String>) -> Self {
        self.part = Some(part.into());
        self
    }

    /// Whether this is an area, or a part of it.
    #[must_use]
    pub fn is_of(&self, area: &Self, mark: &Mark) -> bool {
        self.prefix(mark).starts_with(&area.prefix(mark))
    }

    /// Who wrote a `Sid` of a baseline, as far as it tells: the area of it.
    pub(super) fn of_sid(mark: &Mark, sid: &str) -> Option<Self> {
        mark.parts(sid).map(|(area, _)| Self::area(kebab(area)))
    }

    /// How every `Sid` of the contributor begins: `GroundlineTrails0a1b2c3dOrganization`.
    #[must_use]
    pub fn prefix(&self, mark: &Mark) -> String {
        let part = self.part.as_deref().map(pascal).unwrap_or_default();
        format!("{START}{}{}{part}", pascal(&self.area), mark.0)
    }

    /// The `Sid` of the contributor's statement of that name.
    #[must_use]
    pub fn sid(&self, mark: &Mark, statement: &str) -> String {
        self.prefix(mark) + statement
    }
}

/// `trails`, `guardduty.eu-west-1`.
impl fmt::Display for Contributor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.area)?;
        match &self.part {
            Some(part) => write!(f, ".{part}"),
            None => Ok(()),
        }
    }
}

/// `log-buckets` as `LogBuckets`: what is no letter or digit of ASCII goes, and the next one is large.
pub(super) fn pascal(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    words
        .flat_map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(letters)
        })
        .collect()
}

/// `LogBuckets` as `log-buckets`.
fn kebab(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push('-');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sid_names_its_contributor() {
        let mark = Mark::of("acme");
        for area in ["trails", "log-buckets", "s3-public-access", "guardduty"] {
            let contributor = Contributor::area(area);
            let sid = format!("{}Write", contributor.prefix(&mark));
            assert!(sid.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{sid}");
            assert_eq!(Contributor::of_sid(&mark, &sid), Some(contributor.clone()));
            assert!(is_marked(&sid), "{sid}");
            assert!(!Mark::of("beta").is_on(&sid), "{sid}");
            let part = contributor.part("eu-west-1");
            assert_eq!(part.prefix(&mark), sid.replace("Write", "EuWest1"));
            assert_eq!(part.to_string(), format!("{area}.eu-west-1"));
        }
    }

    #[test]
    fn a_sid_of_somebody_else_has_no_mark() {
        let mark = Mark::of("acme");
        for sid in [
            "",
            "Groundline",
            "GroundlineReads",
            "Groundwork12345678",
            "Groundline12345678",
            "groundlineA12345678",
        ] {
            assert!(!is_marked(sid) && !mark.is_on(sid), "{sid}");
        }
        assert!(!mark.is_on(&format!("Groundline{}", mark.0)));
        assert!(!mark.is_on(&format!("GroundlineÄ{}", mark.0)));
    }
}
