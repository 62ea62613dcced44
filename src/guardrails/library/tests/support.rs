//! What the tests of the files share: a guardrail, compiled with a test's arguments, asked for its decision.

use std::sync::Arc;

use super::super::{Arguments, Guardrail, PolicyKind, Surroundings, Test};
use crate::guardrails::evaluate::{
    Attached, Chain, Context, Level, LevelKind, Prepared, Principal, Request, Setting, Value, Verdict, evaluate,
};
use crate::guardrails::policy::Policy;

const FULL_ACCESS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

/// The accounts of the Organization that the tests play in.
const MEMBERS: &[&str] = &["111111111111", "222222222222"];

/// The same for all tests: two Regions are approved, neither of those in which global services answer.
pub(super) fn surroundings() -> Surroundings {
    Surroundings {
        approved_regions: vec!["eu-west-1".to_owned(), "eu-central-1".to_owned()],
        ..Surroundings::example()
    }
}

/// What came of a test.
pub(super) struct Answer {
    pub(super) verdict: Verdict,
    /// The name of the statement that decided.
    pub(super) sid: Option<String>,
}

/// The guardrail with the test's arguments.
pub(super) fn compiled(guardrail: &Guardrail, test: &Test) -> String {
    guardrail
        .compile(&test.with, &surroundings())
        .unwrap_or_else(|problems| panic!("{guardrail}: `{}` does not compile: {problems:?}", test.name))
}

/// Every text that the files' defaults and tests make, with the name of what made it.
pub(super) fn texts(guardrail: &Guardrail) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = guardrail
        .tests()
        .iter()
        .map(|test| (format!("{guardrail}: {}", test.name), compiled(guardrail, test)))
        .collect();
    match guardrail.compile(&Arguments::new(), &surroundings()) {
        Ok(text) => texts.push((guardrail.to_string(), text)),
        Err(problems) => assert!(
            problems.iter().all(|problem| problem.code == "missing-parameter"),
            "{guardrail}: {problems:?}"
        ),
    }
    texts
}

/// What the guardrail says to the test's request, attached to the root beside what AWS attaches.
pub(super) fn answer(guardrail: &Guardrail, test: &Test) -> Answer {
    let policy = Policy::parse(&compiled(guardrail, test)).unwrap();
    answer_of(guardrail.kind, &policy, test)
}

/// What a policy in its place says.
pub(super) fn answer_of(kind: PolicyKind, policy: &Policy, test: &Test) -> Answer {
    let attached = |name: &str, policy: &Policy| Attached {
        name: name.to_owned(),
        policy: Arc::new(Prepared::new(policy)),
    };
    let level = |policies| Level {
        kind: LevelKind::Root,
        id: "r-root".to_owned(),
        policies,
    };
    let full = attached("FullAWSAccess", &Policy::parse(FULL_ACCESS).unwrap());
    let ours = attached("ours", policy);
    let chain = match kind {
        PolicyKind::Scp => Chain {
            scps: vec![level(vec![full, ours])],
            rcps: Vec::new(),
        },
        _ => Chain {
            scps: Vec::new(),
            rcps: vec![level(vec![ours])],
        },
    };
    let request = Request::new(&test.principal, &test.action, &test.resource, context(test));
    let setting = Setting {
        management_account: None,
        resource_account: test.resource_account.clone(),
    };
    let decision = evaluate(&request, &chain, &setting);
    let cause = decision.because().and_then(|level| level.cause());
    Answer {
        sid: cause.and_then(|cause| cause.sid).map(str::to_owned),
        verdict: decision.verdict.clone(),
    }
}

/// The test's context, with what follows from its principal.
fn context(test: &Test) -> Context {
    let mut context = Context::complete();
    let principal = Principal::new(&test.principal);
    if let Some(account) = principal.account() {
        context.set("aws:PrincipalArn", test.principal.as_str());
        context.set("aws:PrincipalAccount", account);
        if MEMBERS.contains(&account) {
            context.set("aws:PrincipalOrgID", "o-example0001");
        }
    }
    for (key, values) in &test.context {
        let value = match values.as_slice() {
            [one] => Value::One(one.clone()),
            many => Value::Many(many.to_vec()),
        };
        context.set(key, value);
    }
    context
}
