//! Text that came from outside, made safe to print on one line.

use super::secrets::without_secrets;

/// The most characters kept of one text: AWS's longest messages are well below.
const LONGEST: usize = 2_000;

/// `sanitize` on one line, without secrets: control characters and those that change the direction of writing become spaces, runs of white space become
/// one.
pub(super) fn sanitize(text: &str) -> String {
    // Before it is cut: half a URL does not show where its password ends.
    let shown = without_secrets(text)
        .chars()
        .take(LONGEST)
        .map(|c| if hidden(c) { ' ' } else { c })
        .collect::<String>();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::sanitize;

    #[test]
    fn escapes_and_line_breaks_are_gone() {
        assert_eq!(
            sanitize("a\u{1b}[31mred\r\nnext\u{202e}evil\u{9b}1m"),
            "a [31mred next evil 1m"
        );
        assert_eq!(sanitize("  Zoë's  name "), "Zoë's name");
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(sanitize(&"x".repeat(10_000)).len(), 2_000);
        let long = format!("http://user:{}@host", "secret".repeat(1_000));
        assert_eq!(sanitize(&long), "http://…@host");
    }
}
