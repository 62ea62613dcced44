//! A document in pieces of its own text, so that what belongs to somebody else can be sent on as it is.

use super::document::ParseError;
use super::node::Node;
use super::parse::Parser;

/// A member of a JSON object, as it is written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The key, decoded.
    pub key: String,
    /// The text of the value.
    pub text: String,
    /// The texts of its items; a single value is a list of one.
    pub items: Vec<String>,
}

/// The members of a text that is one JSON object, in their order.
///
/// # Errors
/// Where the text is none.
pub fn written(text: &str) -> Result<Vec<Written>, ParseError> {
    let root = Parser::new(text).document()?;
    let of = |node: &Node| {
        let end = node.offset.saturating_add(node.length);
        text.get(node.offset..end).unwrap_or_default().to_owned()
    };
    let members = root.members().iter().map(|member| Written {
        key: member.key.clone(),
        text: of(&member.value),
        items: member.value.items().iter().map(of).collect(),
    });
    Ok(members.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_text_itself() {
        let text = r#" {"Id" : "\u0061", "Statement": [ {"b": 1.0, "a":[1e400]} , "x"], "Version":null}"#;
        let pieces = written(text).unwrap();
        let member = |at: usize| (pieces[at].key.as_str(), pieces[at].text.as_str());
        assert_eq!(member(0), ("Id", r#""\u0061""#));
        assert_eq!(pieces[1].items, [r#"{"b": 1.0, "a":[1e400]}"#, r#""x""#]);
        assert_eq!(member(2), ("Version", "null"));
        assert_eq!(pieces[2].items, ["null"]);
        assert!(written("[]").is_err());
        assert!(written(r#"{"a":1,"a":1}"#).is_err());
    }
}
