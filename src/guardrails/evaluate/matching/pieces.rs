//! A pattern in pieces, and whether a text has that shape.

/// A piece of a pattern: text that stands for itself, `?` or `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece<T> {
    /// Text that stands for itself.
    Text(T),
    /// `?`: one character.
    One(Reach),
    /// `*`: any characters, or none.
    Run(Reach),
}

/// What a wildcard may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Any character.
    Any,
    /// Any character but `:`, so that it stays in its part of an ARN.
    Part,
}

impl Reach {
    fn takes(self, letter: char) -> bool {
        self == Self::Any || letter != ':'
    }
}

/// Whether `text` as a whole has the shape of `pieces`. Case counts.
pub(in crate::guardrails::evaluate) fn matches<T: AsRef<str>>(pieces: &[Piece<T>], text: &str) -> bool {
    let limited = |piece: &Piece<T>| matches!(piece, Piece::One(Reach::Part) | Piece::Run(Reach::Part));
    if pieces.iter().any(limited) {
        thorough(pieces, text)
    } else {
        quick(pieces, text)
    }
}

/// For wildcards that take any character: the last `*` can take all that an earlier one could, so that only it is tried again.
pub(super) fn quick<T: AsRef<str>>(pieces: &[Piece<T>], text: &str) -> bool {
    let mut at = 0;
    let mut rest = text;
    let mut again: Option<(usize, &str)> = None;
    loop {
        let step = match pieces.get(at) {
            None if rest.is_empty() => return true,
            None => None,
            Some(Piece::Text(wanted)) => rest.strip_prefix(wanted.as_ref()),
            Some(Piece::One(_)) => after_one(rest),
            Some(Piece::Run(_)) => {
                match pieces.get(at + 1) {
                    None => return true,
                    Some(Piece::Text(end)) if pieces.len() == at + 2 => return rest.ends_with(end.as_ref()),
                    Some(_) => {}
                }
                again = Some((at, rest));
                Some(rest)
            }
        };
        (at, rest) = match (step, again) {
            (Some(rest), _) => (at + 1, rest),
            (None, None) => return false,
            (None, Some((star, from))) => match after_one(from).and_then(|from| next_start(pieces.get(star + 1), from))
            {
                None => return false,
                Some(from) => {
                    again = Some((star, from));
                    (star + 1, from)
                }
            },
        };
    }
}

/// What is left of a text from where a piece may first stand.
fn next_start<'t, T: AsRef<str>>(piece: Option<&Piece<T>>, text: &'t str) -> Option<&'t str> {
    match piece {
        Some(Piece::Text(wanted)) => {
            let mut letters = wanted.as_ref().chars();
            // To search for one letter is quicker than for a text.
            let at = match (letters.next(), letters.next()) {
                (Some(letter), None) => text.find(letter),
                _ => text.find(wanted.as_ref()),
            };
            at.and_then(|at| text.get(at..))
        }
        _ => Some(text),
    }
}

/// About how many steps [`matches`] takes: some of themselves, and some for each byte of the text.
pub(in crate::guardrails::evaluate) fn steps<T: AsRef<str>>(pieces: &[Piece<T>]) -> (usize, usize) {
    const PIECE: usize = 8;
    const LIMITED: usize = 20;
    let is_run = |piece: &Piece<T>| matches!(piece, Piece::Run(_));
    let is_one = |piece: &Piece<T>| matches!(piece, Piece::One(_));
    let is_limited = |piece: &Piece<T>| matches!(piece, Piece::One(Reach::Part) | Piece::Run(Reach::Part));
    let itself = PIECE * pieces.len();
    if pieces.iter().any(is_limited) {
        return (itself, LIMITED * pieces.len());
    }
    // What stands behind a `*` is tried at every place; text alone is searched for.
    let each = pieces.split(is_run).skip(1).map(|part| match part {
        [] => 0,
        part if part.iter().any(is_one) => part.iter().map(|piece| PIECE + length(piece)).sum(),
        _ => 1,
    });
    (itself, each.max().unwrap_or_default())
}

fn length<T: AsRef<str>>(piece: &Piece<T>) -> usize {
    match piece {
        Piece::Text(text) => text.as_ref().len(),
        Piece::One(_) | Piece::Run(_) => 0,
    }
}

fn after_one(text: &str) -> Option<&str> {
    let mut letters = text.chars();
    letters.next().map(|_| letters.as_str())
}

/// For any wildcards: follows every place that the pieces so far may end at. Linear in text times pieces, whatever they are.
fn thorough<T: AsRef<str>>(pieces: &[Piece<T>], text: &str) -> bool {
    let mut here = vec![0];
    for piece in pieces {
        here = match piece {
            Piece::Text(wanted) => {
                let wanted = wanted.as_ref();
                let starts = |at: &usize| text.get(*at..).is_some_and(|rest| rest.starts_with(wanted));
                here.into_iter().filter(starts).map(|at| at + wanted.len()).collect()
            }
            Piece::One(reach) => here.into_iter().filter_map(|at| one(text, at, *reach)).collect(),
            Piece::Run(reach) => run(text, &here, *reach),
        };
        if here.is_empty() {
            return false;
        }
    }
    here.last() == Some(&text.len())
}

fn one(text: &str, at: usize, reach: Reach) -> Option<usize> {
    let letter = text.get(at..)?.chars().next()?;
    reach.takes(letter).then_some(at + letter.len_utf8())
}

/// Every place that a `*` may end at, in order. `from` is in order too.
fn run(text: &str, from: &[usize], reach: Reach) -> Vec<usize> {
    let mut ends: Vec<usize> = Vec::new();
    for start in from {
        if ends.last().is_some_and(|last| start <= last) {
            // A `*` that started earlier came by here and goes on as far.
            continue;
        }
        let mut at = Some(*start);
        while let Some(end) = at {
            ends.push(end);
            at = one(text, end, reach);
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any(pattern: &str) -> Vec<Piece<String>> {
        let piece = |letter: char| match letter {
            '*' => Piece::Run(Reach::Any),
            '?' => Piece::One(Reach::Any),
            other => Piece::Text(other.to_string()),
        };
        pattern.chars().map(piece).collect()
    }

    #[test]
    fn both_ways_agree_on_every_short_text() {
        let texts = |letters: &'static str, length: u32| {
            let base = letters.len();
            (0..base.pow(length)).map(move |number| {
                let letter = |place| letters.as_bytes()[number / base.pow(place) % base] as char;
                (0..length).map(letter).collect::<String>()
            })
        };
        let mut matched = 0;
        for pattern in (0..5).flat_map(|length| texts("ab*?", length)) {
            let pieces = any(&pattern);
            for text in (0..5).flat_map(|length| texts("ab", length)) {
                let found = quick(&pieces, &text);
                assert_eq!(found, thorough(&pieces, &text), "{pattern} {text}");
                matched += u32::from(found);
            }
        }
        assert!(matched > 500, "{matched}");
    }

    #[test]
    fn one_is_a_character_not_a_byte() {
        assert!(quick(&any("a?c"), "aéc"));
        assert!(thorough(&any("a?c"), "aéc"));
        assert!(!quick(&any("a??c"), "aéc"));
        assert!(quick(&any("*é"), "aéé"));
    }

    #[test]
    fn a_limited_wildcard_stays_in_its_part() {
        let pieces = [
            Piece::Run(Reach::Any),
            Piece::Text(":a"),
            Piece::Run(Reach::Part),
            Piece::Text("b:"),
        ];
        // The first `*` has to go on where the second one cannot.
        assert!(matches(&pieces, "x:aq:y:aab:"));
        assert!(!matches(&pieces, "x:aq:yb:"));
    }
}
