//! Policy variables: `${aws:username}`.
//!
//! Source: IAM User Guide, "IAM policy elements: Variables and tags": names in any case, keys of one value, version `2012-10-17`; `${*}`, `${?}` and
//! `${$}` are those characters; `${key, 'text'}` has a default; substituted text is never a pattern.

use super::context::{Context, Given};
use super::matching::{Piece, Reach};
use crate::guardrails::policy::Version;

/// A piece of a pattern before its variables have values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Piece(Piece<String>),
    Variable(Variable),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Variable {
    /// The key, as written.
    name: String,
    /// The key in lower case.
    key: String,
    default: Option<String>,
}

/// A text with variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template(Vec<Token>);

/// What comes of a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Filled<'a> {
    Pieces(Vec<Piece<&'a str>>),
    /// A variable has no value: the text matches nothing.
    Nothing,
    /// A variable's key is not known.
    Unknown(&'a str),
}

/// How a text is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// Whether `*` and `?` are wildcards.
    pub(super) wildcards: bool,
    /// Whether `${…}` is a variable.
    pub(super) variables: bool,
    /// Colons before which there is no variable: 5 in resources.
    pub(super) colons: usize,
    /// Whether a wildcard that ends its part of a resource may go on over colons.
    pub(super) runs_over: bool,
}

impl Reading {
    /// Text of a condition, literal but for its variables.
    pub(super) fn literal(version: Version) -> Self {
        Self {
            wildcards: false,
            variables: version == Version::V2012,
            colons: 0,
            runs_over: true,
        }
    }

    /// Text of a condition with wildcards.
    pub(super) fn pattern(version: Version) -> Self {
        Self {
            wildcards: true,
            ..Self::literal(version)
        }
    }

    /// The pieces of `text`, or a template if it has variables.
    pub(super) fn read(self, text: &str) -> Result<Vec<Piece<String>>, Template> {
        let tokens = self.tokens(text);
        let pieces = tokens.iter().map(|token| match token {
            Token::Piece(piece) => Some(piece.clone()),
            Token::Variable(_) => None,
        });
        pieces.collect::<Option<Vec<_>>>().ok_or(Template(tokens))
    }

    fn tokens(self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut plain = String::new();
        let mut colons = 0;
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let after = rest.get(letter.len_utf8()..).unwrap_or_default();
            if let Some((inside, behind)) = self.opened(rest) {
                match literal(inside) {
                    Some(letter) => plain.push(letter),
                    None if colons < self.colons => {
                        let length = rest.len() - behind.len();
                        plain.push_str(rest.get(..length).unwrap_or_default());
                    }
                    None => {
                        flush(&mut tokens, &mut plain);
                        tokens.push(Token::Variable(Variable::new(inside)));
                    }
                }
                rest = behind;
                continue;
            }
            match letter {
                '*' | '?' if self.wildcards => {
                    flush(&mut tokens, &mut plain);
                    let piece = if letter == '*' {
                        Piece::Run(self.reach(colons, after))
                    } else if colons >= self.colons {
                        Piece::One(Reach::Any)
                    } else {
                        Piece::One(Reach::Part)
                    };
                    tokens.push(Token::Piece(piece));
                }
                other => {
                    colons += usize::from(other == ':');
                    plain.push(other);
                }
            }
            rest = after;
        }
        flush(&mut tokens, &mut plain);
        tokens
    }

    /// The text inside the braces that open here, and what is behind them.
    fn opened(self, rest: &str) -> Option<(&str, &str)> {
        if !self.variables {
            return None;
        }
        rest.strip_prefix("${")?.split_once('}')
    }

    /// An asterisk inside a part of a resource stays there; one that ends its part may go on over colons. A question mark never does.
    fn reach(self, colons: usize, after: &str) -> Reach {
        let behind = after.trim_start_matches(['*', '?']);
        if colons >= self.colons || behind.is_empty() || (self.runs_over && behind.starts_with(':')) {
            Reach::Any
        } else {
            Reach::Part
        }
    }
}

fn flush(tokens: &mut Vec<Token>, plain: &mut String) {
    if !plain.is_empty() {
        tokens.push(Token::Piece(Piece::Text(std::mem::take(plain))));
    }
}

/// `${*}`, `${?}` and `${$}` are those characters.
fn literal(inside: &str) -> Option<char> {
    match inside {
        "*" => Some('*'),
        "?" => Some('?'),
        "$" => Some('$'),
        _ => None,
    }
}

impl Variable {
    fn new(inside: &str) -> Self {
        let (name, default) = match inside.split_once(',') {
            Some((name, default)) => (name, quoted(default.trim())),
            None => (inside, None),
        };
        Self {
            name: name.trim().to_owned(),
            key: name.trim().to_ascii_lowercase(),
            default,
        }
    }
}

fn quoted(text: &str) -> Option<String> {
    let inside = text.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(inside.to_owned())
}

impl Template {
    /// How many pieces it has.
    pub(super) fn pieces(&self) -> usize {
        self.0.len()
    }

    /// The pieces with the values of this request.
    pub(super) fn fill<'a>(&'a self, context: &'a Context) -> Filled<'a> {
        let mut pieces = Vec::with_capacity(self.0.len());
        let mut unknown = None;
        for token in &self.0 {
            let piece = match token {
                Token::Piece(Piece::Text(text)) => Piece::Text(text.as_str()),
                Token::Piece(Piece::One(reach)) => Piece::One(*reach),
                Token::Piece(Piece::Run(reach)) => Piece::Run(*reach),
                Token::Variable(variable) => match (context.get(&variable.key), &variable.default) {
                    (Given::One(value), _) => Piece::Text(value),
                    (Given::Unknown, _) => {
                        unknown = Some(variable.name.as_str());
                        continue;
                    }
                    (_, Some(default)) => Piece::Text(default.as_str()),
                    (_, None) => return Filled::Nothing,
                },
            };
            pieces.push(piece);
        }
        unknown.map_or(Filled::Pieces(pieces), Filled::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, context: &Context) -> Option<String> {
        let reading = Reading::pattern(Version::V2012);
        let spell = |piece: &Piece<&str>| match piece {
            Piece::Text(text) => format!("[{text}]"),
            Piece::One(_) => "?".to_owned(),
            Piece::Run(_) => "*".to_owned(),
        };
        match reading.read(text) {
            Ok(pieces) => Some(pieces.iter().map(|piece| spell(&borrowed(piece))).collect()),
            Err(template) => match template.fill(context) {
                Filled::Pieces(pieces) => Some(pieces.iter().map(spell).collect()),
                Filled::Nothing => None,
                Filled::Unknown(key) => Some(format!("unknown {key}")),
            },
        }
    }

    fn borrowed(piece: &Piece<String>) -> Piece<&str> {
        match piece {
            Piece::Text(text) => Piece::Text(text),
            Piece::One(reach) => Piece::One(*reach),
            Piece::Run(reach) => Piece::Run(*reach),
        }
    }

    #[test]
    fn variables_are_replaced_by_literal_text() {
        let context = Context::complete()
            .with("aws:UserName", "a*?")
            .with("aws:TagKeys", vec!["x"]);
        for (text, wanted) in [
            ("home/${aws:username}/*", Some("[home/][a*?][/]*")),
            ("${AWS:USERNAME}", Some("[a*?]")),
            ("${*}${?}${$}{x}", Some("[*?${x}]")),
            ("${aws:nobody}", None),
            ("${aws:nobody, 'me*'}-*", Some("[me*][-]*")),
            ("${aws:username, 'me'}", Some("[a*?]")),
            ("${aws:nobody, me}", None),
            ("${}", None),
            // A key of many values has no value as a variable.
            ("${aws:TagKeys}", None),
            ("${aws:username", Some("[${aws:username]")),
            ("$a*", Some("[$a]*")),
        ] {
            assert_eq!(filled(text, &context).as_deref(), wanted, "{text}");
        }
        assert_eq!(filled("${aws:a}", &Context::open()).as_deref(), Some("unknown aws:a"));
    }

    #[test]
    fn the_old_language_has_no_variables() {
        let pieces = Reading::literal(Version::V2008).read("${aws:username}*").unwrap();
        assert_eq!(pieces, [Piece::Text("${aws:username}*".to_owned())]);
    }
}
