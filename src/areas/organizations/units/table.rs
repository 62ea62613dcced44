//! `[units.KEY]`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::areas::organizations::shared::references::References;
use crate::baseline::Spanned;

/// One organizational unit.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct UnitTable {
    /// Its name in AWS; the key if absent. Another name renames the unit.
    pub name: Option<Spanned<String>>,
    /// The key of the unit above it; the root if absent. AWS cannot move a unit: another parent makes a new one (risk `replace-unit`).
    pub parent: Option<Spanned<String>>,
    /// Pins an existing unit (`ou-…`).
    pub id: Option<Spanned<String>>,
    /// Tags that are kept; others are left alone.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, References>")]
    pub tags: BTreeMap<String, Spanned<String>>,
    /// Whether AWS's `FullAWSAccess` is attached to it. `false` makes an allow-list of it: only what SCPs attached to it allow can be done. Not
    /// managed if absent.
    pub full_access: Option<Spanned<bool>>,
}
