//! Runs the tests of a baseline against its own policies. Nothing is asked of AWS.

use super::chain::Policies;
use crate::areas::organizations::model::checked::Baseline;
use crate::areas::organizations::model::guardrail_tests::{Expect, GuardrailTest};
use crate::diagnostics::Diagnostic;
use crate::facts::partitions::{COMMERCIAL, of_region};
use crate::guardrails::evaluate::{Context, Decision, LevelResult, ManyActions, Outcome, Request, Setting, Verdict};
use crate::organization::Place;

/// The id of an account whose id is not known before AWS is asked. AWS gives no account an id of zeros.
const SOME_ACCOUNT: &str = "000000000000";

/// A test that was run.
#[derive(Debug, Clone)]
pub struct Ran<'a> {
    /// The test.
    pub test: &'a GuardrailTest,
    /// What was otherwise than it wants; nothing where it passed.
    pub failures: Vec<Failure>,
}

/// An action with another result than the test wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The action.
    pub action: String,
    /// What came of it, and why.
    pub got: String,
}

/// So many steps the tests of a baseline take in all before the rest are not run with it: several times as many as 1,000 tests take under
/// two dozen policies of the largest size on the way to an account.
pub const STEPS: usize = 1_500_000_000;

/// Runs every test, in the order written, however long it takes.
#[must_use]
pub fn run(baseline: &Baseline) -> Vec<Ran<'_>> {
    run_within(baseline, usize::MAX).0
}

/// Runs tests, in the order written, until one would be too much together with those before. How many are left is the other part.
#[must_use]
pub fn run_within(baseline: &Baseline, steps: usize) -> (Vec<Ran<'_>>, usize) {
    let tests = &baseline.guardrail_tests;
    let policies = Policies::new(baseline);
    let mut left = steps;
    let ran = tests.iter().map_while(|test| {
        Some(Ran {
            test,
            failures: failures(baseline, &policies, test, &mut left)?,
        })
    });
    let ran: Vec<Ran<'_>> = ran.collect();
    let unfinished = tests.len() - ran.len();
    (ran, unfinished)
}

/// What is wrong where not all tests of a baseline were run with it.
#[must_use]
pub fn unfinished(baseline: &Baseline, count: usize) -> Option<Diagnostic> {
    let at = baseline.guardrail_tests.len().checked_sub(count)?;
    let first = baseline.guardrail_tests.get(at)?;
    let message = format!(
        "the last {count} of {} guardrail tests were not run, from `{}` on: the tests compare more than any baseline needs",
        baseline.guardrail_tests.len(),
        first.name.escape_debug()
    );
    Some(
        Diagnostic::error("guardrail-tests-unfinished", message)
            .at(first.at)
            .help("write fewer tests, or shorter policies with fewer wildcards; `groundline guardrail test` runs all tests"),
    )
}

impl Ran<'_> {
    /// What is said of it in a baseline's check; nothing where it passed.
    #[must_use]
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        let first = self.failures.first()?;
        let message = format!(
            "guardrail test `{}` failed: {}",
            self.test.name.escape_debug(),
            first.words()
        );
        let more = self.failures.get(1..).unwrap_or_default();
        let failed = Diagnostic::error("guardrail-test-failed", message).at(self.test.at);
        let more: Vec<String> = more.iter().map(Failure::words).collect();
        Some(if more.is_empty() {
            failed.help("correct the policies, or what the test expects")
        } else {
            failed.help(format!("also: {}", more.join("; ")))
        })
    }
}

impl Failure {
    /// `ec2:RunInstances` is …
    #[must_use]
    pub fn words(&self) -> String {
        format!("`{}` is {}", self.action, self.got)
    }
}

/// What is otherwise than a test wants. Nothing if that takes more steps than are left.
fn failures(
    baseline: &Baseline,
    policies: &Policies<'_>,
    test: &GuardrailTest,
    left: &mut usize,
) -> Option<Vec<Failure>> {
    let account = match &test.place {
        Place::Account(key) => policies.account_id(key),
        Place::Root | Place::Unit(_) => None,
    };
    let account = account.unwrap_or_else(|| SOME_ACCOUNT.to_owned());
    let request = request(baseline, test, &account);
    let mut chain = policies.above(&test.place);
    // The SCPs are those of the tested place: a caller from elsewhere is bound by others.
    if request.principal.account() != Some(account.as_str()) {
        chain.scps = Vec::new();
    }
    let setting = Setting {
        management_account: Some(baseline.organization.management_account.clone()),
        resource_account: Some(account),
    };
    let mut asked = ManyActions::new(request, &chain, &setting);
    *left = left.checked_sub(asked.steps(test.actions.iter().map(String::as_str)))?;
    let wrong = test.actions.iter().filter_map(|action| {
        let decision = asked.decide(action);
        let is_denied = decision.verdict == Verdict::Deny;
        let got = (is_denied != (test.expect == Expect::Deny)).then(|| because(&decision, is_denied))?;
        Some(Failure {
            action: action.clone(),
            got,
        })
    });
    Some(wrong.collect())
}

/// What is asked, but for the action.
fn request(baseline: &Baseline, test: &GuardrailTest, account: &str) -> Request {
    let home = baseline.roles.home.as_deref().and_then(of_region);
    let principal = test.principal.in_account(home.unwrap_or(&COMMERCIAL).id, account);
    let mut context = Context::complete();
    for (key, values) in &test.context {
        match values.as_slice() {
            [one] => context.set(key, one.as_str()),
            many => context.set(key, many.to_vec()),
        }
    }
    let request = Request::new(&principal, "", &test.resource, context);
    filled_in(baseline, test, request, account)
}

/// The keys that AWS sets on its own, where the test does not. An empty list there says that the request has not the key.
fn filled_in(baseline: &Baseline, test: &GuardrailTest, mut request: Request, account: &str) -> Request {
    let caller = request.principal.account().map(str::to_owned);
    let is_ours = caller.as_deref() == Some(account);
    let organization = baseline.organization.id.clone().filter(|_| is_ours);
    let derived = [
        ("aws:PrincipalArn", principal_arn(request.principal.text())),
        ("aws:PrincipalAccount", caller),
        ("aws:PrincipalOrgID", organization),
        ("aws:ResourceAccount", Some(account.to_owned())),
    ];
    for (key, value) in derived {
        let said = test.context.keys().any(|other| other.eq_ignore_ascii_case(key));
        if let Some(value) = value.filter(|_| !said) {
            request.context.set(key, value);
        }
    }
    request
}

/// The ARN that conditions see: of the session of a role, the role's (IAM User Guide, "aws:PrincipalArn").
fn principal_arn(principal: &str) -> Option<String> {
    let parts: Vec<&str> = principal.split(':').collect();
    match parts.as_slice() {
        ["arn", partition, "sts", _, account, session] => {
            let role = session.strip_prefix("assumed-role/")?.split('/').next()?;
            Some(format!("arn:{partition}:iam::{account}:role/{role}"))
        }
        ["arn", ..] => Some(principal.to_owned()),
        _ => None,
    }
}

fn because(decision: &Decision<'_>, is_denied: bool) -> String {
    let Some(LevelResult { level, outcome, .. }) = decision.because().filter(|_| is_denied) else {
        return "allowed: no policy denies it".to_owned();
    };
    let place = &level.id;
    match outcome {
        Outcome::Explicit(cause) => {
            let sid = match cause.sid {
                Some(sid) => format!("`{}`", sid.escape_debug()),
                None => (cause.statement + 1).to_string(),
            };
            format!("denied: statement {sid} of {} on {place}", cause.policy)
        }
        _ => format!("denied: no policy on {place} allows it"),
    }
}
