//! A case as groundline evaluates it.

use std::collections::BTreeMap;
use std::sync::Arc;

use groundline::guardrails::evaluate::{
    Attached, Chain, Context, Layer, Level, LevelKind, Outcome, Prepared, Request, Setting, evaluate,
};
use groundline::guardrails::policy::{Policy, Statement, Version};
use serde_json::Value;

/// The policies of a case file.
#[derive(Debug)]
pub struct Policies(BTreeMap<String, (Policy, Arc<Prepared>)>);

impl Policies {
    /// Reads them.
    pub fn read(file: &Value) -> Self {
        let policies = file["policies"].as_object().unwrap().iter();
        let policies = policies.map(|(name, policy)| {
            let policy = Policy::parse(&policy.to_string()).unwrap_or_else(|error| panic!("{name}: {error:?}"));
            let prepared = Arc::new(Prepared::new(&policy));
            (name.clone(), (policy, prepared))
        });
        Self(policies.collect())
    }

    /// A level with the policies of these names.
    pub fn level<'a>(&self, kind: LevelKind, id: &str, names: impl Iterator<Item = &'a str>) -> Level {
        let attached = names.map(|name| Attached {
            name: name.to_owned(),
            policy: self.0[name].1.clone(),
        });
        Level {
            kind,
            id: id.to_owned(),
            policies: attached.collect(),
        }
    }

    fn levels(&self, levels: &Value) -> Vec<Level> {
        let levels = levels.as_array().map(Vec::as_slice).unwrap_or_default();
        let level = |level: &Value| {
            let kind = LevelKind::named(level["level"].as_str().unwrap()).unwrap();
            let names = level["policies"].as_array().unwrap().iter();
            self.level(
                kind,
                level["id"].as_str().unwrap(),
                names.map(|name| name.as_str().unwrap()),
            )
        };
        levels.iter().map(level).collect()
    }
}

/// One statement of a case, and whether it matches the request.
#[derive(Debug)]
pub struct Judged<'a> {
    /// What it says.
    pub statement: &'a Statement,
    /// The language it is written in.
    pub version: Version,
    /// The index of its level among all of the case.
    pub level: usize,
    /// Whether groundline finds that it matches.
    pub matches: bool,
}

/// What groundline says about a case, in the words of the judges.
#[derive(Debug)]
pub struct Said<'a> {
    /// A letter for each level, those of SCPs first: `a`, `e` and `i`, and `-` where the policies do not apply.
    pub letters: Vec<char>,
    /// How many of them are those of SCPs.
    pub scps: usize,
    /// Every statement.
    pub statements: Vec<Judged<'a>>,
    /// What was asked.
    pub request: Request,
}

/// The context of a request; empty where it has none.
pub fn context(request: &Value) -> Context {
    let mut context = Context::complete();
    for (key, value) in request["context"].as_object().into_iter().flatten() {
        match value {
            Value::Array(values) => {
                let values: Vec<&str> = values.iter().map(|value| value.as_str().unwrap()).collect();
                context.set(key, values);
            }
            one => context.set(key, one.as_str().unwrap()),
        }
    }
    context
}

fn request(asked: &Value) -> Request {
    let text = |name: &str| asked[name].as_str().unwrap();
    Request::new(text("principal"), text("action"), text("resource"), context(asked))
}

/// Evaluates a case.
pub fn said<'a>(policies: &'a Policies, case: &Value, management: &str) -> Said<'a> {
    let request = request(&case["request"]);
    let chain = Chain {
        scps: policies.levels(&case["scps"]),
        rcps: policies.levels(&case["rcps"]),
    };
    let setting = Setting {
        management_account: Some(management.to_owned()),
        resource_account: case["resource_account"].as_str().map(str::to_owned),
    };
    let decision = evaluate(&request, &chain, &setting);
    let letters = decision.levels.iter().map(|result| match &result.outcome {
        Outcome::Passed(_) => 'a',
        Outcome::Explicit(_) => 'e',
        Outcome::Implicit => 'i',
        Outcome::Exempt(_) => '-',
        Outcome::Depends { .. } => panic!("a complete context leaves nothing open: {case}"),
    });
    let letters = letters.collect();
    Said {
        scps: decision
            .levels
            .iter()
            .filter(|result| result.layer == Layer::Scp)
            .count(),
        statements: statements(policies, &request, &chain),
        letters,
        request,
    }
}

fn statements<'a>(policies: &'a Policies, request: &Request, chain: &Chain) -> Vec<Judged<'a>> {
    let mut statements = Vec::new();
    for (index, level) in chain.scps.iter().chain(&chain.rcps).enumerate() {
        for attached in &level.policies {
            let (policy, prepared) = &policies.0[&attached.name];
            for (statement, prepared) in policy.statements.iter().zip(prepared.statements()) {
                statements.push(Judged {
                    statement,
                    version: policy.version,
                    level: index,
                    matches: prepared.matches(request, &mut Vec::new()).is_true(),
                });
            }
        }
    }
    statements
}
