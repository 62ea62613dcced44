//! Every rule, by group.

use super::inherited;
use super::rule::Rule;
use super::rules;

/// Every rule: those of one group together, in the order of their codes.
static CATALOGUE: &[Rule] = &[
    rules::action_in_rcp::RULE,
    rules::action_service::RULE,
    rules::action_shape::RULE,
    rules::allow_in_rcp::RULE,
    rules::condition_shape::RULE,
    rules::effect_missing::RULE,
    rules::effect_unknown::RULE,
    rules::element_missing::RULE,
    rules::element_refused::RULE,
    rules::element_twice::RULE,
    rules::element_unknown::RULE,
    rules::list_empty::RULE,
    rules::negated_in_rcp::RULE,
    rules::operator_unknown::RULE,
    rules::policy_json::RULE,
    rules::policy_size::RULE,
    rules::principal_in_rcp::RULE,
    rules::principal_in_scp::RULE,
    rules::rcp_service::RULE,
    rules::resource_service::RULE,
    rules::resource_shape::RULE,
    rules::sid_missing::RULE,
    rules::sid_shape::RULE,
    rules::sid_twice::RULE,
    rules::statement_missing::RULE,
    rules::statement_shape::RULE,
    rules::text_wanted::RULE,
    rules::version_old::RULE,
    rules::version_unknown::RULE,
    rules::action_unknown::RULE,
    rules::action_without_resource::RULE,
    rules::administrator_twin_missing::RULE,
    rules::resource_without_action::RULE,
    rules::service_retired::RULE,
    rules::service_unknown::RULE,
    rules::account_id::RULE,
    rules::condition_key_not_offered::RULE,
    rules::condition_key_unknown::RULE,
    rules::condition_value::RULE,
    rules::for_all_values_in_deny::RULE,
    rules::if_exists_in_deny::RULE,
    rules::mfa_of_roles::RULE,
    rules::missing_key_passes::RULE,
    rules::negated_missing_key::RULE,
    rules::null_always::RULE,
    rules::operator_case::RULE,
    rules::operator_kind::RULE,
    rules::partition_wrong::RULE,
    rules::region_unknown::RULE,
    rules::region_without_global::RULE,
    rules::safe_default_denied::RULE,
    rules::safe_value_denied::RULE,
    rules::service_principal_unknown::RULE,
    rules::services_denied::RULE,
    rules::set_operator_missing::RULE,
    rules::set_operator_single::RULE,
    rules::source_unguarded::RULE,
    rules::variable_literal::RULE,
    rules::variable_placeholder::RULE,
    rules::variable_unknown::RULE,
    rules::wildcard_literal::RULE,
    rules::assumed_role_arn::RULE,
    rules::exemption_broad::RULE,
    rules::exemption_path::RULE,
    rules::exemption_service_linked::RULE,
    rules::exemption_unprotected::RULE,
    rules::exemptions_apart::RULE,
    rules::sso_pattern::RULE,
    rules::allow_adds_nothing::RULE,
    rules::level_without_allow::RULE,
    rules::non_ascii::RULE,
    rules::statement_shadowed::RULE,
];

/// Every rule that a finding may name.
pub fn catalogue() -> impl Iterator<Item = &'static Rule> {
    CATALOGUE.iter().chain(inherited::RULES.iter())
}

/// The rule of that code, in any case.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    catalogue().find(|rule| rule.code.eq_ignore_ascii_case(code))
}
