//! Short ways to write policies, chains and requests.

use std::sync::Arc;

use crate::guardrails::evaluate::{
    Attached, Chain, Context, Decision, Level, LevelKind, Prepared, Request, Setting, Verdict, evaluate,
};
use crate::guardrails::policy::Policy;

pub(super) const MEMBER: &str = "arn:aws:iam::111111111111:role/developer";
pub(super) const MANAGEMENT: &str = "999999999999";
pub(super) const FULL: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;

pub(super) fn prepared(statements: &str) -> Arc<Prepared> {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    Arc::new(Prepared::new(
        &Policy::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}")),
    ))
}

/// A level with one policy for each text of statements, named `p0`, `p1`, …
pub(super) fn level(kind: LevelKind, policies: &[&str]) -> Level {
    let attached = policies.iter().enumerate().map(|(index, statements)| Attached {
        name: format!("p{index}"),
        policy: prepared(statements),
    });
    Level {
        kind,
        id: kind.word().to_owned(),
        policies: attached.collect(),
    }
}

/// SCPs at root, unit and account.
pub(super) fn scps(root: &[&str], unit: &[&str], account: &[&str]) -> Chain {
    Chain {
        scps: vec![
            level(LevelKind::Root, root),
            level(LevelKind::Unit, unit),
            level(LevelKind::Account, account),
        ],
        rcps: Vec::new(),
    }
}

/// One SCP beside `FullAWSAccess`, at the root only.
pub(super) fn scp(statements: &str) -> Chain {
    Chain {
        scps: vec![level(LevelKind::Root, &[FULL, statements])],
        rcps: Vec::new(),
    }
}

pub(super) fn rcp(statements: &str) -> Chain {
    Chain {
        scps: Vec::new(),
        rcps: vec![level(LevelKind::Root, &[statements])],
    }
}

pub(super) fn request(action: &str, resource: &str) -> Request {
    Request::new(MEMBER, action, resource, Context::complete())
}

pub(super) fn decide<'a>(request: &'a Request, chain: &'a Chain) -> Decision<'a> {
    let setting = Setting {
        management_account: Some(MANAGEMENT.to_owned()),
        resource_account: None,
    };
    evaluate(request, chain, &setting)
}

/// `allow allowed`, `deny explicit`, …
pub(super) fn told(request: &Request, chain: &Chain) -> String {
    let decision = decide(request, chain);
    let verdict = match &decision.verdict {
        Verdict::Allow => "allow".to_owned(),
        Verdict::Deny => "deny".to_owned(),
        Verdict::Depends(keys) => format!(
            "depends on {}",
            keys.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
        ),
    };
    format!("{verdict} {}", decision.kind.word())
}
