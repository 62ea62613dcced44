//! The text of an overlay as what it says.

use serde::Deserialize;
use toml::Spanned;

use crate::guardrails::actions::{AccessLevel, KeyKind};
use crate::guardrails::document::ParseError;

/// What an overlay says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Overlay {
    #[serde(default, rename = "service")]
    pub(super) services: Vec<NewService>,
    #[serde(default, rename = "resource-type")]
    pub(super) resources: Vec<NewResource>,
    #[serde(default, rename = "condition-key")]
    pub(super) keys: Vec<NewKey>,
    #[serde(default, rename = "action")]
    pub(super) actions: Vec<NewAction>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewService {
    pub(super) prefix: Spanned<String>,
    #[serde(default)]
    pub(super) rcp: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct NewResource {
    pub(super) service: Spanned<String>,
    pub(super) name: Spanned<String>,
    pub(super) arn: Spanned<String>,
    #[serde(default)]
    pub(super) condition_keys: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewKey {
    pub(super) name: Spanned<String>,
    #[serde(rename = "type")]
    kind: Spanned<String>,
    #[serde(default)]
    pub(super) global: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct NewAction {
    pub(super) name: Spanned<String>,
    access: Spanned<String>,
    #[serde(default)]
    pub(super) resource_types: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) optional_resource_types: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) condition_keys: Vec<Spanned<String>>,
}

/// Reads the text of an overlay.
pub(super) fn overlay(text: &str) -> Result<Overlay, ParseError> {
    toml::from_str(text).map_err(|error| {
        let place = error.span().unwrap_or(0..0);
        ParseError {
            message: printable(error.message()),
            offset: place.start,
            length: place.len(),
        }
    })
}

/// A message that quotes keys of the text, without what a terminal would obey.
fn printable(message: &str) -> String {
    let shown = |letter: char| match letter {
        ' '..='~' => letter.to_string(),
        _ => letter.escape_debug().to_string(),
    };
    message.chars().map(shown).collect()
}

/// What is wrong with a text of the overlay.
pub(super) fn wrong(text: &Spanned<String>, message: &str) -> ParseError {
    let place = text.span();
    ParseError {
        message: format!("`{}` {message}", text.get_ref().escape_debug()),
        offset: place.start,
        length: place.len(),
    }
}

impl NewKey {
    /// What kind of values it holds, and whether it holds many.
    pub(super) fn kind(&self) -> Result<(KeyKind, bool), ParseError> {
        let name = self.kind.get_ref();
        let single = name.strip_prefix("ArrayOf");
        let named = single.unwrap_or(name);
        let kind = KeyKind::ALL.into_iter().find(|kind| kind.name() == named);
        let kind = kind.ok_or_else(|| {
            let names = KeyKind::ALL.map(KeyKind::name).join("`, `");
            wrong(
                &self.kind,
                &format!("is no type: use one of `{names}`, or `ArrayOf` and one of them"),
            )
        })?;
        Ok((kind, single.is_some()))
    }
}

impl NewAction {
    pub(super) fn access(&self) -> Result<AccessLevel, ParseError> {
        match self.access.get_ref().as_str() {
            "list" => Ok(AccessLevel::List),
            "read" => Ok(AccessLevel::Read),
            "write" => Ok(AccessLevel::Write),
            "tagging" => Ok(AccessLevel::Tagging),
            "permissions-management" => Ok(AccessLevel::PermissionsManagement),
            _ => {
                let message = "is no access level: use `list`, `read`, `write`, `tagging` or `permissions-management`";
                Err(wrong(&self.access, message))
            }
        }
    }
}
