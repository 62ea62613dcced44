//! `[[guardrail-tests]]`.

use std::collections::BTreeMap;

use super::keys::Keys;
use super::known_names::wrong_caller;
use super::values::{wrong_arn, wrong_value};
use crate::areas::messages::unknown;
use crate::areas::organizations::guardrail_tests::table::GuardrailTestTable;
use crate::areas::organizations::model::guardrail_tests::{GuardrailTest, Principal};
use crate::areas::organizations::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::facts::principals::{is_name, without_domain};
use crate::organization::{Declared, MANAGEMENT, Place, ROOT};

/// So many characters a text of a request may have: ten times the longest ARN that AWS makes, which has 2,048.
const TEXT: usize = 20_000;

/// Every test that makes sense; the others are reported.
pub(super) fn declared(tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Vec<GuardrailTest> {
    let mut names: BTreeMap<&str, Option<Span>> = BTreeMap::new();
    let mut tests = Vec::new();
    for (index, table) in tables.guardrail_tests.iter().enumerate() {
        let at = keys.at(&["guardrail-tests", &index.to_string()]);
        if let Some(first) = names.insert(table.name.as_str(), table.name.span) {
            out.push(
                Diagnostic::error("test-name-twice", format!("two tests have the name `{}`", table.name))
                    .at(table.name.span)
                    .also(first, "the first of them")
                    .help("give each a name of its own, by which its failure is known"),
            );
        }
        let place = place(table, at, keys).map_err(|wrong| out.push(wrong)).ok();
        let principal = principal(&table.principal, keys).map_err(|wrong| out.push(wrong)).ok();
        out.extend(too_long("principal", &table.principal, table.principal.span));
        let actions = actions(table, at, out);
        request(table, index, keys, out);
        if let (Some(place), Some(principal), Some(actions)) = (place, principal, actions) {
            tests.push(GuardrailTest {
                name: table.name.value.clone(),
                place,
                principal,
                actions,
                resource: table.resource.clone(),
                context: table
                    .context
                    .iter()
                    .map(|(key, value)| (key.clone(), value.0.clone()))
                    .collect(),
                expect: table.expect.value,
                at: table.expect.span.or(at),
            });
        }
    }
    tests
}

/// Checks what the request says of accounts and Regions.
fn request(table: &GuardrailTestTable, index: usize, keys: &Keys, out: &mut Diagnostics) {
    let index = index.to_string();
    let path = |field| ["guardrail-tests", index.as_str(), field];
    out.extend(too_long("resource", &table.resource, keys.value(&path("resource"))));
    out.extend(wrong_arn(&table.resource, keys.value(&path("resource")), keys));
    for (key, values) in &table.context {
        for (number, value) in values.0.iter().enumerate() {
            let [top, test, field] = path("context");
            let item = keys.value(&[top, test, field, key, &number.to_string()]);
            let at = item.or_else(|| keys.value(&[top, test, field, key]));
            out.extend(too_long("context", value, at));
            out.extend(wrong_value(key, value, at, keys));
        }
    }
}

/// What is longer than any request has.
fn too_long(field: &str, text: &str, at: Option<Span>) -> Option<Diagnostic> {
    (text.len() > TEXT && text.chars().count() > TEXT).then(|| {
        let message = format!("a text of `{field}` has more than {TEXT} characters: no request has as many");
        Diagnostic::error("too-long", message)
            .at(at)
            .help("write what a request says")
    })
}

fn place(table: &GuardrailTestTable, at: Option<Span>, keys: &Keys) -> Result<Place, Diagnostic> {
    match (&table.account, &table.unit) {
        (Some(account), None) => account_place(account, keys),
        (None, Some(unit)) if unit.value == ROOT || keys.has(&["units", unit]) => Ok(Declared::unit_place(unit)),
        (None, Some(unit)) => {
            let known = keys.close_in("units").into_iter().chain([ROOT]);
            Err(unknown("unknown-unit", "unit", unit, unit.span, known))
        }
        (Some(_), Some(unit)) => Err(
            Diagnostic::error("test-where", "a test is in an account or in a unit, not both")
                .at(unit.span)
                .help("keep `account` or `unit`"),
        ),
        (None, None) => Err(
            Diagnostic::error("test-where", format!("the test `{}` does not say where", table.name))
                .at(at)
                .help("write `account = \"KEY\"` or `unit = \"KEY\"`"),
        ),
    }
}

fn account_place(account: &Spanned<String>, keys: &Keys) -> Result<Place, Diagnostic> {
    if account.value == MANAGEMENT || keys.has(&["accounts", account]) {
        return Ok(Place::Account(account.value.clone()));
    }
    let known = keys.close_in("accounts");
    Err(unknown("unknown-account", "account", account, account.span, known))
}

fn principal(written: &Spanned<String>, keys: &Keys) -> Result<Principal, Diagnostic> {
    let is_own = written.value == "root"
        || ["role/", "user/"]
            .iter()
            .any(|kind| written.strip_prefix(kind).is_some_and(|name| !name.is_empty()));
    let is_plain = written.chars().all(|letter| letter.is_ascii_graphic());
    if is_own && is_plain {
        return Ok(Principal::Own(written.value.clone()));
    }
    let is_named = written.starts_with("arn:") && written.split(':').count() >= 6
        || without_domain(written).is_some()
        || is_name(written);
    if is_named && is_plain {
        let wrong = match written.starts_with("arn:") {
            true => wrong_arn(written, written.span, keys),
            false => wrong_caller(written, written.span, keys),
        };
        if let Some(wrong) = wrong {
            return Err(wrong);
        }
        return Ok(Principal::Named(written.value.clone()));
    }
    Err(Diagnostic::error(
        "test-principal",
        format!("`{}` is not a principal", written.escape_debug()),
    )
    .at(written.span)
    .help("write `role/NAME`, `user/NAME`, `root`, an ARN, or a service like `cloudtrail.amazonaws.com`"))
}

fn actions(table: &GuardrailTestTable, at: Option<Span>, out: &mut Diagnostics) -> Option<Vec<String>> {
    let written = &table.action.0;
    if written.is_empty() {
        out.push(
            Diagnostic::error("test-action", format!("the test `{}` has no action", table.name))
                .at(at)
                .help("name at least one: `action = \"ec2:RunInstances\"`"),
        );
        return None;
    }
    let mut whole = true;
    for action in written {
        if let Some(wrong) = wrong_action(action) {
            out.push(wrong);
            whole = false;
        }
    }
    whole.then(|| written.iter().map(|action| action.value.clone()).collect())
}

fn wrong_action(action: &Spanned<String>) -> Option<Diagnostic> {
    let has_shape = action.split_once(':').is_some_and(|(service, name)| {
        let plain =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        plain(service) && plain(name)
    });
    if has_shape {
        return None;
    }
    let help = if action.contains(['*', '?']) {
        "a request has one action: name it without wildcards, or list some"
    } else {
        "write it like `ec2:RunInstances`"
    };
    Some(
        Diagnostic::error("test-action", format!("`{}` is not an action", action.escape_debug()))
            .at(action.span)
            .help(help),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_says_nothing_endless() {
        assert_eq!(too_long("resource", &"é".repeat(TEXT), None), None);
        let wrong = too_long("resource", &"a".repeat(TEXT + 1), None).unwrap();
        assert_eq!(wrong.code, "too-long");
        assert!(wrong.message.contains("`resource`"));
    }
}
