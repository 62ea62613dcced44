//! The password policy of an account.

use serde_json::{Value, json};

use super::state::{Iam, PasswordPolicy};
use crate::sandbox::ask::Ask;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::service::Spot;

/// The least number of characters where nothing else is said.
const DEFAULT_LENGTH: i64 = 6;

pub(super) fn get(spot: &mut Spot<'_, Iam>, _: &Ask<'_>) -> Result<Value, Refusal> {
    let policy = spot.get().and_then(|kept| kept.password_policy.as_ref());
    let policy = policy.ok_or_else(|| {
        let account = spot.account();
        absent(format!(
            "The Password Policy with domain name {account} cannot be found."
        ))
    })?;
    let mut words = json!({
        "MinimumPasswordLength": policy.minimum_length,
        "RequireSymbols": policy.require_symbols,
        "RequireNumbers": policy.require_numbers,
        "RequireUppercaseCharacters": policy.require_uppercase,
        "RequireLowercaseCharacters": policy.require_lowercase,
        "AllowUsersToChangePassword": policy.allow_change,
        "ExpirePasswords": policy.max_age.is_some(),
    });
    let optional = [
        ("MaxPasswordAge", policy.max_age.map(Value::from)),
        ("PasswordReusePrevention", policy.reuse_prevention.map(Value::from)),
        ("HardExpiry", policy.hard_expiry.map(Value::from)),
    ];
    if let Some(members) = words.as_object_mut() {
        let given = optional
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        members.extend(given);
    }
    Ok(json!({"PasswordPolicy": words}))
}

/// Replaces the whole policy: what is left out gets its default, and some defaults cannot be said.
///
/// Source: IAM API Reference, `UpdateAccountPasswordPolicy` ("does not support partial updates").
pub(super) fn update(spot: &mut Spot<'_, Iam>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let numbers = [
        ("MinimumPasswordLength", 6, 128),
        ("MaxPasswordAge", 1, 1_095),
        ("PasswordReusePrevention", 1, 24),
    ];
    let mut problems = Vec::new();
    for (name, least, most) in numbers {
        match ask.input.number(name)? {
            Some(value) if value < least => problems.push(constraint(name, value, "greater", least)),
            Some(value) if value > most => problems.push(constraint(name, value, "less", most)),
            _ => {}
        }
    }
    if !problems.is_empty() {
        let (count, plural) = (problems.len(), if problems.len() == 1 { "" } else { "s" });
        let message = format!("{count} validation error{plural} detected: {}", problems.join("; "));
        return Err(Refusal::new("ValidationError", message));
    }
    let flag = |name: &str| Ok::<_, Refusal>(ask.input.flag(name)?.unwrap_or(false));
    let policy = PasswordPolicy {
        minimum_length: ask.input.number("MinimumPasswordLength")?.unwrap_or(DEFAULT_LENGTH),
        require_symbols: flag("RequireSymbols")?,
        require_numbers: flag("RequireNumbers")?,
        require_uppercase: flag("RequireUppercaseCharacters")?,
        require_lowercase: flag("RequireLowercaseCharacters")?,
        allow_change: flag("AllowUsersToChangePassword")?,
        max_age: ask.input.number("MaxPasswordAge")?,
        reuse_prevention: ask.input.number("PasswordReusePrevention")?,
        hard_expiry: ask.input.flag("HardExpiry")?,
    };
    spot.get_mut().password_policy = Some(policy);
    Ok(Value::Null)
}

pub(super) fn delete(spot: &mut Spot<'_, Iam>, _: &Ask<'_>) -> Result<Value, Refusal> {
    if spot.get().is_none_or(|kept| kept.password_policy.is_none()) {
        let message = "The account policy with name PasswordPolicy cannot be found.";
        return Err(absent(message.to_owned()));
    }
    spot.get_mut().password_policy = None;
    Ok(Value::Null)
}

fn constraint(name: &str, value: i64, which: &str, limit: i64) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    let member: String = first.into_iter().chain(letters).collect();
    format!(
        "Value '{value}' at '{member}' failed to satisfy constraint: Member must have value {which} than or equal to {limit}"
    )
}

fn absent(message: String) -> Refusal {
    Refusal::new("NoSuchEntity", message).with_status(404)
}
