//! `ArnLike` and `ArnEquals`.

use super::glob::Glob;
use super::pieces::Piece;

/// Parts of an ARN: `arn:partition:service:region:account:resource`.
const PARTS: usize = 6;

/// A pattern of ARNs as the ARN operators compare: each of the six parts on its own. Case counts.
///
/// Source: IAM User Guide, "IAM JSON policy elements: Condition operators": each of the six parts is checked separately and each can have
/// wildcards; `ArnEquals` and `ArnLike` behave the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArnPattern(Option<Vec<Glob>>);

impl ArnPattern {
    /// The pattern in `text`. With fewer than six parts it matches nothing.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let parts: Vec<Glob> = text.splitn(PARTS, ':').map(Glob::new).collect();
        Self((parts.len() == PARTS).then_some(parts))
    }

    /// The pattern of these pieces.
    pub(in crate::guardrails::evaluate) fn of<T: AsRef<str>>(pieces: &[Piece<T>]) -> Self {
        let mut parts: Vec<Vec<Piece<String>>> = vec![Vec::new()];
        for piece in pieces {
            match piece {
                Piece::One(reach) => push(&mut parts, Piece::One(*reach)),
                Piece::Run(reach) => push(&mut parts, Piece::Run(*reach)),
                Piece::Text(text) => {
                    let left = PARTS.saturating_sub(parts.len()) + 1;
                    for (index, text) in text.as_ref().splitn(left, ':').enumerate() {
                        if index > 0 {
                            parts.push(Vec::new());
                        }
                        if !text.is_empty() {
                            push(&mut parts, Piece::Text(text.to_owned()));
                        }
                    }
                }
            }
        }
        Self((parts.len() == PARTS).then(|| parts.into_iter().map(Glob::of).collect()))
    }

    /// Whether `arn` fits. A text with fewer than six parts never does.
    #[must_use]
    pub fn matches(&self, arn: &str) -> bool {
        let Some(parts) = &self.0 else { return false };
        let mut values = arn.splitn(PARTS, ':');
        parts
            .iter()
            .all(|part| values.next().is_some_and(|value| part.matches(value)))
    }
}

fn push(parts: &mut [Vec<Piece<String>>], piece: Piece<String>) {
    if let Some(part) = parts.last_mut() {
        match (part.last_mut(), piece) {
            (Some(Piece::Text(before)), Piece::Text(text)) => before.push_str(&text),
            (_, piece) => part.push(piece),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::pieces::Reach;
    use super::*;

    #[test]
    fn part_by_part() {
        for (pattern, arn, wanted) in [
            ("arn:aws:iam::1:role/a", "arn:aws:iam::1:role/a", true),
            ("arn:*:iam::*:role/a", "arn:aws:iam::1:role/a", true),
            ("arn:*:iam::*:role/a", "arn:aws:iam::1:role/A", false),
            // `*` crosses `/` but no colon.
            ("arn:aws:iam::*:role/*", "arn:aws:iam::1:role/path/a", true),
            ("arn:aws:*:role/a", "arn:aws:iam::1:role/a", false),
            ("arn:aws:sqs:*:queue", "arn:aws:sqs:eu-west-1:1:queue", false),
            ("*", "arn:aws:iam::1:role/a", false),
            ("arn:*", "arn:aws:iam::1:role/a", false),
            ("*:*:*:*:*:*", "arn:aws:iam::1:role/a", true),
            // After the fifth colon colons are ordinary.
            ("arn:aws:logs:*:*:*", "arn:aws:logs:r:1:log-group:x:*", true),
            ("arn:aws:logs:*:*:log-group:?", "arn:aws:logs:r:1:log-group:x", true),
            ("arn:aws:iam::1:role/a", "role/a", false),
            ("arn:aws:iam::1:", "arn:aws:iam::1:", true),
        ] {
            assert_eq!(ArnPattern::new(pattern).matches(arn), wanted, "{pattern} {arn}");
        }
    }

    #[test]
    fn pieces_are_split_at_the_first_five_colons() {
        let pieces = [
            Piece::Text("arn:aws"),
            Piece::Text(":iam::"),
            Piece::Run(Reach::Any),
            Piece::Text(":role/a:"),
            Piece::Text("b:*"),
        ];
        let pattern = ArnPattern::of(&pieces);
        assert!(pattern.matches("arn:aws:iam::1:role/a:b:*"));
        assert!(!pattern.matches("arn:aws:iam::1:role/a:b:c"));
    }
}
