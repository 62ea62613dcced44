//! The tables of the core as one shape.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use crate::baseline::Spanned;

use super::accounts::table::AccountTable;
use super::guardrail_tests::table::GuardrailTestTable;
use super::organization::table::{
    MovedTable, OrganizationTable, OwnershipTable, RegionsTable, RemovedTable, RolesTable, ValuesTable,
};
use super::policies::table::{AiServicesTable, AnyPolicyTable, PolicyTable};
use super::units::table::UnitTable;

/// A groundline baseline: what an AWS Organization should be.
///
/// It is filled entry by entry, so that one that does not fit does not hide what is wrong with the others; hence the options.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(
    title = "groundline baseline",
    description = "A groundline baseline: what an AWS Organization should be.",
    rename_all = "kebab-case",
    deny_unknown_fields
)]
pub struct Tables {
    /// The version of this format: 1.
    #[schemars(required)]
    pub format: Option<Spanned<u32>>,
    /// The versions of groundline that may read this file, as `">=0.1"`.
    pub required_version: Option<Spanned<String>>,
    /// Files that this one builds on; later ones and this one win.
    #[schemars(default)]
    pub extends: Vec<Spanned<String>>,
    /// Files that are part of this one, as glob patterns.
    #[schemars(default)]
    pub include: Vec<Spanned<String>>,
    /// Regions and service principals that are newer than this version's tables.
    #[schemars(default)]
    pub allow_unknown: Vec<Spanned<String>>,
    /// Which Organization it is.
    #[schemars(required)]
    pub organization: Option<OrganizationTable>,
    /// Where the company works.
    pub regions: Option<RegionsTable>,
    /// The roles that groundline works with.
    #[schemars(default)]
    pub roles: RolesTable,
    /// How far the baseline owns.
    #[schemars(default)]
    pub ownership: OwnershipTable,
    /// Words used in more than one place, as `${values.KEY}`.
    #[schemars(default)]
    pub values: ValuesTable,
    /// Organizational units by key.
    #[schemars(default)]
    pub units: BTreeMap<String, UnitTable>,
    /// Accounts by key.
    #[schemars(default)]
    pub accounts: BTreeMap<String, AccountTable>,
    /// Service control policies by key.
    #[schemars(default)]
    pub scps: BTreeMap<String, PolicyTable>,
    /// Resource control policies by key.
    #[schemars(default)]
    pub rcps: BTreeMap<String, PolicyTable>,
    /// Declarative policies for EC2 by key.
    #[schemars(default)]
    pub declarative_policies: BTreeMap<String, PolicyTable>,
    /// Tag policies by key.
    #[schemars(default)]
    pub tag_policies: BTreeMap<String, PolicyTable>,
    /// Use of the Organization's data by AI services.
    pub ai_services: Option<AiServicesTable>,
    /// Policies of any type by key.
    #[schemars(default)]
    pub policies: BTreeMap<String, AnyPolicyTable>,
    /// Keys that were renamed.
    #[schemars(default)]
    pub moved: Vec<MovedTable>,
    /// What is to be deleted although leaving it out does not delete it.
    #[schemars(default)]
    pub removed: Vec<RemovedTable>,
    /// Requests that the policies must deny or let pass.
    #[schemars(default)]
    pub guardrail_tests: Vec<GuardrailTestTable>,
}
