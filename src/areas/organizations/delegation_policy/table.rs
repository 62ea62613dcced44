//! `[delegation-policy]`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::baseline::Spanned;

/// Statements of the Organization's resource policy, which lets members manage policies. Statements of others are left alone.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DelegationPolicyTable {
    /// A JSON document, relative to this file. It is never interpolated.
    pub file: Spanned<String>,
}
