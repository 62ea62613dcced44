//! Whether two names or e-mails are so alike that one may be a slip of the other.

/// How alike two texts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// They are the same but for upper and lower case.
    Same,
    /// They are the same without dots, hyphens, the spaces of a name and the separator of the plus part of an e-mail, or one edit apart.
    Near,
}

/// A name or the local part of an e-mail, made ready to be compared with many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    lower: String,
    plain: Vec<char>,
    domain: String,
}

impl Alike {
    /// Of a name.
    #[must_use]
    pub fn name(name: &str) -> Self {
        Self::new(name, "", &['.', '-', '_', ' '])
    }

    /// Of an e-mail: its domain is never a slip, as a company writes it in every account.
    #[must_use]
    pub fn email(email: &str) -> Self {
        let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
        Self::new(local, domain, &['.', '-', '+'])
    }

    fn new(text: &str, domain: &str, skipped: &[char]) -> Self {
        let lower = text.to_lowercase();
        Self {
            plain: lower.chars().filter(|c| !skipped.contains(c)).collect(),
            lower,
            domain: domain.to_lowercase(),
        }
    }

    /// How alike it is to another one; nothing if one is no slip of the other.
    #[must_use]
    pub fn to(&self, other: &Self) -> Option<Likeness> {
        if self.domain != other.domain {
            return None;
        }
        if self.lower == other.lower {
            return Some(Likeness::Same);
        }
        // What consists of signs alone is like everything short.
        let is_something = !self.plain.is_empty() && !other.plain.is_empty();
        (is_something && one_edit(&self.plain, &other.plain)).then_some(Likeness::Near)
    }
}

/// Whether two texts are equal, or one character was left out, added or put in place of another, or two neighbours changed places. What turns one
/// number into another is no slip: `team-1` and `team-2`, `team-1` and `team-11`.
fn one_edit(one: &[char], other: &[char]) -> bool {
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let same = |(a, b): &(&char, &char)| a == b;
    let head = one.iter().zip(other).take_while(same).count();
    let (one_rest, other_rest) = (rest(one, head), rest(other, head));
    let tail = one_rest
        .iter()
        .rev()
        .zip(other_rest.iter().rev())
        .take_while(same)
        .count();
    let before = head.checked_sub(1).and_then(|last| one.get(last));
    let after = one.get(one.len() - tail);
    let is_digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    match (cut(one_rest, tail), cut(other_rest, tail)) {
        ([], []) => true,
        ([more], []) | ([], [more]) => !(more.is_ascii_digit() && (is_digit(before) || is_digit(after))),
        // Two texts of one character have nothing in common.
        ([a], [b]) => one.len() > 1 && !(a.is_ascii_digit() && b.is_ascii_digit()),
        ([a, b], [c, d]) => a == d && b == c && !(a.is_ascii_digit() && b.is_ascii_digit()),
        _ => false,
    }
}

fn rest(text: &[char], from: usize) -> &[char] {
    text.get(from..).unwrap_or_default()
}

fn cut(text: &[char], tail: usize) -> &[char] {
    text.get(..text.len() - tail).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(one: &str, other: &str) -> Option<Likeness> {
        let (one, other) = (Alike::name(one), Alike::name(other));
        assert_eq!(one.to(&other), other.to(&one), "it does not matter which is the slip");
        one.to(&other)
    }

    fn emails(one: &str, other: &str) -> Option<Likeness> {
        let (one, other) = (Alike::email(one), Alike::email(other));
        assert_eq!(one.to(&other), other.to(&one), "it does not matter which is the slip");
        one.to(&other)
    }

    #[test]
    fn one_edit_is_a_slip() {
        for (one, other) in [
            ("network-hub", "networkhub"),
            ("network-hub", "Network.Hub"),
            ("network-hub-prod", "Network Hub_Prod"),
            ("network-hub", "netwrk-hub"),
            ("network-hub", "network-hubb"),
            ("network-hub", "metwork-hub"),
            ("network-hub", "netwrok-hub"),
            ("log-archive", "logs-archive"),
            ("prodl", "prod1"),
            ("shop", "shop2"),
            ("ä-b-c", "Ö-b-c"),
            ("dev", "de"),
        ] {
            assert_eq!(names(one, other), Some(Likeness::Near), "{one} {other}");
        }
        assert_eq!(names("Network-Hub", "network-hub"), Some(Likeness::Same));
    }

    #[test]
    fn two_edits_and_numbers_are_none() {
        for (one, other) in [
            ("network-hub", "netwrk-hubb"),
            ("team-1", "team-2"),
            ("team-1", "team-11"),
            ("team-11", "team-1"),
            ("team-101", "team-11"),
            ("team-12", "team-21"),
            ("team-1", "team2"),
            ("dev", "prod"),
            ("a", "b"),
            ("-", "."),
            ("", "a"),
            ("ab", "ba-c"),
        ] {
            assert_eq!(names(one, other), None, "{one} {other}");
        }
    }

    #[test]
    fn emails_are_compared_within_one_domain() {
        for (one, other) in [
            ("aws+network@acme.example", "aws+netwrk@ACME.example"),
            ("aws+network@acme.example", "aws-network@acme.example"),
            ("aws+network@acme.example", "aws.network@acme.example"),
            ("aws+net.hub@acme.example", "AWS+net-hub@acme.example"),
        ] {
            assert_eq!(emails(one, other), Some(Likeness::Near), "{one} {other}");
        }
        assert_eq!(emails("A@b.example", "a@B.example"), Some(Likeness::Same));
        for (one, other) in [
            ("aws+network@acme.example", "aws+network@acne.example"),
            ("aws+network@acme.example", "aws+network@sub.acme.example"),
            ("aws+network@acme.example", "aws+net@acme.example"),
            ("aws+team1@acme.example", "aws+team2@acme.example"),
            ("aws+team1@acme.example", "aws+team12@acme.example"),
        ] {
            assert_eq!(emails(one, other), None, "{one} {other}");
        }
    }
}
