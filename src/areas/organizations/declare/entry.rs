//! A policy as its table says it, whichever table that is.

use std::collections::BTreeMap;

use super::attach::{self, Attached};
use super::keys::Keys;
use super::tags;
use crate::areas::messages::{did_you_mean, length};
use crate::areas::organizations::model::policy::{ANY_KIND, KINDS};
use crate::areas::organizations::policies::table::{Adopt, AnyPolicyTable, PolicyTable};
use crate::areas::organizations::schema::Tables;
use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::engine::owner::{Owner, owner};
use crate::facts::policy_types::{self, KNOWN, RCP, SCP};
use crate::facts::quotas::{POLICY_DESCRIPTION, POLICY_NAME};
use crate::guardrails::library::Arguments;
use crate::organization::Tags;

/// One policy of any table.
pub(super) struct Entry<'a> {
    pub(super) table: &'static str,
    pub(super) kind: &'static str,
    pub(super) policy_type: &'a str,
    pub(super) key: &'a str,
    /// Its table, if that is one for its type alone.
    pub(super) own: Option<&'a PolicyTable>,
    pub(super) file: Option<&'a Spanned<String>>,
    pub(super) guardrail: Option<&'a Spanned<String>>,
    pub(super) with: &'a Arguments,
    pub(super) except_accounts: &'a [Spanned<String>],
    pub(super) name: Option<&'a Spanned<String>>,
    pub(super) description: Option<&'a Spanned<String>>,
    pub(super) attach: &'a [Spanned<String>],
    pub(super) tags: &'a BTreeMap<String, Spanned<String>>,
    pub(super) adopt: Option<Adopt>,
    pub(super) lint_allow: &'a [Spanned<String>],
}

/// What is the same of every policy and set, whatever it says.
pub(super) struct Head {
    pub(super) name: String,
    pub(super) name_at: Option<Span>,
    pub(super) description: String,
    pub(super) tags: Tags,
    pub(super) attached: Vec<Attached>,
    pub(super) adopt_exact: bool,
}

/// Every policy of every table.
pub(super) fn entries<'a>(tables: &'a Tables, out: &mut Diagnostics) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    for (table, kind, policy_type) in KINDS {
        for (key, policy) in own_table(tables, table) {
            entries.push(Entry {
                table,
                kind,
                policy_type,
                key,
                own: Some(policy),
                file: policy.file.as_ref(),
                guardrail: policy.guardrail.as_ref(),
                with: &policy.with,
                except_accounts: &policy.except_accounts,
                name: policy.name.as_ref(),
                description: policy.description.as_ref(),
                attach: &policy.attach,
                tags: &policy.tags,
                adopt: policy.adopt,
                lint_allow: &policy.lint_allow,
            });
        }
    }
    for (key, policy) in &tables.policies {
        check_type(policy, out);
        entries.push(Entry {
            table: "policies",
            kind: ANY_KIND,
            policy_type: &policy.kind,
            key,
            own: None,
            file: policy.file.as_ref(),
            guardrail: policy.guardrail.as_ref(),
            with: &policy.with,
            except_accounts: &policy.except_accounts,
            name: policy.name.as_ref(),
            description: policy.description.as_ref(),
            attach: &policy.attach,
            tags: &policy.tags,
            adopt: policy.adopt,
            lint_allow: &policy.lint_allow,
        });
    }
    entries
}

/// The policies of a table for one type.
fn own_table<'a>(tables: &'a Tables, table: &str) -> impl Iterator<Item = (&'a String, &'a PolicyTable)> {
    let policies = match table {
        "scps" => Some(&tables.scps),
        "rcps" => Some(&tables.rcps),
        "declarative-policies" => Some(&tables.declarative_policies),
        "tag-policies" => Some(&tables.tag_policies),
        _ => None,
    };
    policies.into_iter().flatten()
}

fn check_type(policy: &AnyPolicyTable, out: &mut Diagnostics) {
    let written = &policy.kind;
    let known = KNOWN.iter().map(|known| known.name);
    let plain = written
        .chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    if !plain || !written.ends_with("_POLICY") && !written.contains("POLICY_") {
        let mut wrong =
            Diagnostic::error("invalid-policy-type", format!("`{written}` is not a policy type")).at(written.span);
        wrong.help = did_you_mean(written, known);
        out.push(wrong);
    } else if policy_types::known(written).is_none() {
        let mut unknown = Diagnostic::warning(
            "unknown-policy-type",
            format!(
                "policy type `{written}` is not known to this version: it works as it is, without its limits and rules"
            ),
        )
        .at(written.span);
        unknown.help = crate::baseline::closest(written, known).map(|close| format!("did you mean `{close}`?"));
        out.push(unknown);
    }
}

impl Entry<'_> {
    /// What is the same whatever the policy says. The name is checked with `suffix` behind it.
    pub(super) fn head(&self, suffix: &str, tables: &Tables, keys: &Keys, out: &mut Diagnostics) -> Head {
        let name_at = self.name.and_then(|name| name.span).or_else(|| self.at(keys));
        let name = self.name.map_or(self.key, |name| name.as_str());
        // The suffix of a set must not hide that there is no name.
        let whole = if name.trim().is_empty() {
            name.to_owned()
        } else {
            format!("{name}{suffix}")
        };
        self.check_name(&whole, name_at, out);
        self.check_description(out);
        let described = || default_description(tables);
        Head {
            name: name.to_owned(),
            name_at,
            description: self.description.map_or_else(described, |text| text.value.clone()),
            tags: tags::declared(self.tags, [self.table, self.key], keys, out),
            attached: attach::declared(self.attach, self.policy_type, keys, out),
            adopt_exact: self.adopt == Some(Adopt::Exact),
        }
    }

    /// Whether it says to be packed, where that can be.
    pub(super) fn packs(&self) -> Option<bool> {
        let packable = [SCP, RCP].contains(&self.policy_type);
        self.own.filter(|_| packable)?.pack
    }

    pub(super) fn at(&self, keys: &Keys) -> Option<Span> {
        keys.at(&[self.table, self.key])
    }

    fn check_name(&self, name: &str, at: Option<Span>, out: &mut Diagnostics) {
        if let Some(wrong) = length("the name of a policy", name, (1, POLICY_NAME), at) {
            out.push(wrong);
        }
        let aws = policy_types::policy_type(self.policy_type)
            .full_access
            .and_then(|id| id.strip_prefix("p-"));
        if aws == Some(name) {
            let message = format!("`{name}` is AWS's own policy, which it keeps attached everywhere");
            out.push(
                Diagnostic::error("reserved-policy-name", message)
                    .at(at)
                    .help("choose another name"),
            );
        }
        if let Owner::Foreign(tool) = owner("", name, &Tags::new()) {
            let message = format!("`{name}` would count as a policy of {tool}, which is never changed");
            out.push(
                Diagnostic::error("reserved-policy-name", message)
                    .at(at)
                    .help("choose another name"),
            );
        }
    }

    fn check_description(&self, out: &mut Diagnostics) {
        if let Some(text) = self.description
            && let Some(wrong) = length("the description of a policy", text, (0, POLICY_DESCRIPTION), text.span)
        {
            out.push(wrong);
        }
    }
}

/// The description of a policy for which the baseline has none.
pub(super) fn default_description(tables: &Tables) -> String {
    let baseline = tables.organization.as_ref().map_or("", |table| table.baseline.as_str());
    format!("Managed by groundline, baseline {baseline}")
}
