//! `[[guardrail-tests]]`.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

use crate::areas::organizations::model::guardrail_tests::Expect;
use crate::areas::texts::Texts;
use crate::baseline::Spanned;

/// One `[[guardrail-tests]]`: a request, and whether the policies must let it pass.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GuardrailTestTable {
    /// What is tested, in words. No two tests have the same.
    pub name: Spanned<String>,
    /// The key of the account that the caller and the resource are in.
    pub account: Option<Spanned<String>>,
    /// Instead of an account: the key of a unit, or `"root"`. Any account directly under it is meant.
    pub unit: Option<Spanned<String>>,
    /// Who calls: `"role/NAME"`, `"user/NAME"` or `"root"` of the account, an ARN, or a service principal.
    pub principal: Spanned<String>,
    /// The action, or a list of them: `"ec2:RunInstances"`.
    pub action: Texts,
    /// The ARN of the resource.
    #[serde(default = "any_resource")]
    pub resource: String,
    /// Condition keys of the request. Only `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalOrgID` and `aws:ResourceAccount` are
    /// filled in; a key that is not here is not in the request.
    #[serde(default)]
    pub context: BTreeMap<String, ContextValue>,
    /// Whether the request must be denied or let pass.
    pub expect: Spanned<Expect>,
}

fn any_resource() -> String {
    "*".to_owned()
}

/// The values of a condition key, as the texts that they equal.
#[derive(Debug, Clone)]
pub struct ContextValue(pub Vec<String>);

impl<'de> Deserialize<'de> for ContextValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContextVisitor).map(Self)
    }
}

struct ContextVisitor;

impl<'de> Visitor<'de> for ContextVisitor {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a number, true, false, or a list of strings")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(vec![text.to_owned()])
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(vec![truth.to_string()])
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(vec![number.to_string()])
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(vec![number.to_string()])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(values)
    }
}

/// The shape of [`ContextValue`] in the schema.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum ScalarOrTexts {
    Text(String),
    Truth(bool),
    Number(f64),
    Many(Vec<String>),
}

impl JsonSchema for ContextValue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ContextValue".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        ScalarOrTexts::json_schema(generator)
    }
}
