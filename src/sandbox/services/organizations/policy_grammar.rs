//! What AWS refuses in the text of a policy.
//!
//! Source: AWS Organizations User Guide, "SCP syntax" and "RCP syntax"; of the other types only that they are JSON objects.

use serde_json::{Map, Value};

use crate::facts::policy_types::{RCP, SCP};

type Verdict = Result<(), &'static str>;

/// Checks the text of a policy of `kind`; the error says what is wrong.
pub(super) fn check(kind: &str, text: &str) -> Verdict {
    let Ok(Value::Object(document)) = serde_json::from_str(text) else {
        return Err("it is not a JSON object");
    };
    match kind {
        SCP => document_of(&document, false),
        RCP => document_of(&document, true),
        _ if document.is_empty() => Err("it is empty"),
        _ => Ok(()),
    }
}

fn document_of(document: &Map<String, Value>, rcp: bool) -> Verdict {
    if document
        .keys()
        .any(|key| !matches!(key.as_str(), "Version" | "Id" | "Statement"))
    {
        return Err("it has an element that policies do not have");
    }
    match document.get("Version").map(Value::as_str) {
        Some(Some("2012-10-17")) => {}
        Some(Some("2008-10-17")) | None if !rcp => {}
        _ => return Err("its Version must be 2012-10-17"),
    }
    let statements: Vec<&Value> = match document.get("Statement") {
        Some(Value::Array(list)) if !list.is_empty() => list.iter().collect(),
        Some(one @ Value::Object(_)) => vec![one],
        _ => return Err("it has no Statement"),
    };
    for statement in statements {
        let statement = statement.as_object().ok_or("a Statement is not an object")?;
        members(statement, rcp)?;
        let effect = statement.get("Effect").and_then(Value::as_str);
        if rcp {
            resource_control(statement, effect)?;
        } else if !matches!(effect, Some("Allow" | "Deny")) {
            return Err("an Effect must be Allow or Deny");
        }
    }
    Ok(())
}

/// What both types have in common.
fn members(statement: &Map<String, Value>, rcp: bool) -> Verdict {
    for key in statement.keys() {
        match key.as_str() {
            "Sid" | "Effect" | "Action" | "NotAction" | "Resource" | "NotResource" | "Condition" => {}
            "Principal" if rcp => {}
            _ => return Err("a statement has an element that this type does not have"),
        }
    }
    let exactly_one = |one: &str, other: &str| statement.contains_key(one) != statement.contains_key(other);
    if !exactly_one("Action", "NotAction") {
        return Err("a statement needs either Action or NotAction");
    }
    if !exactly_one("Resource", "NotResource") {
        return Err("a statement needs either Resource or NotResource");
    }
    for name in ["Action", "NotAction", "Resource", "NotResource"] {
        if let Some(value) = statement.get(name) {
            texts(value).ok_or("Action and Resource are texts, or lists of them that are not empty")?;
        }
    }
    for name in ["Action", "NotAction"] {
        let actions = statement.get(name).and_then(texts).unwrap_or_default();
        if actions.iter().any(|action| !is_action(action)) {
            return Err("an action is `*` or `service:Action`");
        }
    }
    if statement
        .get("Condition")
        .is_some_and(|condition| !condition.is_object())
    {
        return Err("a Condition is not an object");
    }
    Ok(())
}

fn resource_control(statement: &Map<String, Value>, effect: Option<&str>) -> Verdict {
    if effect != Some("Deny") {
        return Err("an Effect must be Deny");
    }
    if statement.get("Principal").and_then(Value::as_str) != Some("*") {
        return Err("a Principal must be \"*\"");
    }
    let actions = statement
        .get("Action")
        .and_then(texts)
        .ok_or("a statement needs Action")?;
    if actions.contains(&"*") {
        return Err("an Action must name a service");
    }
    Ok(())
}

fn texts(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::String(text) => Some(vec![text]),
        Value::Array(list) if !list.is_empty() => list.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

fn is_action(action: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-*?_".contains(c);
    action == "*"
        || action.split_once(':').is_some_and(|(service, name)| {
            !service.is_empty() && !name.is_empty() && service.chars().all(allowed) && name.chars().all(allowed)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(kind: &str, statement: &str) -> Verdict {
        check(
            kind,
            &format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#),
        )
    }

    #[test]
    fn service_control_policies() {
        let ok = |text: &str| assert_eq!(statement(SCP, text), Ok(()), "{text}");
        ok(r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#);
        ok(
            r#"{"Effect":"Deny","NotAction":["iam:*","sts:Get?"],"Resource":["*"],"Condition":{"StringEquals":{"a":"b"}}}"#,
        );
        ok(r#"{"Effect":"Deny","Action":"s3:*","NotResource":"arn:aws:s3:::x"}"#);
        let bad = |text: &str| assert!(statement(SCP, text).is_err(), "{text}");
        bad(r#"{"Effect":"Deny","Action":"*"}"#);
        bad(r#"{"Effect":"Deny","Action":"*","NotAction":"*","Resource":"*"}"#);
        bad(r#"{"Effect":"deny","Action":"*","Resource":"*"}"#);
        bad(r#"{"Effect":"Deny","Action":"s3","Resource":"*"}"#);
        bad(r#"{"Effect":"Deny","Action":[],"Resource":"*"}"#);
        bad(r#"{"Effect":"Deny","Action":"*","Resource":"*","Principal":"*"}"#);
        bad("1");
        for text in [
            "",
            "[]",
            "{}",
            r#"{"Version":"2012-10-17","Statement":[]}"#,
            r#"{"Statements":[]}"#,
        ] {
            assert!(check(SCP, text).is_err(), "{text}");
        }
    }

    #[test]
    fn resource_control_policies() {
        let rcp = |effect: &str, principal: &str, action: &str| {
            statement(
                RCP,
                &format!(r#"{{"Effect":"{effect}","Principal":"{principal}","Action":"{action}","Resource":"*"}}"#),
            )
        };
        assert_eq!(rcp("Deny", "*", "s3:*"), Ok(()));
        assert!(rcp("Allow", "*", "s3:*").is_err());
        assert!(rcp("Deny", "123456789012", "s3:*").is_err());
        assert!(rcp("Deny", "*", "*").is_err());
        assert!(
            statement(
                RCP,
                r#"{"Effect":"Deny","Principal":"*","NotAction":"s3:*","Resource":"*"}"#
            )
            .is_err()
        );
        let no_version = r#"{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}"#;
        assert!(check(RCP, no_version).is_err());
    }

    #[test]
    fn other_types_are_json_objects() {
        assert_eq!(check("TAG_POLICY", r#"{"tags":{}}"#), Ok(()));
        assert!(check("TAG_POLICY", "{}").is_err());
        assert!(check("TAG_POLICY", "tags: {}").is_err());
    }
}
