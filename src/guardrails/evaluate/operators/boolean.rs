//! `Bool`, and the values of `Null`.

/// `true` or `false`, in any case.
pub(super) fn read(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_else_is_a_truth_value() {
        for (text, wanted) in [
            ("true", Some(true)),
            ("False", Some(false)),
            ("TRUE", Some(true)),
            ("1", None),
            ("", None),
            (" true", None),
        ] {
            assert_eq!(read(text), wanted, "{text}");
        }
    }
}
