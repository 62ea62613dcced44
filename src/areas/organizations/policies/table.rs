//! The tables of policies: `[scps.KEY]`, `[rcps.KEY]`, `[declarative-policies.KEY]`, `[tag-policies.KEY]`, `[policies.KEY]`, `[ai-services]`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::areas::organizations::shared::references::{LateReferences, References};
use crate::baseline::Spanned;
use crate::guardrails::library::Argument;

/// One policy of a type that has a table of its own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PolicyTable {
    /// A JSON document, relative to this file. It is never interpolated.
    pub file: Option<Spanned<String>>,
    /// A guardrail of the library, as `NAME@VERSION`: `groundline guardrail list` shows them. Instead of `file`.
    pub guardrail: Option<Spanned<String>>,
    /// Values for the guardrail's parameters.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, With>")]
    pub with: BTreeMap<String, Argument>,
    /// Keys of accounts that the guardrail does not bind. It becomes a condition of the policy.
    #[serde(default)]
    pub except_accounts: Vec<Spanned<String>>,
    /// SCPs and RCPs: pack `guardrails` into as few policies as hold them, named after this one with numbers.
    pub pack: Option<bool>,
    /// The guardrails that are packed, by names of your choice.
    #[serde(default)]
    pub guardrails: BTreeMap<String, MemberTable>,
    /// Of a packed set: slots of every target that it leaves free; 1 if absent, for a quarantine or the action of a budget.
    pub reserve_slots: Option<usize>,
    /// The name in AWS; the key if absent.
    pub name: Option<Spanned<String>>,
    /// The description in AWS; a text of ours if absent.
    #[schemars(with = "Option<References>")]
    pub description: Option<Spanned<String>>,
    /// What it is attached to: `"root"`, a unit's key, `"account:KEY"`.
    #[serde(default)]
    pub attach: Vec<Spanned<String>>,
    /// Tags that are kept; others are left alone.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, References>")]
    pub tags: BTreeMap<String, Spanned<String>>,
    /// `"exact"`: when a policy of this name exists already, take it over and detach it from whatever `attach` does not list.
    pub adopt: Option<Adopt>,
    /// Codes of the linter's findings that are accepted in this policy: `["action-unknown"]`. See `groundline guardrail explain`.
    #[serde(default)]
    pub lint_allow: Vec<Spanned<String>>,
}

/// One guardrail of a set that is packed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MemberTable {
    /// A guardrail of the library, as `NAME@VERSION`.
    pub guardrail: Spanned<String>,
    /// Values for its parameters.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, With>")]
    pub with: BTreeMap<String, Argument>,
    /// Keys of accounts that it does not bind, besides those of the set.
    #[serde(default)]
    pub except_accounts: Vec<Spanned<String>>,
    /// Findings of the linter that are accepted.
    #[serde(default)]
    pub lint_allow: Vec<Spanned<String>>,
}

/// One policy of any type.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AnyPolicyTable {
    /// The type by AWS's name: `CHATBOT_POLICY`. One this version does not know works too, with a warning.
    #[serde(rename = "type")]
    pub kind: Spanned<String>,
    /// A JSON document, relative to this file. It is never interpolated.
    pub file: Option<Spanned<String>>,
    /// A guardrail of the library, as `NAME@VERSION`: `groundline guardrail list` shows them. Instead of `file`.
    pub guardrail: Option<Spanned<String>>,
    /// Values for the guardrail's parameters.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, With>")]
    pub with: BTreeMap<String, Argument>,
    /// Keys of accounts that the guardrail does not bind. It becomes a condition of the policy.
    #[serde(default)]
    pub except_accounts: Vec<Spanned<String>>,
    /// The name in AWS; the key if absent.
    pub name: Option<Spanned<String>>,
    /// The description in AWS; a text of ours if absent.
    #[schemars(with = "Option<References>")]
    pub description: Option<Spanned<String>>,
    /// What it is attached to: `"root"`, a unit's key, `"account:KEY"`.
    #[serde(default)]
    pub attach: Vec<Spanned<String>>,
    /// Tags that are kept; others are left alone.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, References>")]
    pub tags: BTreeMap<String, Spanned<String>>,
    /// `"exact"`: when a policy of this name exists already, take it over and detach it from whatever `attach` does not list.
    pub adopt: Option<Adopt>,
    /// Codes of the linter's findings that are accepted in this policy: `["action-unknown"]`. See `groundline guardrail explain`.
    #[serde(default)]
    pub lint_allow: Vec<Spanned<String>>,
}

/// The shape of a value for a parameter in the schema.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum With {
    Text(LateReferences),
    Number(i64),
    Boolean(bool),
    List(Vec<LateReferences>),
}

/// How an existing policy is taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Adopt {
    /// With all its attachments: those the baseline does not list go.
    Exact,
}

/// `[ai-services]`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AiServicesTable {
    /// Opt every account out of AWS's use of its data to improve AI services, now and later ones.
    pub opt_out: bool,
}
