//! Which accounts guards treat alike: most policies name no account, and those that do name few.

use std::collections::BTreeSet;

use crate::guardrails::effects::{Effects, Guard, GuardId};
use crate::guardrails::policy::Family;
use crate::organization::PlaceId;

/// What guards can tell accounts by.
#[derive(Debug, Clone, Default)]
pub(super) struct Alike {
    /// All of the guards.
    pub guards: BTreeSet<GuardId>,
    /// Those that name accounts at all.
    pub named: Vec<GuardId>,
    /// Runs of digits in what they name: a pattern can tell two ids only by digits that it writes out.
    digits: BTreeSet<String>,
    /// Whether one compares ids by more than patterns.
    apart: bool,
}

impl Alike {
    /// By these guards.
    pub fn new(effects: &Effects<'_>, guards: BTreeSet<GuardId>) -> Self {
        let mut alike = Self::default();
        for id in &guards {
            let guard = effects.guard(*id);
            if names_account(&guard) {
                alike.named.push(*id);
                alike.note(&guard);
            }
        }
        alike.guards = guards;
        alike
    }

    fn note(&mut self, guard: &Guard) {
        let resources = guard.resources.iter().flat_map(|resources| &resources.patterns);
        let tests = guard.tests.iter().filter(|test| is_about_accounts(&test.key));
        let compared = tests.clone().all(|test| {
            let family = test.operator.comparison.family();
            matches!(family, Family::String | Family::Arn | Family::Bool | Family::Null)
        });
        let others = guard.tests.iter().filter(|test| !is_about_accounts(&test.key));
        let mut others = others.flat_map(|test| &test.values);
        self.apart |= !compared || others.any(|value| value.contains("${"));
        for text in resources.chain(tests.flat_map(|test| &test.values)) {
            self.apart |= text.contains("${");
            let runs = text.split(|letter: char| !letter.is_ascii_digit());
            self.digits
                .extend(runs.filter(|run| !run.is_empty()).map(str::to_owned));
        }
    }

    /// The account, if a guard may tell it from others; those that none can are alike.
    pub fn own<'i>(&self, id: &'i PlaceId) -> Option<&'i PlaceId> {
        let is_named = || self.digits.iter().any(|run| id.as_str().contains(run.as_str()));
        (self.apart || is_named()).then_some(id)
    }
}

fn is_about_accounts(key: &str) -> bool {
    key == "aws:principalarn" || key.ends_with("account")
}

/// Whether a guard may treat one account otherwise than another.
pub(super) fn names_account(guard: &Guard) -> bool {
    let mut resources = guard.resources.iter().flat_map(|resources| &resources.patterns);
    let mut tests = guard.tests.iter();
    // The fifth part of an ARN; a pattern without parts is about texts of any account.
    let any_account = |value: &String| match value.split(':').nth(4) {
        Some(account) => account.is_empty() || account == "*",
        None => value == "*",
    };
    resources.any(|pattern| pattern.contains("${") || !any_account(pattern))
        || tests.any(|test| match test.key.as_str() {
            "aws:principalarn" => !test
                .values
                .iter()
                .all(|value| any_account(value) && !value.contains("${")),
            key => key.ends_with("account") || test.values.iter().any(|value| value.contains("${")),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardrails::actions::ActionTable;
    use crate::guardrails::policy::Policy;

    fn own(condition: &str, id: &str) -> bool {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{condition}}}}}"#
        );
        let policy = Policy::parse(&text).unwrap();
        let mut effects = Effects::new(ActionTable::embedded(), [&policy], []);
        let compiled = effects.compile(&policy);
        let guards = compiled.denies.iter().map(|piece| piece.guard).collect();
        Alike::new(&effects, guards).own(&PlaceId(id.to_owned())).is_some()
    }

    #[test]
    fn an_account_is_told_from_others_by_the_digits_that_are_written() {
        let (one, other) = ("111122223333", "444455556666");
        for (condition, named) in [
            (r#"{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}"#, true),
            (r#"{"StringLike":{"aws:ResourceAccount":"*2222*"}}"#, true),
            (
                r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}}"#,
                true,
            ),
            (
                r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/team-2222"}}"#,
                false,
            ),
            (r#"{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}"#, false),
            (r#"{"Null":{"aws:SourceAccount":"true"}}"#, false),
        ] {
            assert_eq!(own(condition, one), named, "{condition}");
            assert!(!own(condition, other), "{condition}");
        }
        for condition in [
            r#"{"StringEquals":{"aws:PrincipalAccount":"${aws:ResourceAccount}"}}"#,
            r#"{"StringEquals":{"s3:prefix":"${aws:PrincipalAccount}"}}"#,
            r#"{"NumericLessThan":{"aws:PrincipalAccount":"500000000000"}}"#,
        ] {
            assert!(own(condition, one) && own(condition, other), "{condition}");
        }
    }
}
