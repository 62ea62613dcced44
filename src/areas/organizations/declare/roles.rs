//! `[roles]`.

use std::collections::BTreeMap;

use super::keys::Keys;
use super::values::{wrong_arn, wrong_value};
use crate::areas::organizations::model::checked::Roles;
use crate::areas::organizations::organization::table::{DEFAULT_MEMBER_ROLE, Governed};
use crate::areas::organizations::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::facts::partitions::REQUESTED;

/// The roles, checked.
pub(super) fn declared(tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Roles {
    let table = &tables.roles;
    for role in [&table.member, &table.read].into_iter().flatten() {
        role_name(role, out);
    }
    for arn in &table.break_glass {
        role_arn(arn, keys, out);
    }
    for action in &table.break_glass_needs {
        action_name(action, out);
    }
    let texts = |list: &[Spanned<String>]| list.iter().map(|text| text.value.clone()).collect();
    let member = table.member.as_ref().map(|role| role.value.clone());
    Roles {
        member: member.unwrap_or_else(|| DEFAULT_MEMBER_ROLE.to_owned()),
        read: table.read.as_ref().map(|role| role.value.clone()),
        break_glass: texts(&table.break_glass),
        home: tables.regions.as_ref().map(|regions| regions.home.value.clone()),
        break_glass_needs: texts(&table.break_glass_needs),
        context: context(tables, keys, out),
    }
}

/// What is known of every request: what the baseline says, and that it is made in a Region that is governed.
fn context(tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> BTreeMap<String, Vec<String>> {
    let mut context = BTreeMap::new();
    for (key, values) in &tables.roles.context {
        let first = values.0.first();
        if !key.contains(':') {
            out.push(
                Diagnostic::error("invalid-condition-key", format!("`{key}` is not a condition key"))
                    .at(first.and_then(|value| value.span))
                    .help("a key is written like `aws:PrincipalTag/team`"),
            );
        }
        for value in &values.0 {
            out.extend(wrong_value(key, value, value.span, keys));
        }
        if first.is_some() {
            context.insert(key.clone(), values.0.iter().map(|value| value.value.clone()).collect());
        }
    }
    let says = context.keys().any(|key: &String| key.eq_ignore_ascii_case(REQUESTED));
    if let Some(regions) = tables.regions.as_ref().filter(|_| !says) {
        let mut values = vec![regions.home.value.clone()];
        if let Some(Governed::Regions(governed)) = &regions.governed {
            values.extend(governed.iter().map(|region| region.value.clone()));
        }
        values.sort();
        values.dedup();
        context.insert(REQUESTED.to_owned(), values);
    }
    context
}

/// Checks the name of a role: IAM User Guide, "IAM and AWS STS quotas".
pub(super) fn role_name(role: &Spanned<String>, out: &mut Diagnostics) {
    let plain = role.chars().all(|c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c));
    if !plain || !(1..=64).contains(&role.len()) {
        out.push(
            Diagnostic::error("invalid-role-name", format!("`{role}` is not the name of a role"))
                .at(role.span)
                .help("a name has 1 to 64 letters, digits and `_ + = , . @ -`, without the ARN and path before it"),
        );
    }
}

fn role_arn(arn: &Spanned<String>, keys: &Keys, out: &mut Diagnostics) {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let good = matches!(parts.as_slice(), ["arn", partition, "iam", "", account, role]
        if !partition.is_empty() && !account.is_empty() && role.strip_prefix("role/").is_some_and(|name| !name.is_empty()));
    if !good {
        out.push(
            Diagnostic::error("invalid-role-arn", format!("`{arn}` is not the ARN of a role"))
                .at(arn.span)
                .help("write it like `arn:*:iam::*:role/BreakGlass`"),
        );
    } else {
        out.extend(wrong_arn(arn, arn.span, keys));
    }
}

fn action_name(action: &Spanned<String>, out: &mut Diagnostics) {
    let letters = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let good = action
        .split_once(':')
        .is_some_and(|(prefix, name)| letters(prefix) && letters(name));
    if !good {
        out.push(
            Diagnostic::error("invalid-action", format!("`{action}` is not an action"))
                .at(action.span)
                .help("write one action like `iam:UpdateAssumeRolePolicy`, without wildcards"),
        );
    }
}
