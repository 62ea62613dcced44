//! A tree as the shortest text that says it.

use std::fmt::Write as _;

use super::document::Document;
use super::node::{Kind, Node};

/// Longest line of JSON for people, in characters.
const WIDTH: usize = 110;

impl Node {
    /// JSON without white space: the order and the numbers as they are here, texts escaped.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = String::new();
        write(self, &mut text);
        text
    }
}

impl Document {
    /// JSON for people, in the order written: what fits on a line stands on one, and lists of words fill lines.
    #[must_use]
    pub fn pretty(&self) -> String {
        let mut text = String::new();
        pretty(&self.root, 0, 0, &mut text);
        text.push('\n');
        text
    }
}

/// Writes a value that begins at a column, in lines that begin at `indent`.
fn pretty(node: &Node, indent: usize, column: usize, text: &mut String) {
    let line = inline(node);
    if column + line.chars().count() <= WIDTH {
        text.push_str(&line);
        return;
    }
    let inner = indent + 2;
    match &node.kind {
        Kind::Object(members) => {
            text.push('{');
            for (index, member) in members.iter().enumerate() {
                let key = format!("{}: ", string(&member.key));
                let _ = write!(text, "{}\n{:inner$}{key}", if index == 0 { "" } else { "," }, "");
                pretty(&member.value, inner, inner + key.chars().count(), text);
            }
            let _ = write!(text, "\n{:indent$}}}", "");
        }
        Kind::List(items) => {
            text.push('[');
            let mut end = WIDTH;
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                let length = inline(item).chars().count();
                let is_word = !matches!(item.kind, Kind::Object(_) | Kind::List(_));
                if is_word && end + 1 + length < WIDTH {
                    let _ = write!(text, " {}", inline(item));
                    end += 2 + length;
                } else {
                    let _ = write!(text, "\n{:inner$}", "");
                    pretty(item, inner, inner, text);
                    end = if is_word { inner + length } else { WIDTH };
                }
            }
            let _ = write!(text, "\n{:indent$}]", "");
        }
        _ => text.push_str(&line),
    }
}

/// A value on one line, with spaces.
fn inline(node: &Node) -> String {
    match &node.kind {
        Kind::List(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Kind::Object(members) => {
            let members = members.iter();
            let members = members.map(|member| format!("{}: {}", string(&member.key), inline(&member.value)));
            let members: Vec<String> = members.collect();
            if members.is_empty() {
                return "{}".to_owned();
            }
            format!("{{ {} }}", members.join(", "))
        }
        _ => node.to_json(),
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
    if text.bytes().all(|byte| byte >= b' ' && !b"\"\\".contains(&byte)) {
        return format!("\"{text}\"");
    }
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::WIDTH;

    #[test]
    fn a_tree_is_written_as_it_was_read() {
        let text = r#"{"b":[1.0,-2e3,true,null,"q\"\\\n"],"a":{"é":{}},"c":[]}"#;
        assert_eq!(Document::parse(text).unwrap().root.to_json(), text);
    }

    #[test]
    fn json_for_people_says_the_same_in_short_lines() {
        let words: Vec<String> = (0..40).map(|number| format!("\"service-{number}:*\"")).collect();
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"A","Effect":"Deny","NotAction":[{}],"Resource":"*","Condition":{{}}}},{{"Sid":"B","Action":[]}}]}}"#,
            words.join(",")
        );
        let pretty = Document::parse(&text).unwrap().pretty();
        assert_eq!(Document::parse(&pretty).unwrap().minified(), text);
        assert!(pretty.lines().count() < 25, "{pretty}");
        assert!(pretty.lines().all(|line| line.chars().count() <= WIDTH), "{pretty}");
        assert!(
            pretty.contains("\n    { \"Sid\": \"B\", \"Action\": [] }\n"),
            "{pretty}"
        );
    }
}
