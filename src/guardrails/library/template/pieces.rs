//! The places in a text of a template: `<name>`.

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// As it is.
    Plain(&'t str),
    /// To be filled with the value of that name.
    Name(&'t str),
}

/// The pieces of a text, in order. What looks like no name is plain.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((plain, after)) = rest.split_once('<') {
        let Some((name, behind)) = after.split_once('>').filter(|(name, _)| is_name(name)) else {
            break;
        };
        if !plain.is_empty() {
            pieces.push(Piece::Plain(plain));
        }
        pieces.push(Piece::Name(name));
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest));
    }
    pieces
}

/// The names in a text.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Name(name) => Some(name),
        Piece::Plain(_) => None,
    })
}

/// The name, where the whole text is one place.
pub(super) fn whole(text: &str) -> Option<&str> {
    match pieces(text).as_slice() {
        [Piece::Name(name)] => Some(name),
        _ => None,
    }
}

/// Letters, digits and hyphens, a letter first.
pub(super) fn is_name(text: &str) -> bool {
    text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_angle_brackets() {
        assert_eq!(
            pieces("aws:RequestTag/<key>x<n>"),
            [
                Piece::Plain("aws:RequestTag/"),
                Piece::Name("key"),
                Piece::Plain("x"),
                Piece::Name("n")
            ]
        );
        assert_eq!(whole("<tag-keys>"), Some("tag-keys"));
        assert_eq!(whole("<tag-keys> "), None);
        assert_eq!(pieces("a<B>"), [Piece::Plain("a<B>")]);
        assert_eq!(pieces(""), []);
    }
}
