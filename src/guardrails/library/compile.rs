//! From a guardrail and its arguments to the text of a policy.

use std::collections::{BTreeMap, BTreeSet};

use super::argument::Arguments;
use super::bind::{Bound, bind, without_repeats};
use super::guardrail::{Guardrail, PolicyKind};
use super::kind::Kind;
use super::problem::{Problem, Where};
use super::surroundings::Surroundings;
use crate::guardrails::document::{Document, Place};
use crate::guardrails::policy::{Comparison, Condition, Effect, Operator, Policy, Text};

impl Guardrail {
    /// The text to send to AWS: minified, the same for the same arguments and surroundings.
    ///
    /// # Errors
    /// Everything that is wrong with the arguments, or that the surroundings lack.
    pub fn compile(&self, arguments: &Arguments, surroundings: &Surroundings) -> Result<String, Vec<Problem>> {
        let values = self.bound(arguments, surroundings)?;
        let Some(text) = self.template.fill(&values) else {
            let message = format!("with these arguments nothing is left of `{self}`");
            let problem = Problem::new("nothing-left", Where::Guardrail, message);
            return Err(vec![
                problem.help("leave the guardrail out, or give it something to do"),
            ]);
        };
        let written = match self.kind {
            PolicyKind::DeclarativeEc2 => Document::parse(&text).map(|document| document.minified()),
            PolicyKind::Scp => policy(&text, surroundings, "aws:PrincipalAccount"),
            PolicyKind::Rcp => policy(&text, surroundings, "aws:ResourceAccount"),
        };
        // The tests of the library compile every guardrail; this is for arguments that nobody thought of.
        written.map_err(|error| {
            let message = format!("with these arguments `{self}` is no policy: {}", error.message);
            vec![Problem::new("no-policy", Where::Guardrail, message)]
        })
    }

    /// What is wrong with the arguments, or what the surroundings lack: what [`Self::compile`] finds before there is a text.
    #[must_use]
    pub fn problems(&self, arguments: &Arguments, surroundings: &Surroundings) -> Vec<Problem> {
        self.bound(arguments, surroundings).err().unwrap_or_default()
    }

    fn bound(
        &self,
        arguments: &Arguments,
        surroundings: &Surroundings,
    ) -> Result<BTreeMap<String, Bound>, Vec<Problem>> {
        let mut problems = Vec::new();
        let values = bind(self, arguments, surroundings, &mut problems);
        spared(self, surroundings, &mut problems);
        repeated(self, &values, &mut problems);
        if problems.is_empty() { Ok(values) } else { Err(problems) }
    }
}

/// Whether the accounts to spare are accounts, and can be spared.
fn spared(guardrail: &Guardrail, surroundings: &Surroundings, problems: &mut Vec<Problem>) {
    if surroundings.except_accounts.is_empty() {
        return;
    }
    if guardrail.kind == PolicyKind::DeclarativeEc2 {
        let problem = Problem::new(
            "accounts-not-spared",
            Where::ExceptAccounts,
            format!("`{guardrail}` is a declarative policy, which cannot spare accounts"),
        );
        problems.push(problem.help("attach it to the units and accounts that it should bind"));
    }
    for account in &surroundings.except_accounts {
        if let Err((message, help)) = Kind::Accounts.text(account) {
            problems.push(Problem::new("invalid-account", Where::ExceptAccounts, message).help(help));
        }
    }
}

/// So many bytes the values may have together where they are repeated for every item of a list: no policy takes a hundredth.
const REPEATED: usize = 2 * 1024 * 1024;

/// Whether what is repeated for the items of a list comes to an end.
fn repeated(guardrail: &Guardrail, values: &BTreeMap<String, Bound>, problems: &mut Vec<Problem>) {
    let bytes: usize = values.values().map(Bound::bytes).sum();
    for name in guardrail.template.repeats() {
        let items = values.get(name).map_or(0, Bound::count);
        if items.saturating_mul(bytes) > REPEATED {
            let message = format!(
                "`{guardrail}` has a statement for each of the {items} items of `{name}`: no policy takes as many"
            );
            let problem = Problem::new("too-long", Where::Argument(name.to_owned()), message);
            problems.push(problem.help("name fewer, or make several policies"));
        }
    }
}

fn policy(
    text: &str,
    surroundings: &Surroundings,
    account_key: &str,
) -> Result<String, crate::guardrails::document::ParseError> {
    let mut policy = Policy::parse(text)?;
    for statement in &mut policy.statements {
        if statement.effect == Effect::Deny && !surroundings.except_accounts.is_empty() {
            except(&mut statement.conditions, account_key, &surroundings.except_accounts);
        }
    }
    Ok(policy.to_json())
}

/// Adds accounts that a statement spares. Values of a negated operator exclude each on its own, so they can join those that are there.
fn except(conditions: &mut Vec<Condition>, key: &str, accounts: &[String]) {
    let operator = Operator {
        set: None,
        comparison: Comparison::StringNotEquals,
        if_exists: false,
    };
    let text = |text: &str| Text {
        text: text.to_owned(),
        place: Place::default(),
    };
    let mut ids = without_repeats(accounts.to_vec());
    let there = conditions
        .iter_mut()
        .find(|condition| condition.operator == operator && condition.is_on(key));
    if let Some(condition) = there {
        let known: BTreeSet<&str> = condition.texts().collect();
        ids.retain(|id| !known.contains(id.as_str()));
        condition.values.extend(ids.iter().map(|id| text(id)));
        return;
    }
    conditions.push(Condition {
        operator,
        operator_place: Place::default(),
        key: text(key),
        values: ids.iter().map(|id| text(id)).collect(),
    });
}
