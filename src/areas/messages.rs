//! Messages that many rules share.

use crate::baseline::{closest, list};
use crate::diagnostics::{Diagnostic, Span};

/// What to do about a name that is not one of `known`: the closest, or all of them.
pub(super) fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    if let Some(close) = closest(written, known.iter().copied()) {
        return Some(format!("did you mean `{close}`?"));
    }
    (!known.is_empty()).then(|| format!("known here: {}", list(known)))
}

/// A name that nothing has.
pub(super) fn unknown<'a>(
    code: &'static str,
    what: &str,
    written: &str,
    at: Option<Span>,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let help = did_you_mean(written, known)
        .unwrap_or_else(|| format!("name a {what} that the baseline declares, or declare it"));
    Diagnostic::error(code, format!("there is no {what} `{written}`"))
        .at(at)
        .help(help)
}

/// Something that is listed twice and counts once.
pub(super) fn listed_twice(written: &str, at: Option<Span>, first: Option<Span>) -> Diagnostic {
    Diagnostic::warning("listed-twice", format!("`{written}` is listed twice"))
        .at(at)
        .also(first, "first listed here")
        .help("keep one of the two")
}

/// Reports a text that is longer or shorter than AWS takes, in characters.
pub(super) fn length(what: &str, text: &str, allowed: (usize, usize), at: Option<Span>) -> Option<Diagnostic> {
    let (least, most) = allowed;
    let has = text.chars().count();
    if least > 0 && text.trim().is_empty() {
        let empty = if has == 0 { "is empty" } else { "is nothing but spaces" };
        return Some(Diagnostic::error("too-short", format!("{what} {empty}")).at(at));
    }
    if has < least {
        let message = format!("{what} has {has} characters: AWS wants at least {least}");
        return Some(Diagnostic::error("too-short", message).at(at));
    }
    (has > most).then(|| {
        let message = format!("{what} has {has} characters: AWS takes {most}");
        Diagnostic::error("too-long", message).at(at)
    })
}

/// Whether a text has between `least` and `most` lower-case letters and digits, and nothing else.
pub(super) fn is_lower_alphanumeric(text: &str, least: usize, most: usize) -> bool {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    plain && (least..=most).contains(&text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_counted_in_characters() {
        assert_eq!(length("x", "éé", (1, 2), None), None);
        assert!(length("x", "", (1, 2), None).unwrap().message.contains("empty"));
        let spaces = length("x", " \t", (1, 2), None).unwrap();
        assert!(spaces.message.contains("nothing but spaces"));
        assert_eq!(length("x", "", (0, 2), None), None);
        assert!(
            length("x", "abc", (1, 2), None)
                .unwrap()
                .message
                .contains("3 characters: AWS takes 2")
        );
        assert!(length("x", "a", (2, 3), None).unwrap().message.contains("at least 2"));
    }

    #[test]
    fn a_far_name_lists_what_there_is() {
        assert_eq!(
            did_you_mean("prodution", ["production", "dev"]).unwrap(),
            "did you mean `production`?"
        );
        assert_eq!(
            did_you_mean("zzz", ["production", "dev"]).unwrap(),
            "known here: `production` and `dev`"
        );
        assert_eq!(did_you_mean("zzz", []), None);
    }
}
