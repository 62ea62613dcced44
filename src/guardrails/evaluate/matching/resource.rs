//! `Resource` and `NotResource`.

use super::super::variables::Reading;
use super::glob::Glob;
use super::pieces::{Piece, Reach, matches};
use super::relation;

/// A pattern of `Resource`: over the whole text, case counts.
///
/// `*` crosses `/`. A wildcard inside one of the first five parts of an ARN stays in it; an asterisk that ends its part may run over the colons that
/// follow, so that `arn:aws:s3:*` matches a bucket. After the fifth colon colons are ordinary.
///
/// Source: IAM User Guide, "IAM JSON policy elements: Resource".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourcePattern {
    pieces: Vec<Piece<String>>,
    /// The same, where no wildcard is bound to its part.
    glob: Option<Glob>,
}

/// How a resource of the language's current version is read: variables stand after the fifth colon only.
pub(in crate::guardrails::evaluate) const READING: Reading = Reading {
    wildcards: true,
    variables: true,
    colons: 5,
    runs_over: true,
};

impl ResourcePattern {
    /// The pattern in `text`; a variable in it is literal text here, as no request gives it a value.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let reading = Reading {
            variables: false,
            ..READING
        };
        Self::of(reading.read(text).unwrap_or_default())
    }

    /// ARNs of that shape: `arn:*:s3:::*/*`. No wildcard runs over the end of its part, as no ARN has a colon there.
    #[must_use]
    pub fn arns(text: &str) -> Self {
        let reading = Reading {
            variables: false,
            runs_over: false,
            ..READING
        };
        Self::of(reading.read(text).unwrap_or_default())
    }

    /// The pattern of these pieces.
    pub(in crate::guardrails::evaluate) fn of(pieces: Vec<Piece<String>>) -> Self {
        let limited = |piece: &Piece<String>| matches!(piece, Piece::One(Reach::Part) | Piece::Run(Reach::Part));
        let glob = (!pieces.iter().any(limited)).then(|| Glob::of(pieces.clone()));
        Self { pieces, glob }
    }

    /// Whether a resource fits.
    #[must_use]
    pub fn matches(&self, resource: &str) -> bool {
        match &self.glob {
            Some(glob) => glob.matches(resource),
            None => matches(&self.pieces, resource),
        }
    }

    /// Whether every resource fits.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.glob.as_ref().is_some_and(Glob::is_all)
    }

    /// Whether everything that fits `narrow` fits this.
    #[must_use]
    pub fn covers(&self, narrow: &Self) -> bool {
        relation::pieces_cover(&self.pieces, &narrow.pieces)
    }

    /// Whether something fits both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        relation::pieces_overlap(&self.pieces, &other.pieces)
    }

    pub(in crate::guardrails::evaluate) fn pieces(&self) -> &[Piece<String>] {
        &self.pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_inside_a_part_stay_there() {
        for (pattern, resource, wanted) in [
            ("*", "*", true),
            ("*", "arn:aws:s3:::b", true),
            ("arn:aws:s3:::b", "*", false),
            ("arn:*", "*", false),
            ("arn:aws:s3:::b/*", "arn:aws:s3:::b/x/y", true),
            ("arn:aws:s3:::B/*", "arn:aws:s3:::b/x", false),
            // A star that ends its part may run over colons.
            ("arn:aws:sqs:*:queue1", "arn:aws:sqs:eu-west-1:1:queue1", true),
            ("arn:aws:s3:*", "arn:aws:s3:::b/x", true),
            (
                "arn:aws:ec2:*:*:instance/*",
                "arn:aws:ec2:eu-west-1:1:instance/i-1",
                true,
            ),
            // One inside its part may not.
            (
                "arn:aws:ec2:eu-*-1:1:instance/i",
                "arn:aws:ec2:eu-west-1:1:instance/i",
                true,
            ),
            (
                "arn:aws:ec2:eu-*1:instance/i",
                "arn:aws:ec2:eu-west-1:1:instance/i",
                false,
            ),
            ("arn:aws:s*3:::b", "arn:aws:sqs:a3:::b", false),
            ("arn:aws:s?s:r:1:q", "arn:aws:s:s:r:1:q", false),
            ("arn:aws:sqs:r:1?:q", "arn:aws:sqs:r:12:q", true),
            // A question mark is one character of its part, also at the end.
            ("arn:aws:s3:?:b", "arn:aws:s3:::b", false),
            ("arn:aws:sqs:??:q", "arn:aws:sqs:r:1:q", false),
            // After the fifth colon colons are ordinary.
            (
                "arn:aws:logs:r:1:log-group:*x",
                "arn:aws:logs:r:1:log-group:a:b:x",
                true,
            ),
            ("arn:aws:logs:r:1:log-group?x", "arn:aws:logs:r:1:log-group:x", true),
            ("arn:aws*:s3:::b", "arn:aws-cn:s3:::b", true),
            ("", "", true),
            ("", "*", false),
        ] {
            assert_eq!(
                ResourcePattern::new(pattern).matches(resource),
                wanted,
                "{pattern} {resource}"
            );
        }
    }
}
