//! Rules that several operations of Organizations share.

use std::collections::BTreeMap;

use crate::facts::account_states::{AccountAction, account_state};
use crate::facts::quotas;
use crate::sandbox::model::{Account, Organization};
use crate::sandbox::refusal::Refusal;

/// A text of `least` to `most` characters.
pub(super) fn sized<'a>(name: &str, text: &'a str, least: usize, most: usize) -> Result<&'a str, Refusal> {
    let length = text.chars().count();
    if length < least {
        let message = format!("{name} must have at least {least} characters.");
        Err(Refusal::invalid("MIN_LENGTH_EXCEEDED", message))
    } else if length > most {
        let message = format!("{name} must have at most {most} characters.");
        Err(Refusal::invalid("MAX_LENGTH_EXCEEDED", message))
    } else {
        Ok(text)
    }
}

/// Whether `id` is twelve digits.
pub(super) fn is_account_id(id: &str) -> bool {
    id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// An account id that is twelve digits, whether the account exists or not.
pub(super) fn account_id(id: &str) -> Result<&str, Refusal> {
    if is_account_id(id) {
        Ok(id)
    } else {
        Err(Refusal::invalid("INVALID_PATTERN", "An account id has twelve digits."))
    }
}

/// A root's or unit's id in the right form.
pub(super) fn parent_id(id: &str) -> Result<&str, Refusal> {
    if id.starts_with("r-") || id.starts_with("ou-") {
        Ok(id)
    } else {
        Err(Refusal::invalid(
            "INVALID_PATTERN",
            "A parent id begins with r- or ou-.",
        ))
    }
}

/// A policy's id in the right form.
pub(super) fn policy_id(id: &str) -> Result<&str, Refusal> {
    if id.starts_with("p-") {
        Ok(id)
    } else {
        Err(Refusal::invalid(
            "INVALID_SYNTAX_POLICY_ID",
            "A policy id begins with p-.",
        ))
    }
}

/// A root's, unit's or account's id in the right form.
pub(super) fn target_id(id: &str) -> Result<&str, Refusal> {
    if is_account_id(id) || parent_id(id).is_ok() {
        Ok(id)
    } else {
        Err(Refusal::invalid(
            "INVALID_PATTERN_TARGET_ID",
            "The target id is not of a root, unit or account.",
        ))
    }
}

/// The target of a policy, which must exist.
pub(super) fn target<'a>(organization: &Organization, id: &'a str) -> Result<&'a str, Refusal> {
    let id = target_id(id)?;
    if organization.node(id).is_some() {
        Ok(id)
    } else {
        let message = "We can't find a root, OU, or account with the TargetId that you specified.";
        Err(Refusal::new("TargetNotFoundException", message))
    }
}

/// Whether the state of an account lets this be done to it.
pub(super) fn allows(account: &Account, deed: AccountAction) -> bool {
    account_state(account.state.word()).allows(deed)
}

/// That a target lets this be done to it: an account's state may not.
pub(super) fn open_to(organization: &Organization, target: &str, deed: AccountAction) -> Result<(), Refusal> {
    let account = organization.accounts.get(target);
    if account.is_none_or(|account| allows(account, deed)) {
        return Ok(());
    }
    let message = "You can't perform the specified operation on that target entity: the account isn't active.";
    Err(Refusal::invalid("TARGET_NOT_SUPPORTED", message))
}

/// Tags that AWS would take together on one resource.
pub(super) fn checked_tags(given: &[(&str, &str)]) -> Result<BTreeMap<String, String>, Refusal> {
    let mut tags = BTreeMap::new();
    for (key, value) in given {
        sized("A tag key", key, 1, quotas::TAG_KEY)?;
        sized("A tag value", value, 0, quotas::TAG_VALUE)?;
        if !key.chars().chain(value.chars()).all(quotas::is_tag_character) {
            let message = "Tags have letters, digits, spaces and _ . : / = + - @ only.";
            return Err(Refusal::invalid("INVALID_PATTERN", message));
        }
        no_system_tag(key)?;
        if tags.insert((*key).to_owned(), (*value).to_owned()).is_some() {
            return Err(Refusal::invalid("DUPLICATE_TAG_KEY", "A tag key is given twice."));
        }
    }
    within_tag_limit(tags.len())?;
    Ok(tags)
}

/// Keys that begin with `aws:` are AWS's own.
pub(super) fn no_system_tag(key: &str) -> Result<(), Refusal> {
    if key.to_lowercase().starts_with("aws:") {
        let message = "Tag keys that begin with aws: are reserved.";
        return Err(Refusal::invalid("INVALID_SYSTEM_TAGS_PARAMETER", message));
    }
    Ok(())
}

/// At most fifty tags on one resource.
pub(super) fn within_tag_limit(count: usize) -> Result<(), Refusal> {
    if count > quotas::TAGS {
        let message = format!("A resource has at most {} tags.", quotas::TAGS);
        return Err(Refusal::constraint("MAX_TAG_LIMIT_EXCEEDED", message));
    }
    Ok(())
}

/// An account that is not there.
pub(super) fn account_not_found() -> Refusal {
    let message = "You specified an account that doesn't exist.";
    Refusal::new("AccountNotFoundException", message)
}

/// A parent that is not there.
pub(super) fn parent_not_found() -> Refusal {
    let message = "You specified parent that doesn't exist.";
    Refusal::new("ParentNotFoundException", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_follow_the_grammar() {
        let reason = |tags: &[(&str, &str)]| checked_tags(tags).unwrap_err().reason.unwrap();
        assert_eq!(checked_tags(&[("Größe", "a b_.:/=+-@9")]).unwrap().len(), 1);
        assert_eq!(reason(&[("", "x")]), "MIN_LENGTH_EXCEEDED");
        assert_eq!(reason(&[("a", "x;y")]), "INVALID_PATTERN");
        assert_eq!(reason(&[("AWS:x", "y")]), "INVALID_SYSTEM_TAGS_PARAMETER");
        assert_eq!(reason(&[("a", "x"), ("a", "y")]), "DUPLICATE_TAG_KEY");
        assert_eq!(reason(&[("a", &"x".repeat(257))]), "MAX_LENGTH_EXCEEDED");
        let keys: Vec<String> = (0..51).map(|n| format!("k{n}")).collect();
        let many: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), "")).collect();
        assert_eq!(reason(&many), "MAX_TAG_LIMIT_EXCEEDED");
    }
}
