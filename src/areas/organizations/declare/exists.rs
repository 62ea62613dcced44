//! What AWS has by name: Regions and service principals, by dated tables and the baseline's `allow-unknown`.

use std::collections::BTreeMap;

use super::keys::{ALLOW, Keys};
use super::words::listed_twice;
use crate::areas::organizations::schema::Tables;
use crate::baseline::{Spanned, closest};
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::facts::{partitions, services};

/// Whether a text is named like a Region: words of letters and a number, `us-gov-west-1`.
pub(super) fn is_region_name(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let letters = |part: &&str| part.len() >= 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.as_slice() {
        [words @ .., number] => {
            words.len() >= 2
                && words.iter().all(letters)
                && matches!(number.len(), 1 | 2)
                && number.bytes().all(|byte| byte.is_ascii_digit())
        }
        [] => false,
    }
}

/// Whether a text has the shape of a service principal.
pub(super) fn is_principal(text: &str) -> bool {
    let name = text
        .strip_suffix(".amazonaws.com")
        .or_else(|| text.strip_suffix(".amazonaws.com.cn"));
    let label = |label: &str| {
        let plain = label
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        plain && !label.is_empty()
    };
    text.len() <= 128 && name.is_some_and(|name| name.split('.').all(label))
}

/// Checks `allow-unknown` itself: each is the name of a Region or service that the tables lack.
pub(super) fn check(tables: &Tables, out: &mut Diagnostics) {
    let mut first = BTreeMap::new();
    for name in &tables.allow_unknown {
        if let Some(first) = first.get(name.as_str()) {
            out.push(listed_twice(name, name.span, *first));
            continue;
        }
        first.insert(name.as_str(), name.span);
        if !is_region_name(name) && !is_principal(name) {
            let message = format!("`{name}` is neither a Region nor a service principal");
            out.push(
                Diagnostic::error("invalid-name", message)
                    .at(name.span)
                    .help("write one like `eu-west-1` or `ram.amazonaws.com`"),
            );
        } else if partitions::is_region(name) || services::works_with_organizations(name) {
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
    if !is_region_name(name) {
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

/// What is wrong with a service principal that is to work in the Organization: its shape, or that no service has it.
pub(super) fn wrong_service(principal: &Spanned<String>, keys: &Keys) -> Option<Diagnostic> {
    if services::works_with_organizations(principal) || keys.is_allowed(principal) {
        return None;
    }
    if let Some(shape) = not_a_principal(principal, principal.span) {
        return Some(shape);
    }
    let message = if services::is_documented(principal) {
        format!("`{principal}` is not a service that works with an Organization")
    } else {
        format!("there is no service `{principal}`")
    };
    let close = hinted(keys, SERVICES, || {
        close_principal(principal, services::in_organizations())
    });
    Some(
        Diagnostic::error("unknown-service", message)
            .at(principal.span)
            .help(newer(principal, close.as_deref(), services::AS_OF)),
    )
}

/// What is wrong with the service principal of a caller.
pub(super) fn wrong_caller(principal: &str, at: Option<Span>, keys: &Keys) -> Option<Diagnostic> {
    if services::is_documented(principal) || keys.is_allowed(principal) {
        return None;
    }
    if let Some(shape) = not_a_principal(principal, at) {
        return Some(shape);
    }
    let close = hinted(keys, SERVICES, || close_principal(principal, services::documented()));
    let message = format!("there is no service `{principal}`");
    Some(
        Diagnostic::error("unknown-service", message)
            .at(at)
            .help(newer(principal, close.as_deref(), services::AS_OF)),
    )
}

fn not_a_principal(principal: &str, at: Option<Span>) -> Option<Diagnostic> {
    (!is_principal(principal)).then(|| {
        Diagnostic::error("invalid-service", format!("`{principal}` is not a service principal"))
            .at(at)
            .help("a service principal is written like `ram.amazonaws.com`")
    })
}

/// The names are compared without their suffix, which would make all of them alike.
fn close_principal(principal: &str, known: impl Iterator<Item = &'static str>) -> Option<String> {
    let (name, suffix) = services::without_suffix(principal)?;
    closest(name, known).map(|close| format!("{close}{suffix}"))
}

/// About how many names a Region or service is compared with.
const REGIONS: usize = 50;
const SERVICES: usize = 500;

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
    fn regions_have_a_shape() {
        for good in [
            "eu-west-1",
            "us-gov-east-1",
            "cn-north-1",
            "ap-southeast-17",
            "eusc-de-east-1",
        ] {
            assert!(is_region_name(good), "{good}");
        }
        for bad in ["", "eu-west", "EU-west-1", "eu-1", "eu--1", "eu-west-1a", "eu-west-123"] {
            assert!(!is_region_name(bad), "{bad}");
        }
    }

    #[test]
    fn principals_have_a_shape() {
        for good in [
            "ram.amazonaws.com",
            "storage-lens.s3.amazonaws.com",
            "x.amazonaws.com.cn",
        ] {
            assert!(is_principal(good), "{good}");
        }
        for bad in [
            "",
            "ram",
            ".amazonaws.com",
            "RAM.amazonaws.com",
            "a..b.amazonaws.com",
            "ram.amazonaws.com.evil.org",
        ] {
            assert!(!is_principal(bad), "{bad}");
        }
    }

    #[test]
    fn hints_name_what_was_meant() {
        let keys = Keys::default();
        let help = |wrong: Option<Diagnostic>| wrong.unwrap().help.unwrap();
        assert!(help(wrong_region("eu-wst-1", None, &keys)).contains("did you mean `eu-west-1`?"));
        let trial = Spanned::bare("cloudtrial.amazonaws.com".to_owned());
        assert!(help(wrong_service(&trial, &keys)).contains("did you mean `cloudtrail.amazonaws.com`?"));
        let lambda = Spanned::bare("lambda.amazonaws.com".to_owned());
        assert!(
            wrong_service(&lambda, &keys)
                .unwrap()
                .message
                .contains("works with an Organization")
        );
        assert_eq!(wrong_caller("lambda.amazonaws.com", None, &keys), None);
        assert!(help(wrong_caller("lamda.amazonaws.com", None, &keys)).contains("`lambda.amazonaws.com`"));
    }
}
