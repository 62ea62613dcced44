//! Every rule, by group.

use super::rule::Rule;
use super::rules;

/// Every rule: those of one group together, in the order of their codes.
pub static CATALOGUE: &[Rule] = &[
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
];

/// The rule of that code, in any case.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    CATALOGUE.iter().find(|rule| rule.code.eq_ignore_ascii_case(code))
}
