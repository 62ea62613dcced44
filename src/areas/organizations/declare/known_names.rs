//! What AWS has by name: Regions and service principals, by dated tables and the baseline's `allow-unknown`.

use std::collections::BTreeMap;

use super::keys::{ALLOW, Keys};
use super::partition::principal_elsewhere;
use crate::areas::messages::listed_twice;
use crate::areas::organizations::schema::Tables;
use crate::baseline::closest;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::facts::principals::{self, Wrong};
use crate::facts::{integrated_services, partitions};

/// Checks `allow-unknown` itself: each is the name of a Region or service that the tables lack.
pub(super) fn check(tables: &Tables, out: &mut Diagnostics) {
    let mut first = BTreeMap::new();
    for name in &tables.allow_unknown {
        if let Some(first) = first.get(name.as_str()) {
            out.push(listed_twice(name, name.span, *first));
            continue;
        }
        first.insert(name.as_str(), name.span);
        if !partitions::is_name(name) && !principals::is_name(name) {
            let message = format!("`{name}` is neither a Region nor a service principal");
            out.push(
                Diagnostic::error("invalid-name", message)
                    .at(name.span)
                    .help("write one like `eu-west-1` or `ram.amazonaws.com`"),
            );
        } else if partitions::is_region(name) || integrated_services::is_integrated(name) {
            let message = format!("`{name}` is known to this version");
            out.push(
                Diagnostic::warning("allow-unknown-known", message)
                    .at(name.span)
                    .help(format!("remove it from `{ALLOW}`")),
            );
        }
    }
}

/// Whether there is such a Region.
pub(super) fn is_known_region(name: &str, keys: &Keys) -> bool {
    partitions::is_region(name) || keys.is_allowed(name)
}

/// What is wrong with the name of a Region: its shape, or that there is none.
pub(super) fn wrong_region(name: &str, at: Option<Span>, keys: &Keys) -> Option<Diagnostic> {
    if is_known_region(name, keys) {
        return None;
    }
    if !partitions::is_name(name) {
        return Some(
            Diagnostic::error("invalid-region", format!("`{name}` is not a Region"))
                .at(at)
                .help("a Region is written like `eu-west-1`"),
        );
    }
    let close = hinted(keys, REGIONS, || closest(name, partitions::regions()));
    let message = format!("there is no Region `{name}`");
    Some(
        Diagnostic::error("unknown-region", message)
            .at(at)
            .help(newer(name, close, partitions::AS_OF)),
    )
}

/// What is wrong with a service principal that is to work in the Organization: its shape, its partition, or that no service has it.
pub(super) fn wrong_service(principal: &str, at: Option<Span>, keys: &Keys) -> Option<Diagnostic> {
    if integrated_services::is_integrated(principal) || keys.is_allowed(principal) {
        return principal_elsewhere(principal, at, keys);
    }
    if !principals::is_name(principal) {
        return Some(not_a_principal(principal, at));
    }
    let message = match principals::wrong(principal, |name| keys.is_allowed(name)) {
        None => format!("`{principal}` is not a service that works with an Organization"),
        Some(_) => format!("there is no service `{principal}`"),
    };
    let close = hinted(keys, SERVICES, || {
        let (name, domain) = principals::without_domain(principal)?;
        closest(name, integrated_services::in_organizations()).map(|close| format!("{close}.{domain}"))
    });
    Some(Diagnostic::error("unknown-service", message).at(at).help(newer(
        principal,
        close.as_deref(),
        principals::AS_OF,
    )))
}

/// What is wrong with the service principal of a caller.
pub(super) fn wrong_caller(principal: &str, at: Option<Span>, keys: &Keys) -> Option<Diagnostic> {
    match principals::wrong(principal, |name| keys.is_allowed(name)) {
        Some(wrong) => Some(wrong_principal(principal, wrong, at, keys)),
        None => principal_elsewhere(principal, at, keys),
    }
}

/// What is wrong with what `kms:ViaService` is said to be.
pub(super) fn wrong_via(text: &str, at: Option<Span>, keys: &Keys) -> Option<Diagnostic> {
    match principals::wrong_via(text, |name| keys.is_allowed(name)) {
        Some(wrong) => Some(wrong_principal(text, wrong, at, keys)),
        None => principal_elsewhere(text, at, keys),
    }
}

fn wrong_principal(principal: &str, wrong: Wrong<'_>, at: Option<Span>, keys: &Keys) -> Diagnostic {
    match wrong {
        Wrong::Region(region) => wrong_region(region, at, keys).unwrap_or_else(|| not_a_principal(principal, at)),
        Wrong::Service if principals::is_name(principal) => {
            let close = hinted(keys, SERVICES, || principals::close_to(principal));
            Diagnostic::error("unknown-service", format!("there is no service `{principal}`"))
                .at(at)
                .help(newer(principal, close.as_deref(), principals::AS_OF))
        }
        Wrong::Service => not_a_principal(principal, at),
        Wrong::NoRegion => Diagnostic::error("invalid-service", format!("`{principal}` names no Region"))
            .at(at)
            .help("a service that asks for a key is written like `s3.eu-west-1.amazonaws.com`"),
    }
}

fn not_a_principal(principal: &str, at: Option<Span>) -> Diagnostic {
    let written = principal.escape_debug();
    let help = match principals::close_to(principal).filter(|_| principal.len() <= 128) {
        Some(close) => format!("did you mean `{close}`? a service principal is written like `ram.amazonaws.com`"),
        None => "a service principal is written like `ram.amazonaws.com`".to_owned(),
    };
    Diagnostic::error("invalid-service", format!("`{written}` is not a service principal"))
        .at(at)
        .help(help)
}

/// About how many names a Region or service is compared with.
const REGIONS: usize = 50;
const SERVICES: usize = 700;

fn hinted<T>(keys: &Keys, count: usize, close: impl FnOnce() -> Option<T>) -> Option<T> {
    keys.may_compare(count).then(close).flatten()
}

fn newer(name: &str, close: Option<&str>, as_of: &str) -> String {
    let hint = close.map_or_else(String::new, |close| format!("did you mean `{close}`? "));
    format!("{hint}if `{name}` is newer than the table of {as_of}, add it to `{ALLOW}` at the top of the baseline")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_name_what_was_meant() {
        let keys = Keys::default();
        let help = |wrong: Option<Diagnostic>| wrong.unwrap().help.unwrap();
        assert!(help(wrong_region("eu-wst-1", None, &keys)).contains("did you mean `eu-west-1`?"));
        let trial = wrong_service("cloudtrial.amazonaws.com", None, &keys);
        assert!(help(trial).contains("did you mean `cloudtrail.amazonaws.com`?"));
        assert!(
            wrong_service("lambda.amazonaws.com", None, &keys)
                .unwrap()
                .message
                .contains("works with an Organization")
        );
        assert_eq!(wrong_caller("lambda.amazonaws.com", None, &keys), None);
        assert!(help(wrong_caller("lamda.amazonaws.com", None, &keys)).contains("`lambda.amazonaws.com`"));
    }
}
