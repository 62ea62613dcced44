//! A guardrail's file, read strictly: what is not known is an error.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use super::argument::{Argument, Arguments};
use super::bind;
use super::guardrail::{Covers, Default, EXEMPT, EXEMPT_ROLES, Expect, Guardrail, Parameter, PolicyKind, Test};
use super::kind::Kind;
use super::template::Template;

/// What is wrong with a guardrail's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError(pub String);

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FileError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    #[serde(rename = "type")]
    kind: PolicyKind,
    serves: String,
    description: String,
    policy: String,
    #[serde(default)]
    parameters: BTreeMap<String, ParameterTable>,
    #[serde(default)]
    tests: Vec<TestTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterTable {
    kind: Kind,
    description: String,
    default: Option<Argument>,
    #[serde(default)]
    values: Vec<String>,
    range: Option<(i64, i64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TestTable {
    name: String,
    covers: Covers,
    #[serde(default)]
    with: Arguments,
    principal: String,
    action: String,
    resource: Option<String>,
    resource_account: Option<String>,
    #[serde(default)]
    context: BTreeMap<String, Argument>,
    expect: Expect,
}

impl Guardrail {
    /// Reads a guardrail's file; `name` is that of the file without its ending: `deny-root@1`.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(name: &str, text: &str) -> Result<Self, FileError> {
        let (name, version) = split(name).ok_or_else(|| FileError(format!("`{name}` is not `NAME@VERSION`")))?;
        let file: File = toml::from_str(text).map_err(|error| FileError(error.to_string()))?;
        let mut parameters = Vec::new();
        for (name, table) in file.parameters {
            parameters.push(parameter(name, table)?);
        }
        let template = Template::parse(&file.policy)?;
        if template.uses(EXEMPT) {
            parameters.push(Parameter::exempt_roles());
            parameters.sort_by(|one, other| one.name.cmp(&other.name));
        }
        template.check(&parameters)?;
        let tests = file.tests.into_iter().map(test).collect::<Result<_, _>>()?;
        Ok(Self {
            name: name.to_owned(),
            version,
            title: file.title,
            kind: file.kind,
            serves: file.serves,
            description: file.description.split_whitespace().collect::<Vec<_>>().join(" "),
            parameters,
            template,
            tests,
        })
    }
}

/// Name and version of `deny-root@1`.
pub(super) fn split(name: &str) -> Option<(&str, u32)> {
    let (name, version) = name.split_once('@')?;
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_name = !name.is_empty() && name.bytes().all(known);
    let is_number = version.bytes().all(|byte| byte.is_ascii_digit()) && !version.starts_with('0');
    let version = version.parse().ok()?;
    (is_name && is_number).then_some((name, version))
}

fn parameter(name: String, table: ParameterTable) -> Result<Parameter, FileError> {
    if name == EXEMPT_ROLES || name == EXEMPT || name == "n" {
        return Err(FileError(format!(
            "the parameter `{name}` is there without being declared"
        )));
    }
    let default = match table.default {
        Some(Argument::Text(text)) if text == "${regions.approved}" => Some(Default::ApprovedRegions),
        Some(Argument::Text(text)) if text == "${organization.id}" => Some(Default::OrganizationId),
        other => other.map(Default::Value),
    };
    let parameter = Parameter {
        name,
        kind: table.kind,
        description: table.description,
        default,
        values: table.values,
        range: table.range,
    };
    let bounded = (parameter.values.is_empty() || parameter.kind == Kind::Text)
        && (parameter.range.is_none() || parameter.kind == Kind::Number);
    if !bounded {
        return Err(FileError(format!(
            "`{}`: only a text has `values`, and only a number a `range`",
            parameter.name
        )));
    }
    let fits = match &parameter.default {
        Some(Default::ApprovedRegions) => parameter.kind == Kind::Regions,
        Some(Default::OrganizationId) => parameter.kind == Kind::OrganizationId,
        Some(Default::Value(value)) => {
            let mut problems = Vec::new();
            bind::checked(&parameter, value, &mut problems);
            problems.is_empty()
        }
        None => true,
    };
    if fits {
        Ok(parameter)
    } else {
        Err(FileError(format!(
            "the default of `{}` does not fit its kind",
            parameter.name
        )))
    }
}

fn test(table: TestTable) -> Result<Test, FileError> {
    let mut context = BTreeMap::new();
    for (key, value) in table.context {
        let values = match value {
            Argument::List(items) => items.iter().map(scalar).collect::<Option<Vec<_>>>(),
            one => scalar(&one).map(|one| vec![one]),
        };
        let values = values.ok_or_else(|| FileError(format!("the context key `{key}` holds a list in a list")))?;
        context.insert(key, values);
    }
    Ok(Test {
        name: table.name,
        covers: table.covers,
        with: table.with,
        principal: table.principal,
        action: table.action,
        resource: table.resource.unwrap_or_else(|| "*".to_owned()),
        resource_account: table.resource_account,
        context,
        expect: table.expect,
    })
}

fn scalar(value: &Argument) -> Option<String> {
    match value {
        Argument::Text(text) => Some(text.clone()),
        Argument::Number(number) => Some(number.to_string()),
        Argument::Boolean(truth) => Some(truth.to_string()),
        Argument::List(_) => None,
    }
}
