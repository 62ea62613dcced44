//! One request for several actions: what a statement says of its resource and context is found once.

use std::collections::BTreeMap;

use super::algorithm::evaluate_with;
use super::applied::Applied;
use super::chain::{Chain, Level, Setting};
use super::decision::Decision;
use super::prepared::PreparedStatement;
use super::request::{Action, Request};

/// A request that is made with several actions, one after the other.
#[derive(Debug)]
pub struct ManyActions<'c> {
    request: Request,
    chain: &'c Chain,
    setting: &'c Setting,
    applied: Applied,
}

impl<'c> ManyActions<'c> {
    /// A request, whose own action does not matter, for the policies of a chain.
    #[must_use]
    pub fn new(request: Request, chain: &'c Chain, setting: &'c Setting) -> Self {
        Self {
            request,
            chain,
            setting,
            applied: Applied::default(),
        }
    }

    /// Whether the policies let the request with this action pass: [`evaluate`](super::evaluate).
    pub fn decide(&mut self, action: &str) -> Decision<'_> {
        self.request.action = Action::new(action);
        evaluate_with(&self.request, self.chain, self.setting, Some(&mut self.applied))
    }

    /// About how many steps it takes at most to decide all of these actions. In a step a few bytes are compared.
    #[must_use]
    pub fn steps<'a>(&self, actions: impl IntoIterator<Item = &'a str>) -> usize {
        let longest = self.request.context.longest();
        let once = self.statements().map(|statement| {
            let steps = statement.steps(&self.request.resource, &self.request.context, longest);
            steps.saturating_add(STATEMENT)
        });
        let once = once.fold(0, usize::saturating_add);
        // Of actions only the length matters.
        let mut known: BTreeMap<usize, usize> = BTreeMap::new();
        let each = actions.into_iter().map(|action| {
            let steps = || {
                let of = |statement: &PreparedStatement| STATEMENT + statement.actions().steps(action.len());
                self.statements()
                    .map(of)
                    .fold(LEVEL * self.levels().count(), usize::saturating_add)
            };
            *known.entry(action.len()).or_insert_with(steps)
        });
        each.fold(once, usize::saturating_add)
    }

    fn levels(&self) -> impl Iterator<Item = &'c Level> {
        self.chain.scps.iter().chain(&self.chain.rcps)
    }

    fn statements(&self) -> impl Iterator<Item = &'c PreparedStatement> {
        let policies = self.levels().flat_map(|level| &level.policies);
        policies.flat_map(|attached| attached.policy.statements())
    }
}

/// So many steps any statement takes for an action, and so many any level.
const STATEMENT: usize = 50;
const LEVEL: usize = 500;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::chain::{Attached, LevelKind};
    use super::super::context::Context;
    use super::super::evaluate;
    use super::super::prepared::Prepared;
    use super::*;
    use crate::guardrails::policy::Policy;

    fn level(statements: &str) -> Level {
        let policy = Policy::parse(&format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)).unwrap();
        Level {
            kind: LevelKind::Root,
            id: "root".to_owned(),
            policies: vec![Attached {
                name: "p".to_owned(),
                policy: Arc::new(Prepared::new(&policy)),
            }],
        }
    }

    fn chain() -> Chain {
        let statements = r#"
            {"Effect":"Allow","Action":"*","Resource":"*"},
            {"Effect":"Deny","Action":"iam:*","Resource":"arn:aws:iam::*:role/a*",
             "Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:*:iam::*:role/Own*"}}},
            {"Effect":"Deny","Action":"iam:Get*","Resource":"*","Condition":{"StringEquals":{"aws:x":"${aws:y}"}}}"#;
        Chain {
            scps: vec![
                level(statements),
                level(r#"{"Effect":"Allow","Action":["iam:*","s3:*"],"Resource":"*"}"#),
            ],
            rcps: Vec::new(),
        }
    }

    fn request(context: Context) -> Request {
        Request::new(
            "arn:aws:iam::1:role/x",
            "",
            "arn:aws:iam::222222222222:role/abc",
            context,
        )
    }

    const ACTIONS: [&str; 6] = [
        "iam:GetRole",
        "iam:PassRole",
        "iam:GetUser",
        "s3:GetObject",
        "ec2:Run",
        "iam:GetRole",
    ];

    #[test]
    fn each_action_comes_to_the_same_as_by_itself() {
        let (chain, setting) = (chain(), Setting::default());
        let principals = [
            "arn:aws:iam::222222222222:role/x",
            "arn:aws:iam::222222222222:role/Own1",
        ];
        let complete = principals.map(|arn| Context::complete().with("aws:PrincipalArn", arn).with("aws:x", "1"));
        let open = principals.map(|arn| Context::open().with("aws:PrincipalArn", arn));
        let mut verdicts = std::collections::BTreeSet::new();
        for context in complete.into_iter().chain(open) {
            let mut request = request(context);
            request.principal = super::super::request::Principal::new("arn:aws:iam::222222222222:role/x");
            let mut many = ManyActions::new(request.clone(), &chain, &setting);
            for action in ACTIONS {
                request.action = Action::new(action);
                let alone = evaluate(&request, &chain, &setting);
                assert_eq!(many.decide(action), alone, "{action}");
                verdicts.insert(format!("{:?}", alone.verdict));
            }
        }
        assert!(verdicts.len() >= 3, "{verdicts:?}");
    }

    #[test]
    fn a_statement_is_compared_once_whatever_the_number_of_actions() {
        let (chain, setting) = (chain(), Setting::default());
        let context = Context::complete().with("aws:PrincipalArn", "x".repeat(10_000));
        let long = ManyActions::new(request(context), &chain, &setting);
        let short = ManyActions::new(request(Context::complete()), &chain, &setting);
        let more = |many: &ManyActions<'_>| many.steps(["iam:GetRole"; 100]) - many.steps(["iam:GetRole"]);
        assert!(long.steps(["iam:GetRole"]) > short.steps(["iam:GetRole"]) + 10_000);
        assert_eq!(more(&long), more(&short));
    }

    #[test]
    fn wildcards_and_variables_are_counted_by_what_they_are_compared_with() {
        let setting = Setting::default();
        let of = |resource: &str| {
            let statement = format!(r#"{{"Effect":"Deny","Action":"*","Resource":["{resource}"]}}"#);
            let chain = Chain {
                scps: vec![level(&statement)],
                rcps: Vec::new(),
            };
            ManyActions::new(
                request(Context::complete().with("aws:y", "y".repeat(5_000))),
                &chain,
                &setting,
            )
            .steps(["iam:GetRole"])
        };
        let of_star = of("arn:aws:iam::1:*a");
        assert!(of_star > of("arn:aws:iam::1:a") && of("arn:aws:iam::1:*a*a*a") > of_star);
        // A `?` behind a `*` is tried everywhere, one before it is not.
        assert!(of("arn:aws:iam::1:*a?a?a") > of_star + 500 && of("arn:aws:iam::1:a?a?a*") < of_star + 100);
        assert!(of("arn:aws:iam::1:${aws:y}") > of("arn:aws:iam::1:y") + 5_000);
    }
}
