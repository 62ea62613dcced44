//! `[trusted-access]`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::baseline::Spanned;

/// Services that may work in the Organization.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TrustedAccessTable {
    /// Service principals, besides those that delegated administrators and policy types bring with them.
    #[serde(default)]
    pub services: Vec<Spanned<String>>,
}
