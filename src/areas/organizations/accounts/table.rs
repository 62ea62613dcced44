//! `[accounts.KEY]`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::areas::organizations::shared::references::References;
use crate::baseline::Spanned;

/// One account. The key `management` is the management account: only its tags and owner are kept.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AccountTable {
    /// Its name in AWS. Not managed if absent; a new account is then named after its key.
    pub name: Option<Spanned<String>>,
    /// Its root e-mail. The account with this e-mail is adopted, or else created: it is the account's identity and cannot be changed here.
    #[schemars(with = "Option<References>")]
    pub email: Option<Spanned<String>>,
    /// The key of its unit, or `"root"`. Where it stands is not managed if absent.
    pub unit: Option<Spanned<String>>,
    /// Point of contact, kept as the tag `owner`.
    #[schemars(with = "Option<References>")]
    pub owner: Option<Spanned<String>>,
    /// Tags that are kept; others are left alone.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, References>")]
    pub tags: BTreeMap<String, Spanned<String>>,
    /// Pins an existing account (twelve digits).
    pub id: Option<Spanned<String>>,
    /// The role to assume in it, where it is not `roles.member`.
    pub member_role: Option<Spanned<String>>,
    /// Whether AWS's `FullAWSAccess` is attached to it. `false` makes an allow-list of it: only what SCPs attached to it allow can be done. Not
    /// managed if absent.
    pub full_access: Option<Spanned<bool>>,
}
