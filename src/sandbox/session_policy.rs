//! The policy that a session comes with: what it may do of what its role may do.
//!
//! Source: IAM User Guide, "Session policies".

use serde_json::Value;

use super::caller::Caller;
use super::refusal::Refusal;
use crate::facts::service::{Protocol, Service};

/// Most characters of one (STS API Reference, `AssumeRole`).
const LONGEST: usize = 2_048;

struct Statement {
    allows: bool,
    actions: Vec<String>,
}

/// Whether `AssumeRole` takes a policy.
///
/// # Errors
/// In AWS's words; and of what AWS takes and the sandbox does not hold sessions to, that it does not.
pub(super) fn check(policy: &str) -> Result<(), Refusal> {
    if policy.chars().count() > LONGEST {
        let message = format!(
            "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to {LONGEST}"
        );
        return Err(Refusal::new("ValidationError", message));
    }
    let malformed = |message: &str| Refusal::new("MalformedPolicyDocument", message);
    let document: Value = serde_json::from_str(policy).map_err(|_| malformed("This policy contains invalid Json"))?;
    match statements(&document) {
        Some(_) => Ok(()),
        None => Err(malformed(
            "the sandbox takes session policies whose statements have an Effect, an Action and the Resource \"*\"",
        )),
    }
}

/// Why a caller may not call an operation, if its session policy does not let it. Everybody may ask who they are.
pub(super) fn denial(caller: &Caller, service: &Service, operation: &str) -> Option<Refusal> {
    let policy = caller.session_policy.as_deref()?;
    let action = format!("{}:{operation}", service.prefix);
    if action == "sts:GetCallerIdentity" || allows(policy, &action) {
        return None;
    }
    let (code, status) = match service.protocol {
        Protocol::Json { .. } => ("AccessDeniedException", 400),
        Protocol::RestJson => ("AccessDeniedException", 403),
        Protocol::Query { .. } | Protocol::RestXml { .. } => ("AccessDenied", 403),
    };
    let message = format!(
        "User: {} is not authorized to perform: {action} because no session policy allows the {action} action",
        caller.arn
    );
    Some(Refusal::new(code, message).with_status(status))
}

fn allows(policy: &str, action: &str) -> bool {
    let document = serde_json::from_str(policy).unwrap_or_default();
    let statements = statements(&document).unwrap_or_default();
    let named = |statement: &&Statement| statement.actions.iter().any(|pattern| is_like(pattern, action));
    let named: Vec<&Statement> = statements.iter().filter(named).collect();
    !named.is_empty() && named.iter().all(|statement| statement.allows)
}

/// The statements of a policy; none if one says more than an effect on actions.
fn statements(document: &Value) -> Option<Vec<Statement>> {
    let statements = match document.get("Statement")? {
        Value::Array(statements) => statements.iter().collect(),
        one => vec![one],
    };
    let read = statements.into_iter().map(|statement| {
        let known = ["Sid", "Effect", "Action", "Resource"];
        let is_known = statement.as_object()?.keys().all(|key| known.contains(&key.as_str()));
        let everything = texts(statement.get("Resource")?)? == ["*"];
        let allows = match statement.get("Effect")?.as_str()? {
            "Allow" => true,
            "Deny" => false,
            _ => return None,
        };
        let actions = texts(statement.get("Action")?)?;
        (is_known && everything).then_some(Statement { allows, actions })
    });
    read.collect()
}

fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(one) => Some(vec![one.clone()]),
        Value::Array(many) => many.iter().map(|one| one.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// Whether a pattern with `*` stands for an action. Case does not count.
fn is_like(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| action.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_told_by_patterns() {
        for (pattern, action, expected) in [
            ("iam:GetRole", "iam:getrole", true),
            ("iam:GetRole", "iam:GetRoles", false),
            ("iam:Get*", "iam:GetRole", true),
            ("*", "iam:GetRole", true),
            ("iam:*Pol*", "iam:GetPolicy", true),
            ("iam:*Pol*y", "iam:GetPolicies", false),
            ("s3:*", "iam:GetRole", false),
        ] {
            assert_eq!(is_like(pattern, action), expected, "{pattern} {action}");
        }
    }

    #[test]
    fn what_is_denied_is_not_allowed_and_what_is_not_named_neither() {
        let policy = r#"{"Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"},
            {"Effect":"Deny","Action":["iam:Update*"],"Resource":["*"]}]}"#;
        assert_eq!(check(policy), Ok(()));
        assert!(allows(policy, "iam:GetRole"));
        assert!(!allows(policy, "iam:UpdateRole"));
        assert!(!allows(policy, "s3:GetObject"));
    }

    #[test]
    fn what_the_sandbox_does_not_hold_sessions_to_is_refused() {
        for policy in [
            "{",
            "{}",
            r#"{"Statement":[{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}]}"#,
            r#"{"Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"arn:aws:iam::1:role/x"}]}"#,
            r#"{"Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*","Condition":{}}]}"#,
        ] {
            assert_eq!(check(policy).unwrap_err().code, "MalformedPolicyDocument", "{policy}");
        }
        assert_eq!(check(&"x".repeat(2_049)).unwrap_err().code, "ValidationError");
    }
}
