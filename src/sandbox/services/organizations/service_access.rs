//! Trusted access of services.

use serde_json::{Value, json};

use super::listing;
use super::rules::sized;
use crate::facts::policy_types::KNOWN;
use crate::sandbox::ask::Ask;
use crate::sandbox::model::Organization;
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;

pub(super) fn enable(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let service = principal(ask)?;
    organization.services.entry(service.to_owned()).or_insert(ask.now);
    Ok(Value::Null)
}

pub(super) fn disable(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let service = principal(ask)?;
    let needs = |kind: &str| organization.root.policy_types.contains_key(kind);
    if KNOWN
        .iter()
        .any(|kind| kind.trusted_service == Some(service) && needs(kind.name))
    {
        let message = "You must disable the policy type of this service before you disable its access.";
        return Err(Refusal::constraint("POLICY_TYPE_ENABLED_FOR_THIS_SERVICE", message));
    }
    organization.services.remove(service);
    organization.delegations.remove(service);
    Ok(Value::Null)
}

pub(super) fn list(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let page = Page::of(ask, "services".to_owned())?;
    let entries = organization
        .services
        .range::<str, _>(page.range())
        .map(|(service, since)| {
            let words = json!({"ServicePrincipal": service, "DateEnabled": since.seconds()});
            (service.as_str(), words)
        });
    Ok(listing::answer("EnabledServicePrincipals", page.cut(entries)))
}

/// The service a call names. AWS knows a closed list; the sandbox takes what has the form of one.
pub(super) fn principal<'a>(ask: &Ask<'a>) -> Result<&'a str, Refusal> {
    let service = sized("ServicePrincipal", ask.input.required("ServicePrincipal")?, 1, 128)?;
    let suffixes = [".amazonaws.com.cn", ".amazonaws.com"];
    let name = suffixes.iter().find_map(|suffix| service.strip_suffix(suffix));
    let name = name.unwrap_or_default();
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c);
    if name.is_empty() || !name.chars().all(allowed) {
        let message = "You specified a service principal that isn't recognized.";
        return Err(Refusal::invalid("UNRECOGNIZED_SERVICE_PRINCIPAL", message));
    }
    Ok(service)
}
