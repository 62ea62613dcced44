//! `[accounts]`.

use std::collections::BTreeMap;

use super::email::{is_email, is_under};
use super::keys::Keys;
use super::roles::role_name;
use super::tags;
use super::units::check_unit;
use crate::areas::messages::length;
use crate::areas::organizations::accounts::table::AccountTable;
use crate::areas::organizations::organization::table::DEFAULT_MEMBER_ROLE;
use crate::areas::organizations::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::facts::accounts::is_id;
use crate::facts::quotas::{ACCOUNT_EMAIL, ACCOUNT_NAME};
use crate::organization::{DeclaredAccount, MANAGEMENT, Tags};

/// The tag that `owner` is kept in.
const OWNER: &str = "owner";

type Accounts = BTreeMap<String, AccountTable>;

/// The accounts, checked each for itself and against each other.
pub(super) fn declared(tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> BTreeMap<String, DeclaredAccount> {
    duplicate_emails(&tables.accounts, out);
    duplicate_ids(tables, out);
    let mut declared = BTreeMap::new();
    for (key, account) in &tables.accounts {
        let tags = tags_of(key, account, keys, out);
        let account = if key == MANAGEMENT {
            management(account, keys, out);
            DeclaredAccount {
                tags,
                ..DeclaredAccount::default()
            }
        } else {
            member(key, account, tables, keys, out);
            DeclaredAccount {
                tags,
                ..declared_member(account, tables)
            }
        };
        declared.insert(key.clone(), account);
    }
    declared
}

fn declared_member(account: &AccountTable, tables: &Tables) -> DeclaredAccount {
    let text = |field: &Option<Spanned<String>>| field.as_ref().map(|field| field.value.clone());
    DeclaredAccount {
        name: text(&account.name),
        email: account.email.as_ref().map(|email| email.to_lowercase()),
        unit: text(&account.unit),
        id: text(&account.id),
        tags: Tags::new(),
        role: text(&account.member_role)
            .or_else(|| text(&tables.roles.member))
            .or_else(|| Some(DEFAULT_MEMBER_ROLE.to_owned())),
        full_access: account.full_access.as_ref().map(|said| said.value),
    }
}

fn management(account: &AccountTable, keys: &Keys, out: &mut Diagnostics) {
    let AccountTable {
        name,
        email,
        unit,
        owner: _,
        tags: _,
        id,
        member_role,
        full_access,
    } = account;
    let set = [
        ("name", name.is_some()),
        ("email", email.is_some()),
        ("unit", unit.is_some()),
        ("id", id.is_some()),
        ("member-role", member_role.is_some()),
        ("full-access", full_access.is_some()),
    ];
    for (field, _) in set.into_iter().filter(|(_, set)| *set) {
        out.push(
            Diagnostic::error(
                "management-field",
                format!("`{field}` cannot be set on the management account"),
            )
            .at(keys.at(&["accounts", MANAGEMENT, field]))
            .help("only its `owner` and `tags` are managed: remove the line"),
        );
    }
}

fn member(key: &str, account: &AccountTable, tables: &Tables, keys: &Keys, out: &mut Diagnostics) {
    name(account, out);
    email(key, account, tables, keys, out);
    if let Some(unit) = &account.unit {
        check_unit(unit, keys, out);
    }
    if let Some(id) = &account.id
        && !is_id(id)
    {
        out.push(
            Diagnostic::error("invalid-account-id", format!("`{id}` is not an account id"))
                .at(id.span)
                .help("an account id is twelve digits, in quotes"),
        );
    }
    if let Some(role) = &account.member_role {
        role_name(role, out);
    }
}

fn name(account: &AccountTable, out: &mut Diagnostics) {
    let Some(name) = &account.name else { return };
    if let Some(wrong) = length("the name of an account", name, (1, ACCOUNT_NAME), name.span) {
        out.push(wrong);
    }
    // `CreateAccount` takes printable ASCII, `PutAccountName` neither `<` nor `>`.
    if let Some(bad) = name.chars().find(|c| !matches!(c, ' '..='~') || "<>".contains(*c)) {
        out.push(
            Diagnostic::error(
                "invalid-account-name",
                format!("the name of an account cannot have `{}`", bad.escape_debug()),
            )
            .at(name.span)
            .help("AWS takes ASCII letters, digits, spaces and signs, but not `<` and `>`"),
        );
    }
}

fn email(key: &str, account: &AccountTable, tables: &Tables, keys: &Keys, out: &mut Diagnostics) {
    let Some(email) = &account.email else {
        if account.id.is_none() {
            out.push(
                Diagnostic::error("missing-email", format!("account `{key}` has no `email`"))
                    .at(keys.at(&["accounts", key]))
                    .help("write the e-mail of its root user: it is the account's identity"),
            );
        }
        return;
    };
    if !is_email(email) {
        out.push(
            Diagnostic::error(
                "invalid-email",
                format!("`{email}` is not an e-mail address that AWS takes"),
            )
            .at(email.span)
            .help("write one like `aws+security@example.com`"),
        );
    } else if let Some(wrong) = length("the e-mail of an account", email, ACCOUNT_EMAIL, email.span) {
        out.push(wrong);
    } else {
        domain(email, account.id.is_some(), tables, keys, out);
    }
}

/// The domains bind what is created; for an account that exists already they are only a finding.
fn domain(email: &Spanned<String>, exists: bool, tables: &Tables, keys: &Keys, out: &mut Diagnostics) {
    let Some(organization) = &tables.organization else {
        return;
    };
    let domains = &organization.account_email_domains;
    if domains.is_empty() || is_under(&email.to_lowercase(), keys.domains()) {
        return;
    }
    let message = format!("`{email}` is under none of `organization.account-email-domains`");
    let report = if exists { Diagnostic::warning } else { Diagnostic::error };
    let mut report = report("email-domain", message).at(email.span);
    if keys.may_compare(domains.len()) {
        let names = domains.iter().map(|domain| domain.as_str());
        report = report.help(format!("allowed: {}", crate::baseline::list(names)));
        for domain in domains {
            report = report.also(domain.span, "allowed here");
        }
    }
    out.push(report);
}

fn tags_of(key: &str, account: &AccountTable, keys: &Keys, out: &mut Diagnostics) -> Tags {
    let mut all = account.tags.clone();
    if let Some(owner) = &account.owner {
        if let Some(wrong) = length("the owner of an account", owner, (1, usize::MAX), owner.span) {
            out.push(wrong);
        }
        match account.tags.get(OWNER) {
            Some(tag) => out.push(
                Diagnostic::error(
                    "owner-twice",
                    format!("account `{key}` has both `owner` and the tag `owner`"),
                )
                .at(owner.span)
                .also(tag.span, "the tag is written here")
                .help("`owner` is kept as the tag `owner`: keep one of the two"),
            ),
            None => {
                all.insert(OWNER.to_owned(), owner.clone());
            }
        }
    }
    tags::declared(&all, ["accounts", key], keys, out)
}

fn duplicate_emails(accounts: &Accounts, out: &mut Diagnostics) {
    let mut first: BTreeMap<String, (&str, Option<Span>)> = BTreeMap::new();
    for (key, account) in accounts {
        let Some(email) = &account.email else { continue };
        let same = email.to_lowercase();
        if let Some((other, first)) = first.get(&same) {
            let message = format!("accounts `{other}` and `{key}` have one e-mail, `{same}`");
            out.push(
                Diagnostic::error("duplicate-email", message)
                    .at(email.span)
                    .also(*first, "first used here")
                    .help("every account has an e-mail of its own; upper and lower case do not matter"),
            );
        } else {
            first.insert(same, (key, email.span));
        }
    }
}

fn duplicate_ids(tables: &Tables, out: &mut Diagnostics) {
    let mut first: BTreeMap<&str, (&str, Option<Span>)> = BTreeMap::new();
    if let Some(organization) = &tables.organization {
        let id = &organization.management_account;
        first.insert(id, (MANAGEMENT, id.span));
    }
    for (key, account) in tables.accounts.iter().filter(|(key, _)| *key != MANAGEMENT) {
        let Some(id) = &account.id else { continue };
        if let Some((other, first)) = first.get(id.as_str()) {
            let message = format!("accounts `{other}` and `{key}` have one id, `{id}`");
            out.push(
                Diagnostic::error("duplicate-account-id", message)
                    .at(id.span)
                    .also(*first, "first used here")
                    .help("an id names one account: correct one of the two"),
            );
        } else {
            first.insert(id, (key, id.span));
        }
    }
}
