//! `[trusted-access]`.

use std::collections::BTreeMap;

use super::access::{Access, Enabled, KIND};
use crate::areas::kit::prelude::*;
use crate::areas::messages::listed_twice;
use crate::diagnostics::Diagnostic;
use crate::facts::integrated_services;

/// The area.
pub struct TrustedAccess;

/// Services that may work in the Organization.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TrustedAccessTable {
    /// Service principals, besides those that delegated administrators and policy types bring with them.
    #[serde(default)]
    pub services: Vec<Spanned<String>>,
}

impl Area for TrustedAccess {
    type Table = TrustedAccessTable;
    const INFO: &'static AreaInfo =
        &AreaInfo::one("trusted-access", "Services that may work in the Organization.").exclusive();

    const KINDS: &'static [&'static dyn AnyKind] = &[&Access];

    fn declare(&self, table: &Written<TrustedAccessTable>, declaring: &mut Declaring<'_>) {
        let mut first = BTreeMap::new();
        for service in table.one().into_iter().flat_map(|table| &table.services) {
            let wrong = declaring.names.wrong_service(service, service.span);
            if let Some(wrong) = wrong.or_else(|| own_enable(service)) {
                declaring.out.push(wrong);
            } else if let Some(first) = first.get(&service.value) {
                declaring.out.push(listed_twice(service, service.span, *first));
            } else {
                first.insert(service.value.clone(), service.span);
                want(service, declaring);
            }
        }
    }

    fn claimed(&self, claim: &Address, declaring: &mut Declaring<'_>) {
        if claim.kind == KIND {
            want(&claim.key, declaring);
        }
    }
}

fn want(service: &str, declaring: &mut Declaring<'_>) {
    let address = Address::new(KIND, service);
    let enabled = Desired::new(address, Session::management(), Enabled { enabled: true });
    declaring.want(&Access, enabled.natural([Value::Known(service.to_owned())]));
}

fn own_enable(service: &Spanned<String>) -> Option<Diagnostic> {
    let operation = integrated_services::own_enable(service)?;
    let message = format!("`{service}` is not enabled through Organizations but by its own call, `{operation}`");
    Some(
        Diagnostic::error("own-enable-call", message)
            .at(service.span)
            .help("make that call once, which also makes the roles that the service needs, and remove the line"),
    )
}
