//! Guardrails of the library as documents for programs.

use serde_json::{Value, json};

use crate::guardrails::library::{Argument, Default, Guardrail, Parameter};

/// A guardrail without its policy.
pub(super) fn of_guardrail(guardrail: &Guardrail) -> Value {
    let parameters: Vec<Value> = guardrail.parameters.iter().map(of_parameter).collect();
    json!({
        "name": guardrail.name,
        "version": guardrail.version,
        "type": guardrail.kind.policy_type(),
        "title": guardrail.title,
        "serves": guardrail.serves,
        "description": guardrail.description,
        "parameters": parameters,
        "tests": guardrail.tests().len(),
    })
}

fn of_parameter(parameter: &Parameter) -> Value {
    let default = parameter.default.as_ref().map(|default| match default {
        Default::Value(argument) => of_argument(argument),
        reference => Value::from(reference.to_string()),
    });
    json!({
        "name": parameter.name,
        "kind": parameter.kind,
        "description": parameter.description,
        "default": default,
        "required": parameter.default.is_none(),
        "values": parameter.values,
        "range": parameter.range,
    })
}

fn of_argument(argument: &Argument) -> Value {
    serde_json::to_value(argument).unwrap_or_default()
}
