//! A tree as the shortest text that says it.

use std::fmt::Write as _;

use super::node::{Kind, Node};

impl Node {
    /// JSON without white space: the order and the numbers as they are here, texts escaped.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = String::new();
        write(self, &mut text);
        text
    }
}

/// Writing to a `String` cannot fail.
fn write(node: &Node, text: &mut String) {
    match &node.kind {
        Kind::Null => text.push_str("null"),
        Kind::Bool(truth) => {
            let _ = write!(text, "{truth}");
        }
        Kind::Number(number) => text.push_str(number),
        Kind::Text(words) => text.push_str(&string(words)),
        Kind::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                write(item, text);
            }
            text.push(']');
        }
        Kind::Object(members) => {
            text.push('{');
            for (index, member) in members.iter().enumerate() {
                let comma = if index == 0 { "" } else { "," };
                let _ = write!(text, "{comma}{}:", string(&member.key));
                write(&member.value, text);
            }
            text.push('}');
        }
    }
}

fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::Document;

    #[test]
    fn a_tree_is_written_as_it_was_read() {
        let text = r#"{"b":[1.0,-2e3,true,null,"q\"\\\n"],"a":{"é":{}},"c":[]}"#;
        assert_eq!(Document::parse(text).unwrap().root.to_json(), text);
    }
}
