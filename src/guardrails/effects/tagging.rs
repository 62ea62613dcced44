//! Statements that ask for tags in the request meet only the actions that carry some.
//!
//! AWS lists `aws:TagKeys` and `aws:RequestTag/…` with every action whose requests can have them (Service Authorization Reference); in all
//! others they are missing.

use super::vocabulary::Actions;
use crate::guardrails::actions::{ActionTable, KeyId};
use crate::guardrails::policy::{Comparison, Condition, SetOperator, Statement};

const TAG_KEYS: &str = "aws:TagKeys";
const REQUEST_TAG: &str = "aws:RequestTag/";

/// The actions whose requests a statement can match at all. Those that the table does not know stay.
pub fn met(table: &ActionTable, statement: &Statement, mut actions: Actions) -> Actions {
    for key in statement
        .conditions
        .iter()
        .filter_map(|condition| wanted(table, condition))
    {
        actions.listed = actions.listed.iter().filter(|id| table.lists(*id, key)).collect();
    }
    actions
}

/// The key of tags in the request without which a condition is false.
fn wanted(table: &ActionTable, condition: &Condition) -> Option<KeyId> {
    let key = condition.key.text.as_str();
    let is_prefixed = key
        .get(..REQUEST_TAG.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(REQUEST_TAG));
    if !is_prefixed && !condition.is_on(TAG_KEYS) {
        return None;
    }
    let operator = condition.operator;
    let is_false_without = match operator.comparison {
        Comparison::Null => {
            condition.texts().all(|value| value.eq_ignore_ascii_case("false")) && !condition.values.is_empty()
        }
        _ if operator.set == Some(SetOperator::ForAllValues) => false,
        _ if operator.set == Some(SetOperator::ForAnyValue) => true,
        comparison => !comparison.is_negated() && !operator.if_exists,
    };
    if is_false_without { table.key_id(key) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardrails::effects::Vocabulary;
    use crate::guardrails::policy::Policy;

    /// Whether a statement of all actions with this condition meets an action.
    fn meets(condition: &str, action: &str) -> bool {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{condition}}}}}"#
        );
        let policy = Policy::parse(&text).unwrap();
        let table = ActionTable::embedded();
        let all = Vocabulary::new(table, [&policy], []).of(&policy.statements[0].actions);
        met(table, &policy.statements[0], all)
            .listed
            .contains(table.find(action).unwrap())
    }

    #[test]
    fn who_asks_for_tags_meets_actions_that_carry_some() {
        for condition in [
            r#"{"ForAnyValue:StringEquals":{"aws:TagKeys":"a"}}"#,
            r#"{"StringEquals":{"aws:RequestTag/team":"a"}}"#,
            r#"{"Null":{"aws:TagKeys":"false"}}"#,
        ] {
            assert!(meets(condition, "ec2:CreateTags"), "{condition}");
            assert!(!meets(condition, "s3:GetObject"), "{condition}");
        }
    }

    #[test]
    fn what_is_true_without_tags_meets_all() {
        for condition in [
            r#"{"StringNotEquals":{"aws:RequestTag/team":"a"}}"#,
            r#"{"StringEqualsIfExists":{"aws:RequestTag/team":"a"}}"#,
            r#"{"ForAllValues:StringEquals":{"aws:TagKeys":"a"}}"#,
            r#"{"Null":{"aws:TagKeys":"true"}}"#,
            r#"{"StringEquals":{"aws:PrincipalTag/team":"a"}}"#,
        ] {
            assert!(meets(condition, "s3:GetObject"), "{condition}");
        }
    }
}
