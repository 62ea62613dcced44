//! One case of a file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::error::CaseError;
use super::fields::{self, Fields};
use crate::guardrails::document::{Kind, Node};
use crate::guardrails::evaluate::{
    Action, Attached, Chain, Context, Level, LevelKind, Prepared, Principal, Request, Resource, Setting, Value,
};
use crate::guardrails::policy::Policy;

/// A request and the policies to ask about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The request.
    pub request: Request,
    /// The policies.
    pub chain: Chain,
    /// The accounts.
    pub setting: Setting,
}

/// Policies by name; of a bad one, what is wrong with it.
pub(super) type Named = BTreeMap<String, Result<Arc<Prepared>, CaseError>>;

const CASE: &[&str] = &[
    "id",
    "request",
    "resource_account",
    "management_account",
    "scps",
    "rcps",
];

impl Case {
    /// Reads a case. `management_account` is that of the file.
    pub(super) fn read(node: &Node, named: &Named, management_account: Option<&str>) -> Result<Self, CaseError> {
        let case = Fields::of(node, "a case", CASE)?;
        Ok(Self {
            request: request(case.need("request")?)?,
            chain: Chain {
                scps: levels(case, "scps", named)?,
                rcps: levels(case, "rcps", named)?,
            },
            setting: Setting {
                management_account: case
                    .account("management_account")?
                    .or_else(|| management_account.map(str::to_owned)),
                resource_account: case.account("resource_account")?,
            },
        })
    }
}

fn request(node: &Node) -> Result<Request, CaseError> {
    let request = Fields::of(node, "`request`", &["principal", "action", "resource", "context"])?;
    let action = request.text("action")?;
    if !action.contains(':') || action.contains(['*', '?']) {
        let message = format!(
            "`{}` is not an action: write one like `s3:GetObject`",
            action.escape_debug()
        );
        return Err(CaseError::new(message, request.need("action")?.place()));
    }
    Ok(Request {
        principal: Principal::new(request.text("principal")?),
        action: Action::new(action),
        resource: Resource::Known(request.text("resource")?.to_owned()),
        context: match request.get("context") {
            Some(member) => context(&member.value)?,
            None => Context::complete(),
        },
    })
}

fn context(node: &Node) -> Result<Context, CaseError> {
    let Kind::Object(members) = &node.kind else {
        return Err(CaseError::new(
            "`context` is a JSON object of condition keys",
            node.place(),
        ));
    };
    let mut context = Context::complete();
    let mut seen = BTreeSet::new();
    for member in members {
        if !seen.insert(member.key.to_ascii_lowercase()) {
            let key = member.key.escape_debug();
            let message = format!("the condition key `{key}` is here twice: case does not count");
            return Err(CaseError::new(message, member.key_place()));
        }
        context.set(&member.key, value(&member.value)?);
    }
    Ok(context)
}

fn value(node: &Node) -> Result<Value, CaseError> {
    let one = |node: &Node| {
        let wrong = || {
            CaseError::new(
                "a condition key has a text, a number, `true`, `false` or a list of them",
                node.place(),
            )
        };
        node.scalar().ok_or_else(wrong)
    };
    match &node.kind {
        Kind::List(items) => items.iter().map(one).collect::<Result<_, _>>().map(Value::Many),
        _ => one(node).map(Value::One),
    }
}

fn levels(case: Fields<'_>, key: &str, named: &Named) -> Result<Vec<Level>, CaseError> {
    let Some(member) = case.get(key) else {
        return Ok(Vec::new());
    };
    let items = fields::list(&member.value, key)?;
    items.iter().map(|node| level(node, named)).collect()
}

fn level(node: &Node, named: &Named) -> Result<Level, CaseError> {
    let level = Fields::of(node, "a level", &["level", "id", "policies"])?;
    let word = level.text("level")?;
    let kind = LevelKind::named(word).ok_or_else(|| {
        let message = format!("`level` is `root`, `ou` or `account`, not `{}`", word.escape_debug());
        match level.need("level") {
            Ok(node) => CaseError::new(message, node.place()),
            Err(error) => error,
        }
    })?;
    let policies = fields::list(level.need("policies")?, "policies")?;
    Ok(Level {
        kind,
        id: level.text("id")?.to_owned(),
        policies: policies
            .iter()
            .enumerate()
            .map(|(index, node)| attached(node, index, named))
            .collect::<Result<_, _>>()?,
    })
}

/// A policy by its name, or one that stands here: it is called by its number.
fn attached(node: &Node, index: usize, named: &Named) -> Result<Attached, CaseError> {
    let Kind::Text(name) = &node.kind else {
        return Ok(Attached {
            name: format!("#{}", index + 1),
            policy: Arc::new(prepare(node)?),
        });
    };
    let shown = name.escape_debug();
    match named.get(name) {
        Some(Ok(policy)) => Ok(Attached {
            name: name.clone(),
            policy: Arc::clone(policy),
        }),
        Some(Err(error)) => {
            let message = format!("the policy `{shown}` is wrong: {}", error.message);
            Err(CaseError::new(message, error.place))
        }
        None => Err(CaseError::new(
            format!("there is no policy `{shown}` among the file's `policies`"),
            node.place(),
        )),
    }
}

/// Compiles a policy that stands in the file.
pub(super) fn prepare(node: &Node) -> Result<Prepared, CaseError> {
    if matches!(node.kind, Kind::Object(_)) {
        Ok(Prepared::new(&Policy::read_node(node)?))
    } else {
        Err(CaseError::new(
            "a policy is a JSON object with `Version` and `Statement`",
            node.place(),
        ))
    }
}
