//! Two patterns compared with each other.

use super::pieces::{Piece, Reach};
use super::resource::ResourcePattern;

/// A letter or wildcard of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symbol {
    Letter(char),
    One(Reach),
    Run(Reach),
}

/// Whether every text that matches the pattern `narrow` matches `wide`. Both are globs over whole texts; case counts.
///
/// A yes is always right. A `?` of `wide` that only some letters or a `*` of `narrow` would fill may make it say no.
#[must_use]
pub fn covers(wide: &str, narrow: &str) -> bool {
    match without_ends(wide, narrow) {
        None => false,
        // Without wildcards only the same text is covered.
        Some((wide, narrow)) if !wide.contains(WILD) => wide.is_empty() && narrow.is_empty(),
        Some((wide, _)) if is_run(wide) => true,
        Some((wide, narrow)) => symbols_cover(&symbols_of(wide), &symbols_of(narrow)),
    }
}

/// Whether some text matches both patterns. Both are globs over whole texts; case counts.
#[must_use]
pub fn overlaps(one: &str, other: &str) -> bool {
    match without_ends(one, other) {
        None => false,
        Some((one, other)) if is_run(one) || is_run(other) => true,
        Some((one, other)) => symbols_overlap(&symbols_of(one), &symbols_of(other)),
    }
}

const WILD: [char; 2] = ['*', '?'];

/// Whether a pattern matches everything.
fn is_run(pattern: &str) -> bool {
    !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'*')
}

/// Two patterns without the letters that both begin with, and without those that both end with; nothing if letters differ there, so that no text
/// matches both.
fn without_ends<'p>(one: &'p str, other: &'p str) -> Option<(&'p str, &'p str)> {
    let is_letter = |byte: &u8| !b"*?".contains(byte);
    let is_same = |pair: &(u8, u8)| pair.0 == pair.1 && is_letter(&pair.0);
    let start = one.bytes().zip(other.bytes()).take_while(is_same).count();
    // Where the bytes part within a character, the characters differ.
    let (one, other) = (one.get(start..)?, other.get(start..)?);
    let parts = |one: Option<u8>, other: Option<u8>| {
        let letters = [one, other].iter().flatten().filter(|byte| is_letter(byte)).count();
        letters == 2 || letters == 1 && (one.is_none() || other.is_none())
    };
    if parts(one.bytes().next(), other.bytes().next()) {
        return None;
    }
    let end = one.bytes().rev().zip(other.bytes().rev()).take_while(is_same).count();
    let (one, other) = (one.get(..one.len() - end)?, other.get(..other.len() - end)?);
    (!parts(one.bytes().next_back(), other.bytes().next_back())).then_some((one, other))
}

/// Whether the pattern `wide` of `Resource` matches every ARN of the shape `arns`, each of whose wildcards stays in its part.
#[must_use]
pub fn resource_covers(wide: &str, arns: &str) -> bool {
    without_ends(wide, arns).is_some() && ResourcePattern::new(wide).covers(&ResourcePattern::arns(arns))
}

/// Whether the pattern `one` of `Resource` matches some ARN of the shape `arns`, each of whose wildcards stays in its part.
#[must_use]
pub fn resource_overlaps(one: &str, arns: &str) -> bool {
    without_ends(one, arns).is_some() && ResourcePattern::new(one).overlaps(&ResourcePattern::arns(arns))
}

pub(in crate::guardrails::evaluate) fn pieces_cover<A: AsRef<str>, B: AsRef<str>>(
    wide: &[Piece<A>],
    narrow: &[Piece<B>],
) -> bool {
    symbols_cover(&symbols(wide), &symbols(narrow))
}

pub(in crate::guardrails::evaluate) fn pieces_overlap<A: AsRef<str>, B: AsRef<str>>(
    one: &[Piece<A>],
    other: &[Piece<B>],
) -> bool {
    symbols_overlap(&symbols(one), &symbols(other))
}

fn symbols_of(pattern: &str) -> Vec<Symbol> {
    let symbol = |letter| match letter {
        '*' => Symbol::Run(Reach::Any),
        '?' => Symbol::One(Reach::Any),
        other => Symbol::Letter(other),
    };
    ordered(pattern.chars().map(symbol))
}

fn symbols<T: AsRef<str>>(pieces: &[Piece<T>]) -> Vec<Symbol> {
    ordered(pieces.iter().flat_map(|piece| {
        let (text, wildcard) = match piece {
            Piece::Text(text) => (text.as_ref(), None),
            Piece::One(reach) => ("", Some(Symbol::One(*reach))),
            Piece::Run(reach) => ("", Some(Symbol::Run(*reach))),
        };
        text.chars().map(Symbol::Letter).chain(wildcard)
    }))
}

/// Wildcards that stand together in one order: `?*` and `*?` are the same pattern, `**` is `*`.
fn ordered(symbols: impl Iterator<Item = Symbol>) -> Vec<Symbol> {
    let mut ordered = Vec::new();
    let mut run = None;
    for symbol in symbols {
        match symbol {
            Symbol::Run(_) => run = run.or(Some(symbol)),
            Symbol::One(_) => ordered.push(symbol),
            Symbol::Letter(_) => {
                ordered.extend(run.take());
                ordered.push(symbol);
            }
        }
    }
    ordered.extend(run);
    ordered
}

/// Whether a wildcard that reaches so far takes all that `symbol` stands for.
fn takes(reach: Reach, symbol: Symbol) -> bool {
    match (reach, symbol) {
        (Reach::Any, _) | (Reach::Part, Symbol::One(Reach::Part) | Symbol::Run(Reach::Part)) => true,
        (Reach::Part, Symbol::Letter(letter)) => letter != ':',
        (Reach::Part, _) => false,
    }
}

/// The letters of `narrow` are text to `wide`; a wildcard of `narrow` is a letter that only wildcards take.
fn symbols_cover(wide: &[Symbol], narrow: &[Symbol]) -> bool {
    let is_limited = |symbol: &Symbol| matches!(symbol, Symbol::One(Reach::Part) | Symbol::Run(Reach::Part));
    if wide.iter().any(is_limited) {
        symbols_cover_thoroughly(wide, narrow)
    } else {
        symbols_cover_quickly(wide, narrow)
    }
}

/// For wildcards that take anything: the last `*` can take all that an earlier one could, so that only it is tried again.
fn symbols_cover_quickly(wide: &[Symbol], narrow: &[Symbol]) -> bool {
    let (mut at, mut place) = (0, 0);
    let mut again: Option<(usize, usize)> = None;
    loop {
        let fits = match (wide.get(at), narrow.get(place)) {
            (None, None) => return true,
            (Some(Symbol::Run(_)), _) => {
                again = Some((at, place));
                at += 1;
                continue;
            }
            (Some(Symbol::One(_)), Some(symbol)) => !matches!(symbol, Symbol::Run(_)),
            (Some(wanted @ Symbol::Letter(_)), Some(symbol)) => wanted == symbol,
            (None, Some(_)) | (Some(_), None) => false,
        };
        (at, place) = match again {
            _ if fits => (at + 1, place + 1),
            Some((star, from)) if from < narrow.len() => {
                again = Some((star, from + 1));
                (star + 1, from + 1)
            }
            _ => return false,
        };
    }
}

/// For any wildcards.
fn symbols_cover_thoroughly(wide: &[Symbol], narrow: &[Symbol]) -> bool {
    // `row` says, for every length of `narrow`'s start, whether the symbols of `wide` so far cover it.
    let mut row: Vec<bool> = std::iter::once(true).chain(narrow.iter().map(|_| false)).collect();
    for symbol in wide {
        let mut next = Vec::with_capacity(row.len());
        let mut left = false;
        let mut diagonal = None;
        let ahead = std::iter::once(None).chain(narrow.iter().copied().map(Some));
        for (above, letter) in row.iter().copied().zip(ahead) {
            left = match (*symbol, letter) {
                (Symbol::Run(reach), Some(letter)) => above || (left && takes(reach, letter)),
                (Symbol::Run(_), None) => above,
                (Symbol::One(reach), Some(letter)) => {
                    diagonal == Some(true) && !matches!(letter, Symbol::Run(_)) && takes(reach, letter)
                }
                (Symbol::Letter(_), Some(letter)) => diagonal == Some(true) && letter == *symbol,
                (_, None) => false,
            };
            next.push(left);
            diagonal = Some(above);
        }
        row = next;
    }
    row.last() == Some(&true)
}

/// Whether one character can be both.
fn meets(one: Symbol, other: Symbol) -> bool {
    match (one, other) {
        (Symbol::Letter(one), Symbol::Letter(other)) => one == other,
        (Symbol::Letter(letter), Symbol::One(reach) | Symbol::Run(reach))
        | (Symbol::One(reach) | Symbol::Run(reach), Symbol::Letter(letter)) => takes(reach, Symbol::Letter(letter)),
        _ => true,
    }
}

fn symbols_overlap(one: &[Symbol], other: &[Symbol]) -> bool {
    // `row` says, for every length of `other`'s start, whether some text has the shape of it and of the symbols of `one` so far.
    let mut row = Vec::with_capacity(other.len() + 1);
    row.push(true);
    for symbol in other {
        let before = row.last() == Some(&true);
        row.push(before && matches!(symbol, Symbol::Run(_)));
    }
    for symbol in one {
        let repeats = matches!(symbol, Symbol::Run(_));
        let mut next = Vec::with_capacity(row.len());
        let mut left = false;
        let mut diagonal = false;
        let ahead = std::iter::once(None).chain(other.iter().copied().map(Some));
        for (above, letter) in row.iter().copied().zip(ahead) {
            let empty = repeats && above;
            left = match letter {
                None => empty,
                Some(letter) => {
                    let both = meets(*symbol, letter);
                    let letter_repeats = matches!(letter, Symbol::Run(_));
                    // A `*` of either may end here, or take one more character that the other has next.
                    empty
                        || (letter_repeats && left)
                        || (both && diagonal)
                        || (both && repeats && left)
                        || (both && letter_repeats && above)
                }
            };
            next.push(left);
            diagonal = above;
        }
        row = next;
    }
    row.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::super::glob::Glob;
    use super::*;

    fn texts(letters: &'static str, longest: u32) -> impl Iterator<Item = String> {
        let base = letters.len();
        let of = move |length: u32| {
            (0..base.pow(length)).map(move |number| {
                let letter = |place| letters.as_bytes()[number / base.pow(place) % base] as char;
                (0..length).map(letter).collect()
            })
        };
        (0..=longest).flat_map(of)
    }

    #[test]
    fn what_is_said_of_patterns_holds_of_every_short_text() {
        let patterns: Vec<String> = texts("ab*?", 3).collect();
        let words: Vec<String> = texts("abc", 5).collect();
        let matched: Vec<Vec<bool>> = patterns
            .iter()
            .map(|pattern| {
                let glob = Glob::new(pattern);
                words.iter().map(|word| glob.matches(word)).collect()
            })
            .collect();
        for (one, of_one) in patterns.iter().zip(&matched) {
            for (other, of_other) in patterns.iter().zip(&matched) {
                let pairs = || of_one.iter().zip(of_other);
                let all = pairs().all(|(one, other)| *one || !*other);
                assert!(all || !covers(one, other), "{one} covers {other}");
                assert!(covers(one, other) || !all || one.contains('?'), "{one} covers {other}");
                let some = pairs().any(|(one, other)| *one && *other);
                assert_eq!(overlaps(one, other), some, "{one} overlaps {other}");
            }
        }
    }

    #[test]
    fn equal_ends_change_nothing() {
        let patterns: Vec<String> = texts("aé*?", 3).collect();
        for (one, other) in patterns
            .iter()
            .flat_map(|one| patterns.iter().map(move |other| (one, other)))
        {
            let (of_one, of_other) = (symbols_of(one), symbols_of(other));
            assert_eq!(covers(one, other), symbols_cover(&of_one, &of_other), "{one} {other}");
            assert_eq!(
                overlaps(one, other),
                symbols_overlap(&of_one, &of_other),
                "{one} {other}"
            );
        }
        assert!(!covers("é", "è") && !overlaps("aé", "aè") && !overlaps("\u{e9}a", "\u{129}a"));
    }

    #[test]
    fn both_ways_agree() {
        let patterns: Vec<Vec<Symbol>> = texts("ab*?", 4).map(|pattern| symbols_of(&pattern)).collect();
        let mut covered = 0;
        for (wide, narrow) in patterns
            .iter()
            .flat_map(|one| patterns.iter().map(move |other| (one, other)))
        {
            let found = symbols_cover_quickly(wide, narrow);
            assert_eq!(found, symbols_cover_thoroughly(wide, narrow), "{wide:?} {narrow:?}");
            covered += usize::from(found);
        }
        assert!(covered > 1_000, "{covered}");
    }

    #[test]
    fn resources_keep_to_their_parts() {
        for (wide, narrow, covered, overlap) in [
            ("*", "arn:aws:s3:::b/*", true, true),
            ("arn:aws:s3:::*", "arn:aws:s3:::b/*", true, true),
            ("arn:aws:s3:::b/*", "arn:aws:s3:::*", false, true),
            ("arn:aws:s3:::b/*", "arn:aws:s3:::c/*", false, false),
            ("arn:aws:iam::*:role/x", "arn:*:s3:::*", false, false),
            ("arn:aws:ec2:e*t:1:i/*", "arn:aws:ec2:e:t:1:i/a", false, false),
            ("arn:aws:ec2:e*t:1:i/*", "arn:aws:ec2:ea*t:1:i/a", true, true),
            ("arn:aws:ec2:e*t:1:i/*", "arn:aws:ec2:ea*:1:i/a", false, true),
        ] {
            assert_eq!(resource_covers(wide, narrow), covered, "{wide} covers {narrow}");
            assert_eq!(resource_overlaps(wide, narrow), overlap, "{wide} overlaps {narrow}");
            let (one, other) = (ResourcePattern::new(wide), ResourcePattern::arns(narrow));
            assert_eq!(
                (one.covers(&other), one.overlaps(&other)),
                (covered, overlap),
                "{wide} {narrow}"
            );
        }
    }
}
