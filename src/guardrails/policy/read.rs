//! From a document to what it says. Stricter than AWS nowhere; what cannot be read has no meaning here, and is an error.

use super::{Condition, Effect, Names, Operator, Policy, Statement, Text, Version};
use crate::guardrails::document::{Document, Kind, Member, Node, ParseError};

impl Policy {
    /// Reads a policy's text.
    ///
    /// # Errors
    /// The first trouble that leaves the meaning open, and its place.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Self::read(&Document::parse(text)?)
    }

    /// Reads what a document says.
    ///
    /// # Errors
    /// The first trouble that leaves the meaning open, and its place.
    pub fn read(document: &Document) -> Result<Self, ParseError> {
        Self::read_node(&document.root)
    }

    /// Reads a policy that stands inside another document.
    ///
    /// # Errors
    /// The first trouble that leaves the meaning open, and its place in that document.
    pub fn read_node(root: &Node) -> Result<Self, ParseError> {
        let version = match root.member("Version") {
            None => Version::V2008,
            Some(member) => match text(&member.value)?.text.as_str() {
                "2012-10-17" => Version::V2012,
                "2008-10-17" => Version::V2008,
                _ => {
                    return Err(wrong(
                        &member.value,
                        "not a version of the language: write `2012-10-17`",
                    ));
                }
            },
        };
        let list = root
            .member("Statement")
            .ok_or_else(|| wrong(root, "the policy has no `Statement`"))?;
        let statements = list
            .value
            .items()
            .iter()
            .map(statement)
            .collect::<Result<Vec<_>, _>>()?;
        if statements.is_empty() {
            return Err(wrong(&list.value, "`Statement` is empty"));
        }
        Ok(Self { version, statements })
    }
}

impl Statement {
    /// Reads what one statement says.
    pub(in crate::guardrails) fn read(node: &Node) -> Result<Self, ParseError> {
        statement(node)
    }
}

fn statement(node: &Node) -> Result<Statement, ParseError> {
    if !matches!(node.kind, Kind::Object(_)) {
        return Err(wrong(node, "a statement is a JSON object"));
    }
    let effect = node
        .member("Effect")
        .ok_or_else(|| wrong(node, "the statement has no `Effect`"))?;
    let principal = match node.member("Principal") {
        None => false,
        Some(member) if matches!(&member.value.kind, Kind::Text(text) if text == "*") => true,
        Some(member) => {
            return Err(wrong(
                &member.value,
                "`Principal` is `\"*\"` in an RCP, and absent in an SCP",
            ));
        }
    };
    if let Some(member) = node.member("NotPrincipal") {
        return Err(wrong(&member.value, "SCPs and RCPs take no `NotPrincipal`"));
    }
    Ok(Statement {
        sid: node.member("Sid").map(|sid| text(&sid.value)).transpose()?,
        effect: match &effect.value.kind {
            Kind::Text(word) if word == "Allow" => Effect::Allow,
            Kind::Text(word) if word == "Deny" => Effect::Deny,
            _ => return Err(wrong(&effect.value, "`Effect` is exactly `Allow` or `Deny`")),
        },
        effect_place: effect.value.place(),
        actions: names(node, "Action", "NotAction")?,
        resources: names(node, "Resource", "NotResource")?,
        principal,
        conditions: conditions(node)?,
        place: node.place(),
    })
}

fn names(statement: &Node, positive: &str, negative: &str) -> Result<Names, ParseError> {
    let (negated, member) = match (statement.member(positive), statement.member(negative)) {
        (Some(member), None) => (false, member),
        (None, Some(member)) => (true, member),
        (Some(_), Some(second)) => {
            let message = format!("`{positive}` and `{negative}` exclude each other");
            return Err(wrong(&second.value, &message));
        }
        (None, None) => {
            let message = format!("the statement has neither `{positive}` nor `{negative}`");
            return Err(wrong(statement, &message));
        }
    };
    let patterns = member.value.items().iter().map(text).collect::<Result<Vec<_>, _>>()?;
    if patterns.is_empty() {
        return Err(wrong(&member.value, &format!("`{}` is empty", member.key)));
    }
    Ok(Names {
        negated,
        patterns,
        place: member.key_place(),
    })
}

fn conditions(statement: &Node) -> Result<Vec<Condition>, ParseError> {
    let Some(member) = statement.member("Condition") else {
        return Ok(Vec::new());
    };
    let mut conditions = Vec::new();
    for operator in object(&member.value, "`Condition` is `{ operator: { key: values } }`")? {
        let parsed = Operator::parse(&operator.key).ok_or_else(|| ParseError {
            message: format!("`{}` is not a condition operator", operator.key.escape_debug()),
            offset: operator.offset,
            length: operator.length,
        })?;
        for key in object(&operator.value, "a condition operator holds `{ key: values }`")? {
            conditions.push(Condition {
                operator: parsed,
                operator_place: operator.key_place(),
                key: Text {
                    text: key.key.clone(),
                    place: key.key_place(),
                },
                values: key.value.items().iter().map(value).collect::<Result<_, _>>()?,
            });
        }
    }
    Ok(conditions)
}

fn object<'a>(node: &'a Node, wanted: &str) -> Result<&'a [Member], ParseError> {
    match &node.kind {
        Kind::Object(members) => Ok(members),
        _ => Err(wrong(node, wanted)),
    }
}

fn text(node: &Node) -> Result<Text, ParseError> {
    match &node.kind {
        Kind::Text(text) => Ok(Text {
            text: text.clone(),
            place: node.place(),
        }),
        _ => Err(wrong(node, "a text is wanted here")),
    }
}

/// The value of a condition: numbers and truth values equal their text.
fn value(node: &Node) -> Result<Text, ParseError> {
    let text = node
        .scalar()
        .ok_or_else(|| wrong(node, "a condition compares with a text or a list of texts"))?;
    Ok(Text {
        text,
        place: node.place(),
    })
}

fn wrong(node: &Node, message: &str) -> ParseError {
    let place = node.place();
    ParseError {
        message: message.to_owned(),
        offset: place.offset,
        length: place.length,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn underlined(text: &str) -> (String, String) {
        let error = Policy::parse(text).unwrap_err();
        let end = error.offset + error.length;
        (error.message, text.get(error.offset..end).unwrap().to_owned())
    }

    #[test]
    fn every_legal_spelling_is_read() {
        let one = Policy::parse(r#"{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#).unwrap();
        assert_eq!(one.version, Version::V2008);
        let many = Policy::parse(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":["s3:*"],"NotResource":["arn:aws:s3:::b"],
                "Condition":{"bool":{"aws:SecureTransport":false},"ForAnyValue:StringLike":{"aws:TagKeys":["a","b"]}}}]}"#,
        )
        .unwrap();
        let statement = &many.statements[0];
        assert!(statement.actions.negated && statement.resources.negated);
        assert_eq!(statement.conditions.len(), 2);
        assert_eq!(statement.conditions[0].values[0].text, "false");
        assert_eq!(
            statement.conditions[1].operator.set,
            Some(super::super::SetOperator::ForAnyValue)
        );
    }

    #[test]
    fn what_has_no_meaning_is_pointed_at() {
        let (message, at) = underlined(r#"{"Statement":{"Effect":"deny","Action":"*","Resource":"*"}}"#);
        assert!(message.contains("exactly `Allow` or `Deny`"));
        assert_eq!(at, "\"deny\"");
        let (_, at) = underlined(
            r#"{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringSame":{"a":"b"}}}}"#,
        );
        assert_eq!(at, "\"StringSame\"");
    }
}
