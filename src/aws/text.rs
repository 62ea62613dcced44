//! Text that came from outside, made safe to print on one line.

use std::borrow::Cow;

/// The most characters kept of one text: AWS's longest messages are well below.
const LONGEST: usize = 2_000;

/// `text` on one line: control characters and those that change the direction of writing become spaces, runs of white space become one.
pub(super) fn plain(text: &str) -> String {
    let shown = text
        .chars()
        .take(LONGEST)
        .map(|c| if hidden(c) { ' ' } else { c })
        .collect::<String>();
    without_secrets(&shown.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// `text` without what stands before the `@` of a URL: `https://…@host`. That is a name and a password.
#[must_use]
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    if !text.contains("://") || !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split("://");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("://");
        // A password may hold a slash that nobody encoded: whatever is before the last `@` of the word is taken for one.
        let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | ')' | ',' | ';');
        let word = part.split(is_end).next().unwrap_or_default();
        match word.rsplit_once('@') {
            Some((secret, _)) => {
                out.push('…');
                out.push_str(part.strip_prefix(secret).unwrap_or_default());
            }
            None => out.push_str(part),
        }
    }
    Cow::Owned(out)
}

fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{plain, without_secrets};

    #[test]
    fn no_password_of_a_url_is_shown() {
        for (raw, shown) in [
            ("nothing", "nothing"),
            ("me@example.com at https://host/x", "me@example.com at https://host/x"),
            (
                "to https://user:secret@host:1/x?y failed",
                "to https://…@host:1/x?y failed",
            ),
            (
                "`https://secret@host`, \"http://a:s/ecret@b\"",
                "`https://…@host`, \"http://…@b\"",
            ),
            ("https://u:se@cret@host", "https://…@host"),
        ] {
            assert_eq!(without_secrets(raw), shown);
            assert_eq!(plain(raw), shown);
        }
    }

    #[test]
    fn escapes_and_line_breaks_are_gone() {
        assert_eq!(
            plain("a\u{1b}[31mred\r\nnext\u{202e}evil\u{9b}1m"),
            "a [31mred next evil 1m"
        );
        assert_eq!(plain("  Zoë's  name "), "Zoë's name");
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(plain(&"x".repeat(10_000)).len(), 2_000);
    }
}
