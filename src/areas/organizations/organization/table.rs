//! The tables that say which Organization it is and how it is worked on.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::areas::texts::Texts;
use crate::baseline::Spanned;
use crate::facts::role_needs::BREAK_GLASS;

/// `[organization]`: which Organization the baseline is for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OrganizationTable {
    /// The baseline's name: part of every ownership tag, so that two baselines never prune each other. Lower-case letters, digits and `-`.
    pub baseline: Spanned<String>,
    /// The management account's id, twelve digits. It is compared with the caller before anything else is read.
    pub management_account: Spanned<String>,
    /// The Organization's id (`o-…`). Required unless `create` is true.
    pub id: Option<Spanned<String>>,
    /// Create the Organization, with all features, if the management account is in none.
    #[serde(default)]
    pub create: bool,
    /// What to do about accounts that the baseline does not declare.
    #[serde(default)]
    pub undeclared_accounts: UndeclaredAccounts,
    /// Domains that the e-mail of every declared account must be under.
    #[serde(default)]
    pub account_email_domains: Vec<Spanned<String>>,
    /// Whether AWS's `FullAWSAccess` is attached to the root. `false` makes an allow-list of it: below it only what SCPs attached to the root
    /// allow can be done. Not managed if absent.
    pub full_access: Option<Spanned<bool>>,
}

/// What to do about accounts that the baseline does not declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UndeclaredAccounts {
    /// List them.
    #[default]
    Report,
    /// Say nothing.
    Ignore,
    /// Refuse to apply until they are declared.
    Fail,
}

/// `[regions]`: where the company works.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RegionsTable {
    /// The Region of everything that has one home.
    pub home: Spanned<String>,
    /// The Regions that guardrails allow.
    #[serde(default)]
    pub approved: Vec<Spanned<String>>,
    /// The Regions where Regional services are kept, or `"all-enabled"`.
    #[serde(default)]
    #[schemars(with = "Option<RegionsOrWord>")]
    pub governed: Option<Governed>,
}

/// `"all-enabled"`, or a list of Regions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Governed {
    /// Every Region that is enabled in the account.
    AllEnabled,
    /// These.
    Regions(Vec<Spanned<String>>),
}

/// The shape of [`Governed`] in the schema.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum RegionsOrWord {
    Word(AllEnabled),
    Regions(Vec<String>),
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
enum AllEnabled {
    AllEnabled,
}

impl<'de> Deserialize<'de> for Governed {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Governed;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("\"all-enabled\" or a list of Regions")
            }

            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Governed, E> {
                match word {
                    "all-enabled" => Ok(Governed::AllEnabled),
                    other => Err(E::invalid_value(serde::de::Unexpected::Str(other), &self)),
                }
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Governed, A::Error> {
                let mut regions = Vec::new();
                while let Some(region) = list.next_element()? {
                    regions.push(region);
                }
                Ok(Governed::Regions(regions))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// `[roles]`: the roles that groundline works with, and those that guardrails must never lock out.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RolesTable {
    /// The role that is assumed to change member accounts. AWS makes it in every account that the Organization creates.
    #[serde(default = "default_member_role")]
    pub member: Option<Spanned<String>>,
    /// The role that plan and drift assume to read member accounts.
    pub read: Option<Spanned<String>>,
    /// ARN patterns of the roles for emergencies.
    #[serde(default)]
    pub break_glass: Vec<Spanned<String>>,
    /// Actions that the roles for emergencies must keep: a change of policies that takes one away is refused.
    #[serde(default = "default_break_glass_needs")]
    pub break_glass_needs: Vec<Spanned<String>>,
    /// Condition keys that requests of these roles are known to have, with a value or a list of possible ones. What depends on a key that is not
    /// here counts as denied to them; `aws:RequestedRegion` is one of `regions.governed` if it is not here.
    #[serde(default)]
    pub context: BTreeMap<String, Texts>,
}

fn default_break_glass_needs() -> Vec<Spanned<String>> {
    BREAK_GLASS
        .iter()
        .map(|action| Spanned::bare((*action).to_owned()))
        .collect()
}

/// The role that AWS makes in every account it creates, unless another name is given (AWS Organizations User Guide).
pub const DEFAULT_MEMBER_ROLE: &str = "OrganizationAccountAccessRole";

#[expect(clippy::unnecessary_wraps, reason = "serde wants the field's type")]
fn default_member_role() -> Option<Spanned<String>> {
    Some(Spanned::bare(DEFAULT_MEMBER_ROLE.to_owned()))
}

/// `[ownership]`: how far the baseline owns.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OwnershipTable {
    /// Tables of which nothing else may exist: what nobody owns is removed. What another baseline or tool owns is always left.
    #[serde(default)]
    #[schemars(with = "Vec<ExclusiveKind>")]
    pub exclusive: Vec<Spanned<String>>,
}

/// The shape of a table that can be exclusive: those of the core, to which the schema adds those of other areas.
#[derive(JsonSchema)]
#[schemars(description = "A table that can be exclusive.")]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
enum ExclusiveKind {
    /// Service control policies.
    Scps,
    /// Resource control policies.
    Rcps,
    /// Declarative policies for EC2.
    DeclarativePolicies,
    /// Tag policies.
    TagPolicies,
    /// Tags of declared units, accounts and policies.
    Tags,
}

/// One `[[moved]]`: a key that was renamed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MovedTable {
    /// The address it had: `scp.deny-root`.
    pub from: Spanned<String>,
    /// The address it has now.
    pub to: Spanned<String>,
}

/// One `[[removed]]`: something that is not deleted by only leaving it out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RemovedTable {
    /// The address of something that is ours.
    pub address: Option<Spanned<String>>,
    /// The kind of something that does not carry our tag: `scp`, `rcp`, `policy`, `trusted-access`, …
    #[serde(rename = "type")]
    pub kind: Option<Spanned<String>>,
    /// Its name in AWS.
    pub name: Option<Spanned<String>>,
    /// Must be true: it is deleted.
    #[serde(default)]
    pub destroy: bool,
}

/// `[values]`: words used in more than one place, as `${values.KEY}`.
pub type ValuesTable = BTreeMap<String, String>;
