//! From what a policy says to the shortest text that says it.

use std::fmt::Write as _;

use super::{Condition, Names, Policy, Statement, Text, Version};

impl Policy {
    /// The text to send to AWS: no white space, one value without brackets, order and spelling as they are here.
    #[must_use]
    pub fn to_json(&self) -> String {
        let version = match self.version {
            Version::V2008 => "2008-10-17",
            Version::V2012 => "2012-10-17",
        };
        let statements: Vec<String> = self.statements.iter().map(Statement::to_json).collect();
        format!(r#"{{"Version":"{version}","Statement":[{}]}}"#, statements.join(","))
    }
}

impl Statement {
    /// The statement's text, as it stands in a policy's.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = String::from("{");
        if let Some(sid) = &self.sid {
            push(&mut text, "Sid", &string(&sid.text));
        }
        push(&mut text, "Effect", &format!("\"{:?}\"", self.effect));
        if self.principal {
            push(&mut text, "Principal", "\"*\"");
        }
        push(
            &mut text,
            element(&self.actions, "Action", "NotAction"),
            &values(&self.actions.patterns),
        );
        push(
            &mut text,
            element(&self.resources, "Resource", "NotResource"),
            &values(&self.resources.patterns),
        );
        if !self.conditions.is_empty() {
            push(&mut text, "Condition", &conditions(&self.conditions));
        }
        text.push('}');
        text
    }
}

fn element<'a>(names: &Names, positive: &'a str, negative: &'a str) -> &'a str {
    if names.negated { negative } else { positive }
}

/// Adds a member; the separator follows from what is there.
fn push(text: &mut String, key: &str, value: &str) {
    let comma = if text.ends_with('{') { "" } else { "," };
    // Writing to a `String` cannot fail.
    let _ = write!(text, "{comma}{}:{value}", string(key));
}

fn values(values: &[Text]) -> String {
    match values {
        [one] => string(&one.text),
        many => {
            let many: Vec<String> = many.iter().map(|value| string(&value.text)).collect();
            format!("[{}]", many.join(","))
        }
    }
}

/// Keys of the same operator stand together, at the place of the first.
fn conditions(conditions: &[Condition]) -> String {
    let mut operators: Vec<(String, String)> = Vec::new();
    for condition in conditions {
        let operator = condition.operator.to_string();
        let index = operators.iter().position(|(known, _)| *known == operator);
        if index.is_none() {
            operators.push((operator, "{".to_owned()));
        }
        let last = index.unwrap_or(operators.len() - 1);
        if let Some((_, keys)) = operators.get_mut(last) {
            push(keys, &condition.key.text, &values(&condition.values));
        }
    }
    let mut text = String::from("{");
    for (operator, keys) in operators {
        push(&mut text, &operator, &format!("{keys}}}"));
    }
    text.push('}');
    text
}

/// Characters of a text as JSON writes it, quotes included.
pub(in crate::guardrails) fn written_size(text: &str) -> usize {
    if text
        .bytes()
        .all(|byte| (b' '..0x7f).contains(&byte) && !b"\"\\".contains(&byte))
    {
        return text.len() + 2;
    }
    string(text).chars().count()
}

fn string(text: &str) -> String {
    if text.bytes().all(|byte| byte >= b' ' && !b"\"\\".contains(&byte)) {
        return format!("\"{text}\"");
    }
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_what_was_read_gives_the_same_text() {
        for text in [
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":["s3:*","sqs:*"],"NotResource":"arn:aws:s3:::a\"b","Condition":{"Bool":{"aws:SecureTransport":"false"},"StringNotEquals":{"aws:PrincipalOrgID":"o-x","aws:PrincipalAccount":["1","2"]}}}]}"#,
        ] {
            assert_eq!(Policy::parse(text).unwrap().to_json(), text);
        }
    }

    #[test]
    fn a_key_with_no_values_stays_empty() {
        let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:userid":[]}}}]}"#;
        assert_eq!(Policy::parse(text).unwrap().to_json(), text);
    }
}
